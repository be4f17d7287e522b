//! What to check now, what is skipped and why. Pure.
