//! Values inside the promise and just outside.
