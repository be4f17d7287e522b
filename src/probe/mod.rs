//! Many exchanges at once, each failure repeated once.
