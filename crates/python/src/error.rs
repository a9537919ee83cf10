//! Errors of the crates below as Python exceptions.

use std::any::Any;

use pyo3::PyErr;
use pyo3::exceptions::PySystemError;

/// The exception for a panic, which is an error in Enliven and must not unwind into the interpreter.
pub(crate) fn internal(panic: &(dyn Any + Send)) -> PyErr {
    let message = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no message");
    PySystemError::new_err(format!("internal error in enliven._core: {message}"))
}
