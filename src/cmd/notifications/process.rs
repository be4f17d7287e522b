//! What is done about a notification, under the lock of its host.

use crate::config::Config;
use crate::domain::{Notification, NotificationStatus};
use crate::error::CommandError;
use crate::record;
use crate::session::Session;
use crate::store::{HostLock, Store};

/// Works on the notification of that UUID: waits for its host's turn, takes it
/// up unless somebody else has done so meanwhile, and answers with how it
/// stands then.
///
/// # Errors
///
/// A failure of the database.
pub(super) fn process(
    session: &Session<'_>,
    config: &Config,
    store: &mut Store,
    uuid: &str,
) -> Result<Option<Notification>, CommandError> {
    let Some(notification) = store.records().notification(uuid)? else { return Ok(None) };
    let location = session.location(config);
    let _lock = HostLock::take(&location, &notification.source_host_uuid)?;
    // It may have been taken up while this waited.
    let Some(notification) = store.records().notification(uuid)? else { return Ok(None) };
    if notification.status != NotificationStatus::New {
        return Ok(Some(notification));
    }
    work_on(session, config, store, notification).map(Some)
}

/// Takes a notification up and sees it through. Only for the holder of its host's lock.
fn work_on(
    session: &Session<'_>,
    config: &Config,
    store: &mut Store,
    notification: Notification,
) -> Result<Notification, CommandError> {
    let now = session.now();
    let mut notification =
        store.transaction(|records| record::take_up(records, config, notification, now))?;
    if notification.status == NotificationStatus::Running {
        let now = session.now();
        store.transaction(|records| record::settle(records, &mut notification, None, now))?;
    }
    Ok(notification)
}
