//! What must hold of everything that is drawn: over a table of schemas, and over the contracts that ship with us.

mod shipped;
mod table;
mod unions;
