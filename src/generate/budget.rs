//! What a draw may cost before it gives up, counted in parts of values and not in time: the same on every machine.

/// What one try costs besides the parts that it writes.
const TRY: usize = 12;

/// The budget that is left.
#[derive(Debug)]
pub(super) struct Budget {
    /// In parts.
    left: usize,
    /// Tries that are made whatever they cost.
    sure: usize,
    /// Paid so far.
    pub(super) spent: usize,
}

impl Budget {
    /// For one draw: a part takes about a microsecond to write and to judge, so that giving up takes less than a millisecond.
    pub(super) fn of_one_draw() -> Self {
        Self { left: 600, sure: 3, spent: 0 }
    }

    /// For finding out, once, whether there is anything to draw.
    pub(super) fn of_preparation() -> Self {
        Self { left: 6000, sure: 3, spent: 0 }
    }

    /// Pays for a try and the parts that it wrote.
    pub(super) fn spend(&mut self, parts: usize) {
        self.left = self.left.saturating_sub(parts + TRY);
        self.sure = self.sure.saturating_sub(1);
        self.spent += parts + TRY;
    }

    /// Notes what judging costs besides writing, where it costs much. Tries are counted as before.
    pub(super) fn charge(&mut self, parts: usize) {
        self.spent += parts;
    }

    /// Whether nothing is left.
    pub(super) fn is_spent(&self) -> bool {
        self.left == 0 && self.sure == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tries(parts: usize) -> usize {
        let mut budget = Budget::of_one_draw();
        let spend = || {
            budget.spend(parts);
            budget.is_spent()
        };
        1 + std::iter::repeat_with(spend).take_while(|spent| !spent).count()
    }

    #[test]
    fn small_values_are_tried_often_and_large_ones_a_few_times() {
        assert_eq!((tries(0), tries(10), tries(100), tries(40_000)), (50, 28, 6, 3));
    }
}
