//! Targets on the wire: those that misbehave end in the right verdict, in time, in bounded memory, and nothing panics; those that
//! require credentials, or stand behind TLS or a proxy, are reported and reached.

#[path = "hostile/asked.rs"]
mod asked;
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
#[path = "hostile/proxied.rs"]
mod proxied;
#[path = "hostile/secure.rs"]
mod secure;
