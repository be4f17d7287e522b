//! The record of a check pass.

use jiff::Timestamp;

/// What a pass counted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct PassTally {
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

/// How a pass ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PassEnd {
    /// Nothing is KO, or failures do not count.
    AllOk,
    /// A service is KO or a heartbeat late.
    SomethingIsKo,
    /// The monitor itself is cut off.
    CutOff,
}

impl PassEnd {
    /// The exit code of `check`, which is recorded with the pass.
    #[must_use]
    pub(crate) fn exit_code(self) -> u8 {
        match self {
            Self::AllOk => 0,
            Self::SomethingIsKo => 1,
            Self::CutOff => 5,
        }
    }
}

/// A pass as recorded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PassRecord {
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
