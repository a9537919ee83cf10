//! Python's recursion counter.
//!
//! A template may include itself. Python's own frames are counted by the interpreter, Rust's are not: without this, endless
//! inclusion overflows the stack and kills the process where Django raises `RecursionError`. The interpreter offers its counter
//! only through two C functions, which `PyO3` passes on unwrapped; this module wraps them so that they cannot be called unpaired.
#![expect(
    unsafe_code,
    reason = "Py_EnterRecursiveCall and Py_LeaveRecursiveCall have no safe form in PyO3"
)]

use std::cell::Cell;
use std::marker::PhantomData;
use std::rc::Rc;

use pyo3::exceptions::PyRecursionError;
use pyo3::ffi;
use pyo3::prelude::*;

/// Levels within one call from Python. From Python 3.12 on, the interpreter's limit for native code is ten times that for
/// Python code, more than the stack holds of our frames.
const LIMIT: usize = 500;

/// How many levels are entered, shared with their guards.
#[derive(Clone, Default)]
pub(crate) struct Depth(Rc<Cell<usize>>);

/// One level; dropping it leaves it.
pub(crate) struct Level<'py> {
    depth: Depth,
    // The counter belongs to the thread that is attached to the interpreter.
    _attached: PhantomData<Python<'py>>,
}

impl Depth {
    /// Enters a level.
    pub(crate) fn enter<'py>(&self, py: Python<'py>) -> PyResult<Level<'py>> {
        if self.0.get() >= LIMIT {
            return Err(PyRecursionError::new_err(
                "maximum recursion depth exceeded while rendering a template",
            ));
        }
        // SAFETY: `py` proves that this thread is attached; the message is a C string that lives forever. A failure has set
        // the exception and not counted.
        if unsafe { ffi::Py_EnterRecursiveCall(c" while rendering a template".as_ptr()) } != 0 {
            return Err(PyErr::fetch(py));
        }
        self.0.set(self.0.get() + 1);
        Ok(Level {
            depth: self.clone(),
            _attached: PhantomData,
        })
    }
}

impl Drop for Level<'_> {
    fn drop(&mut self) {
        self.depth.0.set(self.depth.0.get() - 1);
        // SAFETY: `'py` has not ended, so the thread is still attached; only a successful `enter` makes a `Level`, so each
        // call answers one that counted.
        unsafe { ffi::Py_LeaveRecursiveCall() };
    }
}
