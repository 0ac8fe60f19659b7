//! Targets that misbehave on the wire: each ends in the right verdict, in time, in bounded memory, and nothing panics.

#[path = "hostile/bodies.rs"]
mod bodies;
#[path = "hostile/breaks.rs"]
mod breaks;
#[path = "hostile/guest.rs"]
mod guest;
#[path = "hostile/heads.rs"]
mod heads;
#[path = "hostile/json.rs"]
mod json;
#[path = "hostile/lifetimes.rs"]
mod lifetimes;
#[path = "hostile/played.rs"]
mod played;
