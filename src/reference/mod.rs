//! A server that keeps every promise.
