//! Decides, purely: what an answer means, and what follows from it.
