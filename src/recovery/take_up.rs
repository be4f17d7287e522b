//! Notifications that wait to be worked on, each under the lock of its host.

use super::recoverer::Recoverer;
use super::tasks;
use crate::domain::{Notification, NotificationStatus};
use crate::ledger::{self, TakenUp, Turn};
use crate::store::{HostLock, StoreError};

impl Recoverer<'_> {
    /// Works on the notification of that UUID: waits for its host's turn, takes
    /// it up unless another process has done so meanwhile, and answers with its
    /// state then.
    pub(crate) fn process(&mut self, uuid: &str) -> Result<Option<Notification>, StoreError> {
        let Some(notification) = self.store.records().notification(uuid)? else { return Ok(None) };
        let _lock = HostLock::take(self.location, &notification.source_host_uuid)?;
        // It may have been taken up while this waited.
        let Some(notification) = self.store.records().notification(uuid)? else { return Ok(None) };
        if notification.status != NotificationStatus::New {
            return Ok(Some(notification));
        }
        self.work_on(notification).map(Some)
    }

    /// Takes up every notification that was interrupted or has failed once, oldest
    /// first, and gives up what is too old. Hosts whose lock is held are left alone.
    pub(crate) fn process_unfinished(&mut self) -> Result<(), StoreError> {
        for found in self.store.records().unfinished_notifications()? {
            let Some(_lock) = HostLock::try_take(self.location, &found.source_host_uuid)? else {
                continue;
            };
            let notification = self.store.records().notification(&found.uuid)?;
            let Some(mut notification) = notification.filter(|found| !found.status.is_final())
            else {
                continue;
            };
            let now = self.clock.now();
            let is_old = self
                .store
                .transaction(|records| ledger::give_up_if_old(records, &mut notification, now))?;
            if is_old {
                self.end_leftovers(&notification)?;
            } else {
                notification = self.work_on(notification)?;
            }
            if notification.status == NotificationStatus::Failed {
                let reason = notification.message.as_deref().unwrap_or_default();
                let warning = format!("notification {} failed: {reason}", notification.uuid);
                self.report.warnings.push(warning);
            }
        }
        Ok(())
    }

    /// Takes a notification up and sees it through. Only for the holder of its host's lock.
    fn work_on(&mut self, notification: Notification) -> Result<Notification, StoreError> {
        let (config, now) = (self.config, self.clock.now());
        let TakenUp { mut notification, turn, opened, closed } = self
            .store
            .transaction(|records| ledger::take_up(records, config, notification, now))?;
        self.report.opened.extend(opened);
        self.report.closed.extend(closed);
        match turn {
            Turn::Recover => {
                let failure = tasks::recover(self, &notification)?;
                let now = self.clock.now();
                self.store.transaction(|records| {
                    ledger::settle(records, &mut notification, failure, now)
                })?;
            }
            // It may have been begun before that was known.
            Turn::Over => self.end_leftovers(&notification)?,
            Turn::Wait => {}
        }
        Ok(notification)
    }

    fn end_leftovers(&mut self, notification: &Notification) -> Result<(), StoreError> {
        tasks::end_leftovers(self, notification)
    }
}
