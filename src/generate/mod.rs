//! Values inside the promise and just outside.

mod alphabet;
mod boundary;
mod broken;
mod builder;
mod claim;
mod class;
mod confirm;
mod draft;
mod drawer;
mod error;
mod expand;
mod fails;
mod flat;
mod format;
mod graph;
mod height;
mod ink;
mod membership;
mod merge;
mod mode;
mod number;
mod pairs;
mod pattern;
mod pen;
mod prepare;
pub mod raw;
mod reason;
mod rng;
mod route;
mod shape;
mod simpler;
mod text;
mod types;
mod violation;

pub use broken::{At, Broken, Kind};
pub use class::Class;
pub use drawer::{Drawer, draw_one};
pub use error::DrawError;
pub use mode::Mode;
pub use rng::Rng;
pub use simpler::simpler;

#[cfg(test)]
mod real;
#[cfg(test)]
mod table;
