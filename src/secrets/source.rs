//! Reading from what may never answer: a pipe, a file server, a command.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use crate::text::os_text;

/// A command that waits for a passphrase would hold the pass, and its lock, for ever.
pub(super) const PATIENCE: Duration = Duration::from_secs(30);

/// A secret is never longer.
const LARGEST: u64 = 1024 * 1024;

/// A file's text. A failure begins with the file's path.
pub(super) fn read_text(path: &Path, patience: Duration) -> Result<String, String> {
    let failed = |what: String| format!("{} {what}", path.display());
    let unreadable = |error: io::Error| failed(format!("cannot be read: {}", os_text(&error)));
    let opened = path.to_owned();
    let bytes = within(patience, move || File::open(opened).and_then(read_all))
        .map_err(unreadable)?
        .ok_or_else(|| failed(format!("gave nothing within {} s", patience.as_secs())))?
        .map_err(unreadable)?;
    String::from_utf8(bytes).map_err(|_| failed("is not UTF-8".to_owned()))
}

/// What `work` comes to; `None` when it takes too long. Its thread is left behind
/// then: a pipe that nobody writes to, or a file server that is gone, cannot be
/// interrupted.
pub(super) fn within<T: Send + 'static>(
    patience: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> io::Result<Option<T>> {
    let (sender, receiver) = mpsc::channel();
    thread::Builder::new().spawn(move || drop(sender.send(work())))?;
    Ok(receiver.recv_timeout(patience).ok())
}

/// Reads to the end, but never for ever: `/dev/zero` is a file too.
pub(super) fn read_all(source: impl Read) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    source.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).unwrap_or(u64::MAX) > LARGEST {
        return Err(io::Error::other("it is longer than 1 MiB"));
    }
    Ok(bytes)
}
