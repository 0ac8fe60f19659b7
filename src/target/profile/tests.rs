//! Profiles that are right, and the errors of those that are not.

use std::{fs, time::Duration};

use serde_json::json;

use super::*;
use crate::target::{Http, Secret};

fn parse(text: &str) -> Result<Profile, ProfileError> {
    Profile::parse("p.toml", text, &|name| (name == "KEY").then(|| "k0FAKE".to_owned()))
}

#[test]
fn everything_an_owner_gives() {
    let text = "name = \"acme\"\n[robo-payment]\nurl = \"https://demo.example/base/\"\ntimeout = \"5s\"\n\
        credentials = { user_id = \"ci@example.com\", access_key = \"${KEY}\" }\nreadings = { row-limit = 25 }\n\
        [robo-payment.states]\npayment-cleared = { payment_id = 100200300400500600 }\nbank-code = [{ c = \"0013\" }, { c = \"02\" }]\n\
        largest = { n = 18446744073709551615, m = -9223372036854775808, hex = 0x1F }\n";
    let profile = parse(text).unwrap();
    let robo = &profile.contracts["robo-payment"];
    assert_eq!(
        (profile.name.as_str(), robo.url.as_str(), robo.timeout),
        ("acme", "https://demo.example/base", Some(Duration::from_secs(5)))
    );
    assert_eq!(robo.credentials["access_key"], "k0FAKE");
    assert_eq!(robo.states["payment-cleared"], [json!({"payment_id": 100_200_300_400_500_600_i64})]);
    assert_eq!(robo.states["bank-code"], [json!({"c": "0013"}), json!({"c": "02"})]);
    assert_eq!(robo.states["largest"], [json!({"n": u64::MAX, "m": i64::MIN, "hex": 31})]);
    assert_eq!(robo.readings["row-limit"], json!(25));
    for (path, line) in
        [("robo-payment", 2), ("robo-payment/credentials/access_key", 5), ("robo-payment/states/bank-code", 9)]
    {
        assert_eq!(profile.lines[path], line, "{path}");
    }
}

#[test]
fn what_is_wrong_is_reported_with_its_line_and_fix() {
    for (text, line, message) in [
        (
            "name = \"a\"\n[x]\nurl = \"demo.example\"\n",
            3,
            "`demo.example` is not an address; start it with http:// or https://",
        ),
        (
            "[x]\n\nurl = \"http://127.0.0.1:99999\"\n",
            3,
            "the address has the port `99999`; a port is a number from 1 to 65535",
        ),
        ("[x]\nproxy = \"http://me:pa55FAKE@proxy.example:0\"\n", 2, "the address has the port `0`"),
        ("[x]\nurl = \n", 2, "correct the TOML"),
        ("[x]\nurl = \"http://a\"\nurl = \"http://b\"\n", 3, "correct the TOML"),
        (
            "[x]\ncredentials = { key = \"${NO_SUCH}\" }\n",
            2,
            "the environment variable NO_SUCH is not set; set NO_SUCH before the run",
        ),
        ("[x]\ncredentials = { key = \"${KEY\" }\n", 2, "a `${` is never closed; write ${NAME}, or $${ for the signs"),
        ("[x.credentials]\n\nkey = 13\n", 3, "`key` is not text; write it in quotes"),
        (
            "[x.credentials]\n# url\n\"key\" = \"file:none/such\"\n",
            3,
            "`key` names the file none/such, which cannot be read",
        ),
        ("[x]\nuri = \"http://a\"\n", 2, "`uri` is not known in [x]; did you mean url?"),
        ("[x]\nproxies = 1\n", 2, "`proxies` is not known in [x]; known are url, credentials"),
        (
            "[x]\nurl = \"http://a\"\n\n[x.states]\npaid = 5\n",
            5,
            "state `paid` is not a table; write { key = value } or a list",
        ),
        ("[x.states]\nurl = { a = 1 }\npaid = [1]\n", 3, "state `paid` is not a table"),
        (
            "[x.states]\npaid = { a = 1, id = 18446744073709551616 }\n",
            2,
            "18446744073709551616 does not fit into 64 bits",
        ),
        ("[x.states]\npaid = { a = nan }\n", 2, "nan is not a JSON number"),
        ("[x]\ntimeout = \"10\"\n", 2, "`10` is not a time; write milliseconds, seconds"),
        ("nme = \"a\"\n", 1, "`nme` is not known here; did you mean name?"),
        (
            "colour = \"a\"\n",
            1,
            "`colour` is not known here; give `name`, a table [subject], and a table [<contract id>]",
        ),
    ] {
        let error = parse(text).unwrap_err();
        assert!(error.to_string().contains(message), "{error}");
        assert_eq!(error.line, Some(line), "{error}");
    }
}

