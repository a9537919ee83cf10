//! The Python module `enliven._core`: converts, calls the crates below, converts back.

mod document;

use pyo3::prelude::*;

/// Rust half of Enliven.
#[pymodule]
fn _core(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<document::Document>()
}
