//! Texts of a class in its letters of several bytes, by which whoever counts the wrong unit is wrong.

use super::TextPlan;
use crate::generate::pattern::plainest;

impl TextPlan {
    /// A text of the class in letters of several bytes, of this length or, where they do not fill it exactly, as little above as may be.
    pub(in crate::generate) fn wide(&self, length: usize) -> Option<String> {
        let class = self.allowed.as_ref()?;
        let size = |c: char| self.unit.measure(c.encode_utf8(&mut [0; 4])).filter(|size| *size > 0);
        let edges = class.0.iter().flat_map(|(low, high)| [*low, *high]);
        let wide = edges.filter(|c| c.len_utf8() > 1).find(|c| size(*c).is_some())?;
        let narrow = plainest(&class.0).filter(|c| size(*c) == Some(1));
        let (times, rest) = (length / size(wide)?, length % size(wide)?);
        let end = narrow.map_or((wide, usize::from(rest > 0)), |c| (c, rest));
        Some(std::iter::repeat_n(wide, times).chain(std::iter::repeat_n(end.0, end.1)).collect())
    }
}
