//! The rate that a target allows, where several runs share it.

use super::Subject;
use crate::contract::Text;

/// Gives a run its share of the rate that a target allows, where several runs share it; what there is to say of that.
pub(super) fn share_rate(subject: &mut Subject, shards: usize) -> Option<Text> {
    let whole = subject.given.limits.rate.filter(|_| shards > 1)?;
    let own = whole.shared(u32::try_from(shards).unwrap_or(u32::MAX));
    subject.given.limits.rate = Some(own);
    let (id, pause) = (&subject.suite.contract.id, own.interval().as_secs_f64());
    Some(Text {
        ja: format!(
            "{id}: リクエストの頻度の上限（limits の `rate`）は {shards} 個の分割実行で分け合うため、この実行のリクエスト間隔は {pause:.3} 秒以上"
        ),
        en: format!(
            "{id}: {shards} shards share the `rate` of limits, so this run leaves at least {pause:.3} s between two requests"
        ),
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::{
        run::{
            Plan, Settings,
            testing::{subject, target},
        },
        target::Rate,
    };

    #[test]
    fn shards_share_the_rate_of_a_target() {
        let with = |rate: Option<Rate>, shards: usize| {
            let mut subject = subject("http://127.0.0.1:1");
            subject.given.limits.rate = rate;
            let plan = Plan::new(vec![subject], target(), Settings { shards, ..Settings::default() });
            let rate = plan.subjects[0].given.limits.rate;
            (rate.map(Rate::interval), plan.cuts.iter().map(|cut| cut.en.clone()).collect::<Vec<_>>())
        };
        let rate = Some(Rate { requests: 3, per: Duration::from_secs(1) });
        let due = "shop: 5 shards share the `rate` of limits, so this run leaves at least 1.667 s between two requests";
        assert_eq!(with(rate, 5), (Some(Duration::from_nanos(1_666_666_667)), vec![due.to_owned()]));
        assert_eq!(with(rate, 1), (rate.map(Rate::interval), Vec::new()));
        assert_eq!(with(None, 5), (None, Vec::new()));
    }
}
