//! What an API is tested with: scenarios, read from files, derived by the planner, or returned by the shrinker. One form for all three.
//!
//! A [`Scenario`] is named steps with places left open: `{"$cel": expression}` is computed when its step is played, `{"$with": base,
//! "/pointer": value}` changes a base value, `{"$absent": true}` removes a key, `{"$draw": name}` is a value drawn for the case.

mod arazzo;
mod bind;
mod check_names;
mod expressions;
mod load;
mod near;
mod open;
mod set_up;
#[cfg(test)]
mod stable;
mod step;
mod template_form;

pub use bind::{BindError, bind};
pub use expressions::{BODY, Expressions, NAMED_IN_RAW};
pub use load::{Suite, load, load_of, read_scenario, read_scenario_among};
pub use open::has_fresh_mark;
pub use step::{Await, DrawForm, Repeat, Rule, Scenario, Step};
