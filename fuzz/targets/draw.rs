//! Any JSON as a schema is drawn from or refused; a valid value keeps the schema, and a broken one breaks the one constraint that is told.
#![no_main]

use libfuzzer_sys::fuzz_target;
use tekigo::{
    contract::schema::Options,
    generate::{At, Drawer, Rng},
};

/// Values of each kind that are looked at.
const MOST: usize = 60;

fuzz_target!(|data: &[u8]| {
    let Ok(schema) = serde_json::from_slice(data) else { return };
    let drawer = match Drawer::new(&schema, &Options { invent: true, ..Options::default() }) {
        Ok(drawer) => drawer,
        Err(error) => {
            assert!(!error.to_string().is_empty(), "a refusal says why");
            return;
        }
    };
    let mut rng = Rng::new(1, "fuzz");
    let classes = drawer.classes().iter().take(MOST).filter_map(|class| drawer.class(class, &mut rng));
    let mut valid: Vec<_> = classes.collect();
    valid.extend((0..5).filter_map(|case| drawer.random(&mut Rng::new(case, "fuzz"))));
    for value in valid {
        assert!(drawer.validator().is_valid(&value), "{schema} is not kept by {value}");
    }
    for constraint in drawer.constraints().iter().take(MOST) {
        for kind in drawer.kinds(constraint).iter().take(3) {
            let Some(broken) = drawer.broken(constraint, kind, At::First, &mut rng) else { continue };
            assert_eq!(drawer.breaks(&broken.value, constraint), Some(broken.pointer), "{schema}: {}", broken.value);
            assert!(!drawer.validator().is_valid(&broken.value), "{schema} is kept by {}", broken.value);
        }
    }
});
