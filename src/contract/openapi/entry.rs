//! Where an operation is in a description.

/// Where an operation is in a description.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// Its `operationId`, or one made of its method and path.
    pub(crate) id: String,
    pub(crate) method: String,
    pub(crate) path: String,
    /// The pointers of the path item and of the operation.
    pub(super) item: String,
    pub(crate) pointer: String,
}
