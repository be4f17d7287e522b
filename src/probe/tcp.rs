//! A service that is only connected to.

use std::time::Duration;

use crate::domain::{Exchange, HttpRequest, Service};
use crate::ports::Exchanger;

/// Makes the connection that `service` is about.
pub(super) fn connect(service: &Service, exchanger: &dyn Exchanger) -> Exchange {
    let settings = &*service.request;
    let url = service.url.as_deref().unwrap_or_default();
    exchanger.exchange(&HttpRequest {
        timeout: settings.timeout.max(Duration::from_millis(1)),
        tcp_tls: settings.tcp_tls,
        resolve: settings.resolve,
        ip_version: settings.ip_version,
        ..HttpRequest::new("CONNECT", url, &settings.tls)
    })
}
