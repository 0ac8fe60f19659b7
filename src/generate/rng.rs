//! Randomness that can be repeated: the same seed and name give the same draws for ever, on any thread and machine.

use chacha20::ChaCha20Rng;
use chacha20::rand_core::{Rng as _, SeedableRng};
use sha2::{Digest, Sha256};

/// A seeded source of randomness. The stream is that of `ChaCha20`, which no version of a library can change.
#[derive(Debug)]
pub struct Rng(ChaCha20Rng);

impl Rng {
    /// The source that belongs to a run's seed and the name of what is drawn.
    pub fn new(seed: u64, name: &str) -> Self {
        let digest = Sha256::new().chain_update(seed.to_be_bytes()).chain_update(name.as_bytes()).finalize();
        Self(ChaCha20Rng::from_seed(digest.into()))
    }

    /// Any 64 bits.
    pub(crate) fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Any two 32 bits.
    #[allow(clippy::cast_possible_truncation, reason = "each half is taken on its own")]
    pub(crate) fn halves(&mut self) -> (u32, u32) {
        let bits = self.bits();
        ((bits >> 32) as u32, bits as u32)
    }

    /// An index below `count`, which must not be zero.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        let wide = u128::from(self.bits()) * count as u128;
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// A number from `low` to `high`, both included.
    pub(crate) fn between(&mut self, low: i128, high: i128) -> i128 {
        let span = high.saturating_sub(low).max(0).unsigned_abs().saturating_add(1);
        let wide = (u128::from(self.bits()) << 64) | u128::from(self.bits());
        low.saturating_add(i128::try_from(wide % span).unwrap_or(0))
    }

    /// True once in `times`.
    pub(crate) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    /// One of several.
    pub(crate) fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        if from.is_empty() { None } else { from.get(self.below(from.len())) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seed_and_name_decide_everything() {
        let draw = |seed, name| {
            let mut rng = Rng::new(seed, name);
            (rng.bits(), rng.below(1000), rng.between(-5, 5))
        };
        assert_eq!(draw(7, "a"), draw(7, "a"));
        assert_ne!(draw(7, "a"), draw(8, "a"));
        assert_ne!(draw(7, "a"), draw(7, "b"));
        assert_eq!(std::thread::spawn(move || draw(7, "a")).join().ok(), Some(draw(7, "a")));
    }

    #[test]
    fn the_first_bits_of_a_seed_never_change() {
        assert_eq!(Rng::new(1, "tekigo").bits(), 14_333_839_064_494_640_597);
    }

    #[test]
    fn ranges_include_both_ends() {
        let mut rng = Rng::new(1, "ends");
        let drawn: std::collections::BTreeSet<_> = (0..200).map(|_| rng.between(-1, 1)).collect();
        assert_eq!(drawn.into_iter().collect::<Vec<_>>(), [-1, 0, 1]);
        assert_eq!(rng.pick::<u8>(&[]), None);
    }
}
