//! Values inside the promise and just outside.

mod alphabet;
mod boundary;
mod broken;
mod budget;
mod builder;
mod children;
mod class;
mod confirm;
mod conjunct;
mod depth;
mod draft;
mod drawer;
mod edit;
mod error;
mod expand;
mod format;
mod goal;
mod graph;
mod limits;
mod locate;
pub mod malformed;
mod membership;
mod merge;
mod mode;
mod negate;
mod number;
mod pairs;
mod path;
mod pattern;
mod prepare;
mod reason;
mod rng;
mod sample;
mod simpler;
mod text;
mod types;
mod violation;

#[cfg(test)]
mod tests;

pub use broken::{At, Broken, Kind};
pub use class::Class;
pub use drawer::{Drawer, draw_one};
pub use error::DrawError;
pub use mode::Mode;
pub use rng::Rng;
pub use simpler::simpler;
