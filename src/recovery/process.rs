//! What is done about a notification, under the lock of its host.

use crate::config::Config;
use crate::domain::{Notification, NotificationStatus};
use crate::error::CommandError;
use crate::ledger::{self, Turn};
use crate::recovery::tasks;
use crate::session::Session;
use crate::store::{HostLock, Store};

/// Works on the notification of that UUID: waits for its host's turn, takes it
/// up unless somebody else has done so meanwhile, and answers with how it
/// stands then.
///
/// # Errors
///
/// A failure of the database.
pub(crate) fn process(
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

/// Takes up every notification that was interrupted or has failed once, oldest
/// first, and gives up what is too old. What somebody is working on is left alone.
///
/// # Errors
///
/// A failure of the database.
pub(crate) fn process_unfinished(
    session: &Session<'_>,
    config: &Config,
    store: &mut Store,
) -> Result<(), CommandError> {
    let location = session.location(config);
    for found in store.records().unfinished_notifications()? {
        let Some(_lock) = HostLock::try_take(&location, &found.source_host_uuid)? else { continue };
        let Some(mut notification) = store.records().notification(&found.uuid)? else { continue };
        if notification.status.is_final() {
            continue;
        }
        let now = session.now();
        let is_old =
            store.transaction(|records| ledger::give_up_if_old(records, &mut notification, now))?;
        if is_old {
            tasks::end_leftovers(session, &location, store, &notification)?;
        } else {
            notification = work_on(session, config, store, notification)?;
        }
        if notification.status == NotificationStatus::Failed {
            let reason = notification.message.as_deref().unwrap_or_default();
            session.warn(&format!("notification {} failed: {reason}", notification.uuid));
        }
    }
    Ok(())
}

/// Removes what is left on disk of recoveries that are over.
///
/// # Errors
///
/// A failure of the database.
pub(crate) fn clear_up(
    session: &Session<'_>,
    config: &Config,
    store: &Store,
) -> Result<(), CommandError> {
    Ok(tasks::sweep_notes(&session.location(config), store)?)
}

/// Takes a notification up and sees it through. Only for the holder of its host's lock.
fn work_on(
    session: &Session<'_>,
    config: &Config,
    store: &mut Store,
    notification: Notification,
) -> Result<Notification, CommandError> {
    let now = session.now();
    let (mut notification, turn) =
        store.transaction(|records| ledger::take_up(records, config, notification, now))?;
    match turn {
        Turn::Recover => {
            let failure = tasks::recover(session, config, store, &notification)?;
            let now = session.now();
            store
                .transaction(|records| ledger::settle(records, &mut notification, failure, now))?;
        }
        // It may have been begun before that was known.
        Turn::Over => {
            tasks::end_leftovers(session, &session.location(config), store, &notification)?;
        }
        Turn::Wait => {}
    }
    Ok(notification)
}
