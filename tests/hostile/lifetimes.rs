//! Targets that go away, for a while or for good.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::{
    guest::start,
    played::{BRIEF, play_jobs},
};

/// So many trials that to wait for each would take minutes.
const PART: &str = "jpay-search/order/";

/// Nobody listens any more: the run ends soon, and says why.
#[test]
fn a_target_that_is_gone_for_good_is_given_up() {
    // A port that was free a moment ago may be that of another test's server by now.
    let came = play_jobs("gone", "http://127.0.0.1:1", PART, "", 1);
    assert_eq!((came.code, came.findings()), (Some(3), vec![]));
    let (refused, gone): (Vec<_>, Vec<_>) = came.errors().into_iter().partition(|error| error.ends_with("[refused]"));
    assert_eq!(refused.len(), 5, "{refused:?}");
    assert!(
        gone.len() > 20 && gone.iter().all(|error| error.ends_with("[gone]") && error.contains("[refused]")),
        "{gone:?}"
    );
}

/// It accepts and never answers: five exchanges, not one for each of hundreds of trials.
#[test]
fn a_target_that_hangs_is_given_up() {
    let server = start(|guest| while guest.hear().is_some() {});
    let came = play_jobs("hangs", &format!("http://{}", server.address), PART, BRIEF, 1);
    assert_eq!((came.code, came.findings()), (Some(3), vec![]));
    assert_eq!(came.errors().iter().filter(|error| error.ends_with("[timeout]")).count(), 5, "{:?}", came.errors());
    assert_eq!(server.asked.load(Ordering::SeqCst), 5);
}

/// The trials in between could not ask; those before and after are judged.
#[test]
fn a_target_that_dies_and_returns_is_judged_when_it_is_there() {
    let connections = AtomicUsize::new(0);
    let server = start(move |guest| {
        if connections.fetch_add(1, Ordering::SeqCst) >= 3 {
            guest.behave();
        }
    });
    let came = play_jobs("returns", &format!("http://{}", server.address), PART, "", 1);
    let errors = came.errors();
    assert!(errors.len() == 3 && errors.iter().all(|error| error.ends_with("[reset]")), "{errors:?}");
    assert_eq!((came.code, came.findings()), (Some(3), vec![]), "no promise was broken, and not all was asked");
    let judged = came.report["trials"].as_array().expect("trials").iter().filter(|trial| trial["exchanges"] != 0);
    assert!(judged.count() > 20, "{:#}", came.report["trials"]);
}
