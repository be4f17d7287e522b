//! Where a service can be asked: by HTTP, or by a bare connection.

use std::sync::Arc;

use super::report::At;
use super::scalars::{UrlError, check_url, service_url};
use crate::domain::{TcpAddress, is_tcp_url};

/// Checks that a service can be asked at `text`, by HTTP or by a bare connection.
///
/// # Errors
///
/// [`UrlError`] says why it cannot.
pub(crate) fn check_target(text: &str) -> Result<(), UrlError> {
    if !is_tcp_url(text) {
        return check_url(text).map(drop);
    }
    if text.chars().any(|character| character.is_whitespace() || character.is_control()) {
        return Err(UrlError::Space);
    }
    if text.contains('@') {
        return Err(UrlError::Credentials);
    }
    TcpAddress::parse(text).map(drop).map_err(UrlError::Tcp)
}

/// The URL of a service that is written `at`.
pub(super) fn target(text: &str, at: &At<'_>) -> Option<Arc<str>> {
    if !is_tcp_url(text) {
        return service_url(text, at);
    }
    match check_target(text) {
        Ok(()) => Some(Arc::from(text)),
        // Not shown: it may have a password in it.
        Err(error) if text.contains('@') => {
            at.wrong(error.to_string());
            None
        }
        Err(error) => {
            at.wrong(format!("{text:?}: {error}"));
            None
        }
    }
}
