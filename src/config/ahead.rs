//! Reads the pieces of a large file on every core of the machine, ahead of
//! whoever takes what they say in order.

use std::num::NonZero;
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::{self, Builder};

use super::raw::RawEquipment;
use super::yaml;

/// More would wait for the one that takes.
const MOST_READERS: usize = 4;
/// How many pieces each reads ahead: what is read is ten times what was written.
const AHEAD: usize = 4;
/// As much as the main thread has, for texts that are nested as deep as they may be.
const STACK_BYTES: usize = 8 * 1024 * 1024;

/// A text that is not just one equipment.
pub(super) struct NotOne;

/// Hands what each text says to `take`, in the order of the texts.
///
/// # Errors
///
/// [`NotOne`] at the first text that is something else, or cannot be read.
pub(super) fn read_each(
    file: &Path,
    texts: &[&str],
    mut take: impl FnMut(usize, RawEquipment),
) -> Result<(), NotOne> {
    let readers = thread::available_parallelism().map_or(1, NonZero::get);
    let readers = readers.min(MOST_READERS).min(texts.len());
    if readers < 2 {
        for (index, text) in texts.iter().enumerate() {
            take(index, read(file, text)?);
        }
        return Ok(());
    }
    thread::scope(|scope| {
        let mut lanes: Vec<Receiver<Result<RawEquipment, NotOne>>> = Vec::with_capacity(readers);
        for lane in 0..readers {
            let (sender, receiver) = sync_channel(AHEAD);
            let work = move || {
                for text in texts.iter().skip(lane).step_by(readers) {
                    // Nobody listens any more once a text was found to be something else.
                    if sender.send(read(file, text)).is_err() {
                        break;
                    }
                }
            };
            // One that does not start sends nothing, which is found out in its turn.
            let _ = Builder::new().stack_size(STACK_BYTES).spawn_scoped(scope, work);
            lanes.push(receiver);
        }
        let turns = lanes.iter().cycle();
        for (index, lane) in turns.take(texts.len()).enumerate() {
            take(index, lane.recv().map_err(|_| NotOne)??);
        }
        Ok(())
    })
}

fn read(file: &Path, text: &str) -> Result<RawEquipment, NotOne> {
    let list = yaml::parse::<Vec<RawEquipment>>(file, text).map_err(|_| NotOne)?;
    let mut list = list.unwrap_or_default();
    list.pop().filter(|_| list.is_empty()).ok_or(NotOne)
}
