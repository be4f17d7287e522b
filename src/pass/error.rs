//! Failures that end a pass.

use super::pool::NoThread;
use crate::store::StoreError;

/// Why a pass could not be made to its end.
#[derive(Debug, thiserror::Error)]
pub(crate) enum PassError {
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// No probe can be started.
    #[error(transparent)]
    NoThread(#[from] NoThread),
}
