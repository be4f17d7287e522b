//! What the threads that send share: one database, one clock, one account of
//! what came of it.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;

use super::{DeliveryTally, Sending};
use crate::store::{Records, Store, StoreError};

/// Shared by the threads of one round of sending.
pub(super) struct Desk<'a> {
    pub(super) sending: &'a Sending<'a>,
    store: Mutex<&'a mut Store>,
    account: Mutex<Account>,
    began: Instant,
}

#[derive(Default)]
struct Account {
    tally: DeliveryTally,
    failure: Option<StoreError>,
}

impl<'a> Desk<'a> {
    pub(super) fn new(store: &'a mut Store, sending: &'a Sending<'a>, unfinished: u64) -> Self {
        let tally = DeliveryTally { queued: unfinished, ..DeliveryTally::default() };
        Self {
            sending,
            store: Mutex::new(store),
            account: Mutex::new(Account { tally, failure: None }),
            began: Instant::now(),
        }
    }

    /// How long tries may still take; nothing once the database failed.
    pub(super) fn time_left(&self) -> Duration {
        if lock(&self.account).failure.is_some() {
            return Duration::ZERO;
        }
        self.sending.budget.saturating_sub(self.began.elapsed())
    }

    /// Runs `work` in a transaction, with the time at which it holds the database.
    pub(super) fn transaction<T>(
        &self,
        work: impl FnOnce(&Records<'_>, Timestamp) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let mut store = lock(&self.store);
        store.transaction(|records| work(records, self.sending.clock.now()))
    }

    /// Notes in the account what came of something.
    pub(super) fn note(&self, note: impl FnOnce(&mut DeliveryTally)) {
        note(&mut lock(&self.account).tally);
    }

    /// Notes that the database failed; the first failure is the one that is told.
    pub(super) fn fail(&self, failure: StoreError) {
        lock(&self.account).failure.get_or_insert(failure);
    }

    /// The account, once everybody is done.
    pub(super) fn close(self) -> Result<DeliveryTally, StoreError> {
        let account = self.account.into_inner().unwrap_or_else(PoisonError::into_inner);
        account.failure.map_or(Ok(account.tally), Err)
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
