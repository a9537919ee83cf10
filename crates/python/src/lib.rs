//! The Python module `enliven._core`: converts, calls the crates below, converts back.

use pyo3::prelude::*;

/// Rust half of Enliven.
#[pymodule]
fn _core(_module: &Bound<'_, PyModule>) -> PyResult<()> {
    Ok(())
}
