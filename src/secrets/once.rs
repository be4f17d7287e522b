//! A value for each key, found out once. Whoever asks meanwhile waits for that
//! key alone: one vault that hangs must not keep the others shut.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The values that were found out so far, by key.
#[derive(Debug)]
pub(super) struct OncePerKey<K, V> {
    cells: Mutex<HashMap<K, Arc<OnceLock<V>>>>,
}

impl<K, V> Default for OncePerKey<K, V> {
    fn default() -> Self {
        Self { cells: Mutex::default() }
    }
}

impl<K: Hash + Eq, V: Clone> OncePerKey<K, V> {
    /// The value of `key`: what `find` comes to, for the first who asks.
    pub(super) fn get_or_find(&self, key: K, find: impl FnOnce() -> V) -> V {
        // The map is locked only while the cell is looked up, never while it is filled.
        let mut cells = self.cells.lock().unwrap_or_else(PoisonError::into_inner);
        let cell = Arc::clone(cells.entry(key).or_default());
        drop(cells);
        cell.get_or_init(find).clone()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::{Barrier, mpsc};
    use std::thread;

    use super::*;

    #[test]
    fn many_who_ask_for_one_key_find_it_out_once() {
        let (values, runs) = (OncePerKey::default(), AtomicUsize::new(0));
        let barrier = Barrier::new(8);
        thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    barrier.wait();
                    let value = values.get_or_find("key", || runs.fetch_add(1, Ordering::SeqCst));
                    assert_eq!(value, 0);
                });
            }
        });
        assert_eq!(runs.into_inner(), 1);
    }

    #[test]
    fn another_key_is_found_while_one_hangs() {
        let values = OncePerKey::default();
        let (release, hangs) = mpsc::channel::<()>();
        thread::scope(|scope| {
            let (begun, has_begun) = mpsc::channel();
            let values = &values;
            scope.spawn(move || {
                values.get_or_find("hangs", || {
                    begun.send(()).unwrap();
                    hangs.recv().unwrap();
                    1
                })
            });
            has_begun.recv().unwrap();
            // Would never come back if it waited for the other one.
            assert_eq!(values.get_or_find("quick", || 2), 2);
            release.send(()).unwrap();
        });
        assert_eq!(values.get_or_find("hangs", || 3), 1);
    }
}
