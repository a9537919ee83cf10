//! HTML trees, their difference, and the patches that turn one into the other.