#[test]
fn a_secret_may_stand_in_a_file_beside_the_profile() {
    let folder = std::env::temp_dir().join(format!("tekigo-profile-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("key"), "k0FAKE \r\n").unwrap();
    let file = folder.join("p.toml").display().to_string();
    let text = "[x]\ncredentials = { key = \"file:key\" }\nreadings = { plain = \"file:key\" }\n";
    let profile = Profile::parse(&file, text, &|_| None);
    fs::remove_dir_all(&folder).unwrap();
    let x = &profile.unwrap().contracts["x"];
    assert_eq!((x.credentials["key"].as_str(), &x.readings["plain"]), ("k0FAKE ", &json!("file:key")));
}

#[test]
fn two_dollars_stand_for_one() {
    let text = "[x]\ncredentials = { key = \"$${KEY} ${KEY} $$ $5\" }\n";
    assert_eq!(parse(text).unwrap().contracts["x"].credentials["key"], "${KEY} k0FAKE $$ $5");
}

#[test]
fn a_mistake_that_others_see_has_the_line_of_its_nearest_key() {
    let profile = parse("[x]\nurl = \"http://a\"\n[x.states]\npayment-cleard = { id = 1 }\n").unwrap();
    let known = ["payment-cleared", "other"];
    let error = profile.unknown_name("x/states/payment-cleard", "there is no state".into(), &known);
    assert_eq!(error.to_string(), "p.toml:4: there is no state; did you mean payment-cleared?");
    assert_eq!(profile.error("x/credentials/key", "a", "b").line, Some(1));
    assert_eq!(profile.error("y", "a", "b").line, None);
}

#[test]
fn an_owner_tells_how_to_connect_and_who_asks() {
    let text = "[a]\nproxy = \"http://ann:p:w@proxy.example:3128/\"\nhttp = \"auto\"\nlimits = { body = \"64KiB\", timeout = \"3s\" }\n\
        auth = { kind = \"basic\", user = \"ann\", password = \"${KEY}\" }\n\
        [b]\nauth = { kind = \"hook\", command = [\"./sign.sh\", \"x\"], timeout = \"500ms\" }\n\
        [c.auth]\nkind = \"oauth2\"\ntoken-url = \"https://id.example/token\"\nclient-id = \"id\"\nclient-secret = \"${KEY}\"\n\
        style = \"body\"\ncredential = \"token\"\n";
    let profile = parse(text).unwrap();
    let a = &profile.contracts["a"];
    let connection = a.connection();
    let proxy = connection.proxy.clone().unwrap();
    assert_eq!((proxy.url.as_str(), connection.http), ("http://proxy.example:3128", Http::Auto));
    assert_eq!(proxy.credentials, Some(("ann".to_owned(), Secret::new("p:w"))));
    assert_eq!((connection.body_limit, connection.timeout), (64 << 10, Duration::from_secs(3)));
    let auth = |contract: &str| profile.contracts[contract].auth.clone().expect("it says how");
    let secrets: Vec<_> = auth("a").secrets().into_iter().map(|(name, _)| name).collect();
    assert_eq!(secrets, ["auth.password", "auth.basic"]);
    let (hook, here) = (format!("{:?}", auth("b")), std::env::current_dir().unwrap());
    let command = format!("command: [\"{}\", \"x\"]", here.join("./sign.sh").display());
    assert!(hook.contains(&command) && hook.contains("timeout: 500ms"), "{hook}");
    let oauth = auth("c");
    assert_eq!(oauth.address(), Some("https://id.example/token"));
    assert_eq!(oauth.provides().map(|(credential, _)| credential), Some("token"));
    let all = format!("{oauth:?}");
    assert!(all.contains("in_body: true") && all.contains("scope: None"), "{all}");
    assert!(!format!("{profile:?}").contains("k0FAKE"), "{profile:?}");
}

#[test]
fn what_is_wrong_with_connecting_and_asking_is_reported_with_its_line_and_fix() {
    for (text, line, message) in [
        (
            "[x]\nauth = { token = \"a\" }\n",
            2,
            "`auth` has no kind; write kind = \"…\", one of header, bearer, basic, cookie",
        ),
        ("[x.auth]\nkind = \"oauth\"\n", 2, "there is no kind `oauth` of authentication"),
        ("[x.auth]\nkind = \"basic\"\nuser = \"u\"\n", 1, "kind `basic` needs `password`; add password = …"),
        ("[x.auth]\nkind = \"bearer\"\ntoken = \"t\"\nscope = \"s\"\n", 4, "`scope` is not known in [x.auth]"),
        ("[x.auth]\nkind = \"bearer\"\ntoken = \"\"\n", 3, "`token` is empty"),
        ("[x.auth]\nkind = \"bearer\"\ntoken = \"a\\nb\"\n", 3, "`token` has a character that no header can carry"),
        ("[x.auth]\nkind = \"header\"\nname = \"X Y\"\nvalue = \"v\"\n", 3, "`X Y` is not a header name"),
        ("[x.auth]\nkind = \"cookie\"\ncookies = {}\n", 3, "`cookies` names no cookie"),
        ("[x.auth]\nkind = \"hook\"\ncommand = []\n", 3, "`command` names no program"),
        (
            "[x.auth]\nkind = \"oauth2\"\ntoken-url = \"id.example\"\nclient-id = \"i\"\nclient-secret = \"s\"\n",
            3,
            "`id.example` is not an address",
        ),
        (
            "[x]\nproxy = \"proxy.example:3128\"\n",
            2,
            "`proxy` is not the address of a proxy; write \"http://host:port\"",
        ),
        (
            "[x]\nlimits = { body = \"9MiB\" }\n",
            2,
            "`body` is more than 8 MiB, the most that is read of a response; write \"8MiB\" or less",
        ),
        ("[x]\nhttp = \"3\"\n", 2, "there is no HTTP `3`; write \"1.1\", \"2\" or \"auto\""),
        ("[x]\n\ntls = { ca = \"no/such.pem\" }\n", 3, "`ca` names the file no/such.pem, which cannot be read"),
        ("[x]\ntls = { ca = \"Cargo.toml\" }\n", 2, "`ca` is of no use: there is no PEM certificate in it"),
        ("[x]\ntls = { cert = \"Cargo.toml\" }\n", 2, "`cert` has no key; add key = \"client.key\""),
        ("[x]\ntls = { pin = \"a\" }\n", 2, "`pin` is not known in [x.tls]; known are ca, cert, key"),
    ] {
        let error = parse(text).unwrap_err();
        assert!(error.to_string().contains(message), "{error}");
        assert_eq!(error.line, Some(line), "{error}");
    }
    let secret = parse("[x]\nproxy = \"https://ann:p4ss-FAKE@h\"\n").unwrap_err().to_string();
    assert!(!secret.contains("FAKE"), "{secret}");
}
