//! How long requests took: a histogram whose size does not grow with their number.

use serde::{Deserialize, Serialize};

/// Below so many microseconds (as a power of two) nothing is distinguished.
const FLOOR: u32 = 6;
/// Buckets for each doubling, as a power of two: a bucket is at most a quarter wider than its lower end.
const PARTS: u32 = 2;
/// The last bucket: what took longer than two minutes.
const LAST: usize = 84;

/// The times of many requests, in microseconds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Latency {
    /// How many fell into each bucket, up to the last one that is used.
    counts: Vec<u64>,
    /// The fastest.
    fastest: u64,
    /// The slowest.
    slowest: u64,
}

impl Latency {
    /// Counts one request.
    pub fn see(&mut self, micros: u64) {
        let index = index(micros);
        if self.counts.len() <= index {
            self.fastest = if self.counts.is_empty() { micros } else { self.fastest };
            self.counts.resize(index + 1, 0);
        }
        self.counts[index] += 1;
        self.fastest = self.fastest.min(micros);
        self.slowest = self.slowest.max(micros);
    }

    /// Adds what another has counted.
    pub fn add(&mut self, other: &Self) {
        if other.counts.is_empty() {
            return;
        }
        self.fastest = if self.counts.is_empty() { other.fastest } else { self.fastest.min(other.fastest) };
        self.slowest = self.slowest.max(other.slowest);
        self.counts.resize(self.counts.len().max(other.counts.len()), 0);
        for (own, more) in self.counts.iter_mut().zip(&other.counts) {
            *own += more;
        }
    }

    /// How many requests were counted.
    pub fn count(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// The fastest, exactly.
    pub fn fastest(&self) -> u64 {
        self.fastest
    }

    /// The slowest, exactly.
    pub fn slowest(&self) -> u64 {
        self.slowest
    }

    /// The time within which so many of a thousand got a response: the upper end of their bucket.
    pub fn within(&self, of_thousand: u64) -> u64 {
        let rank = (self.count() * of_thousand).div_ceil(1000);
        let mut below = 0;
        for (low, high, count) in self.buckets() {
            below += count;
            if below >= rank && count > 0 {
                return high.clamp(low, self.slowest);
            }
        }
        self.slowest
    }

    /// From the first bucket that is used to the last: its lower end, its upper end, and how many.
    pub fn buckets(&self) -> impl Iterator<Item = (u64, u64, u64)> {
        let all = self.counts.iter().enumerate().skip_while(|(_, count)| **count == 0);
        all.map(|(index, count)| (low(index), low(index + 1), *count))
    }
}

fn index(micros: u64) -> usize {
    let micros = micros.max(1 << FLOOR);
    let doublings = micros.ilog2() - FLOOR;
    let part = (micros >> (doublings + FLOOR - PARTS)) & ((1 << PARTS) - 1);
    let index = (u64::from(doublings) << PARTS) + part;
    usize::try_from(index).unwrap_or(LAST).min(LAST)
}

/// The lower end of a bucket.
fn low(index: usize) -> u64 {
    let (doublings, part) = (index >> PARTS, index & ((1 << PARTS) - 1));
    ((1 << PARTS) + part as u64) << (doublings + (FLOOR - PARTS) as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn timed(times: &[u64]) -> Latency {
        let mut latency = Latency::default();
        for time in times {
            latency.see(*time);
        }
        latency
    }

    #[test]
    fn every_time_falls_into_the_bucket_that_holds_it() {
        for micros in (64..5_000).chain([79_999, 80_000, 1_000_000, 59_999_999, 100_000_000]) {
            let index = index(micros);
            assert!(low(index) <= micros && micros < low(index + 1), "{micros}");
            assert!(low(index + 1) - low(index) <= low(index) / 4, "{micros} falls into a bucket that is too wide");
        }
        assert_eq!((index(0), index(63), index(u64::MAX)), (0, 0, LAST));
    }

    #[test]
    fn a_percentile_is_never_below_the_truth_and_at_most_a_quarter_above() {
        let times: Vec<u64> = (1..=1000).map(|n| n * 1000).collect();
        let latency = timed(&times);
        for (of_thousand, truth) in [(500, 500_000), (950, 950_000), (990, 990_000), (1000, 1_000_000)] {
            let told = latency.within(of_thousand);
            assert!(told >= truth && told <= truth * 5 / 4, "{of_thousand}: {told}");
        }
        assert_eq!((latency.fastest(), latency.slowest(), latency.count()), (1000, 1_000_000, 1000));
        assert_eq!(timed(&[700]).within(500), 700, "no percentile passes the slowest");
    }

    #[test]
    fn adding_up_parts_is_counting_the_whole() {
        let (one, other) = ([90, 5_000, 64], [1_000_000, 70]);
        let mut sum = Latency::default();
        for part in [timed(&one), Latency::default(), timed(&other)] {
            sum.add(&part);
        }
        assert_eq!(sum, timed(&[90, 5_000, 64, 1_000_000, 70]));
        assert_eq!(Latency::default().within(990), 0);
    }

    #[test]
    fn the_size_does_not_grow_with_the_number() {
        let latency = timed(&(0..200_000).map(|n| n * 7_919 % 300_000_000).collect::<Vec<_>>());
        assert_eq!(latency.count(), 200_000);
        assert!(latency.counts.len() <= LAST + 1, "{}", latency.counts.len());
    }
}
