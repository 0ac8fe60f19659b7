//! Targets that go away, for a while or for good.

use std::{
    net::{Ipv4Addr, TcpListener},
    sync::atomic::Ordering,
    thread,
    time::Duration,
};

use crate::{
    guest::{Guest, start, start_at},
    played::play_jobs,
};

/// So many trials that to wait for each would take minutes.
const PART: &str = "jpay-search/order/";

/// Nobody listens any more: the run ends soon, and says why.
#[test]
fn a_target_that_is_gone_for_good_is_given_up() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let address = listener.local_addr().expect("an address");
    drop(listener);
    let came = play_jobs("gone", &format!("http://{address}"), PART, "", 1);
    assert_eq!((came.code, came.findings()), (Some(3), vec![]));
    let (refused, gone): (Vec<_>, Vec<_>) = came.errors().into_iter().partition(|error| error.ends_with("[refused]"));
    assert_eq!(refused.len(), 5, "{refused:?}");
    assert!(
        gone.len() > 20 && gone.iter().all(|error| error.ends_with("[gone]") && error.contains("[refused]")),
        "{gone:?}"
    );
    assert!(came.took < Duration::from_secs(30), "{:?}", came.took);
}

/// It accepts and never answers: five times the limit of an exchange, not once for each of hundreds of trials.
#[test]
fn a_target_that_hangs_is_given_up() {
    let server = start(|guest| while guest.hear().is_some() {});
    let came = play_jobs("hangs", &format!("http://{}", server.address), PART, "", 1);
    assert_eq!((came.code, came.findings()), (Some(3), vec![]));
    assert_eq!(came.errors().iter().filter(|error| error.ends_with("[timeout]")).count(), 5, "{:?}", came.errors());
    assert_eq!(server.asked.load(Ordering::SeqCst), 5);
}

/// The trials in between could not ask; those before and after are judged.
#[test]
fn a_target_that_dies_and_returns_is_judged_when_it_is_there() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let address = listener.local_addr().expect("an address");
    // It is away for less than the run waits, and for longer than one trial takes.
    thread::spawn(move || {
        let (stream, _) = listener.accept().expect("the first connection");
        drop(listener);
        drop(stream);
        thread::sleep(Duration::from_millis(900));
        let again = TcpListener::bind(address).expect("the port is ours");
        start_at(again, Guest::behave);
    });
    let came = play_jobs("returns", &format!("http://{address}"), PART, "", 1);
    let errors = came.errors();
    assert!(!errors.is_empty() && errors.len() < 5, "{errors:?}");
    assert!(errors.iter().all(|error| error.ends_with("[refused]") || error.ends_with("[reset]")), "{errors:?}");
    assert_eq!((came.code, came.findings()), (Some(3), vec![]), "no promise was broken, and not all was asked");
    let judged = came.report["trials"].as_array().expect("trials").iter().filter(|trial| trial["exchanges"] != 0);
    assert!(judged.count() > 20, "{:#}", came.report["trials"]);
}
