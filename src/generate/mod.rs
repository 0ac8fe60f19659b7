//! Values inside the promise and just outside.
//!
//! How a schema becomes values: a value begins as a set of *goals* (`goal`), such as to keep the schema at a pointer or to break one
//! keyword of it. `expand` turns goals into *conjuncts* (`conjunct`), the alternatives of their disjunctive normal form, in which all
//! limits are merged (`merge`); `negate` says what it takes to break a keyword, and `facts` which branches a value breaks anyhow. `builder`
//! does this for the root and, by `children`, for every part of every conjunct, with one node for equal goals, so that a schema that refers
//! to itself becomes a finite graph (`graph`). `depth` finds how deep the smallest value of each node is, which distinguishes endless
//! recursion from values and keeps samples small. From the graph come the boundary classes (`boundary`) and, for each constraint, the
//! recipes that break it (`prepare`, `violation`): a path to a place, and an edit to put there. The sampler (`sample`) makes a value around
//! an edit, and the confirmer (`confirm`) hands it out only if that is proven (`proof`): a valid value breaks nothing, a broken one breaks
//! exactly the constraint that is meant, also once it was read back from the text that it travels as (`wire`). The `Drawer` is all that
//! other modules see.

mod alone;
mod alphabet;
mod boundary;
mod broken;
mod budget;
mod builder;
mod by_place;
mod child;
mod children;
mod class;
mod confirm;
mod conjunct;
mod depth;
mod draft;
mod drawer;
mod edit;
mod empty;
mod error;
mod expand;
mod expanded;
mod facts;
mod fork;
mod format;
mod fresh;
mod goal;
mod graph;
mod limits;
mod locate;
pub mod malformed;
mod membership;
mod merge;
mod mode;
mod mutation;
mod names;
mod negate;
mod number;
mod pairs;
mod path;
mod pattern;
mod prepare;
mod proof;
mod reason;
mod rng;
mod sample;
mod simpler;
mod text;
mod together;
mod travel;
mod tryout;
mod types;
mod unique;
mod untyped;
mod value_path;
mod violation;
mod wire;

#[cfg(test)]
mod tests;

pub use broken::{At, Broken, Kind};
pub use class::Class;
pub use drawer::{Drawer, Untold, draw_one};
pub use error::DrawError;
pub use mode::Mode;
pub use rng::Rng;
pub use simpler::simpler;
pub use travel::Parts;
pub use unique::{Form, Unique};
pub use value_path::ValuePath;
pub use wire::Wire;
