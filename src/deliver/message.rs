//! What the outgoing messages say. Pure.

use jiff::Timestamp;

use crate::config::Config;
use crate::domain::{Event, NewDelivery, Request, Service};

/// The deliveries that an event of a request means, one for each webhook that wants it.
#[must_use]
pub fn compose(
    config: &Config,
    event: Event,
    request: &Request,
    service: Option<&Service>,
    now: Timestamp,
) -> Vec<NewDelivery> {
    let _ = (config, event, request, service, now);
    todo!()
}
