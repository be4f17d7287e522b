//! The record of a check pass.

use jiff::Timestamp;

/// What a pass counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PassTally {
    /// Services that were probed and judged.
    pub checked: u64,
    /// Of these, good ones.
    pub ok: u64,
    /// Of these, KO ones.
    pub ko: u64,
    /// Services that were not probed.
    pub skipped: u64,
    /// Services whose probe was repeated.
    pub retested: u64,
    /// The monitor itself was cut off.
    pub blind: bool,
    /// The pass ran out of time before everything was probed.
    pub deadline_reached: bool,
}

/// A pass as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PassRecord {
    /// Never reused.
    pub id: i64,
    /// Whether it was over everything, without a selector.
    pub is_full: bool,
    /// When it began.
    pub started_at: Timestamp,
    /// When it ended; `None` while it runs, and for ever when it was killed.
    pub finished_at: Option<Timestamp>,
    /// How it ended.
    pub exit_code: Option<u8>,
    /// What it counted.
    pub tally: PassTally,
}
