//! JSON Schema 2020-12 with the `x-` vocabulary: validation and the list of constraints.
