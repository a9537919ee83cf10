//! How deep renderings nest.
//!
//! A template may include itself. Python's own frames are counted by the interpreter, Rust's are not: without this, endless
//! inclusion overflows the stack and kills the process where Django raises `RecursionError`. What is left of the stack is
//! measured, as threads differ in it; where it cannot be, levels are counted, for the thread and not for a call from Python:
//! Rust calls Python, which calls Rust.
//!
//! The interpreter's counter counts as well, for what a user has set as its limit. It is offered only through two C functions,
//! which `PyO3` passes on unwrapped; this module wraps them so that they cannot be called unpaired.
#![expect(
    unsafe_code,
    reason = "Py_EnterRecursiveCall and Py_LeaveRecursiveCall have no safe form in PyO3"
)]

use std::cell::Cell;
use std::marker::PhantomData;

use pyo3::exceptions::PyRecursionError;
use pyo3::ffi;
use pyo3::prelude::*;

/// Levels on a stack of unknown size, which is that of a main thread. They take, with Python between them, less than 1 MiB.
const LEVELS: usize = 300;

/// Bytes of the stack left for what one level runs before it enters the next: nodes and filters of Python, and the handling of
/// the error itself.
const RESERVE: usize = 128 * 1024;

/// The smallest part of the stack that a thread may use for rendering, as a divisor: on a small stack, `RESERVE` is too much.
const SHARE: usize = 4;

#[derive(Clone, Copy, Default)]
struct Nesting {
    levels: usize,
    /// Bytes that must be left of the stack, set by the outermost level; `None` where they cannot be measured.
    reserve: Option<usize>,
}

thread_local! {
    static NESTING: Cell<Nesting> = Cell::default();
}

/// One level; dropping it leaves it.
pub(crate) struct Level<'py> {
    // The counters belong to the thread that is attached to the interpreter.
    _attached: PhantomData<Python<'py>>,
}

impl Level<'_> {
    /// Enters a level.
    pub(crate) fn enter(py: Python<'_>) -> PyResult<Level<'_>> {
        let nesting = NESTING.get().deeper()?;
        // SAFETY: `py` proves that this thread is attached; the message is a C string that lives forever. A failure has set
        // the exception and not counted.
        if unsafe { ffi::Py_EnterRecursiveCall(c" while rendering a template".as_ptr()) } != 0 {
            return Err(PyErr::fetch(py));
        }
        NESTING.set(nesting);
        Ok(Level {
            _attached: PhantomData,
        })
    }
}

impl Nesting {
    fn deeper(self) -> PyResult<Self> {
        let mut next = Self {
            levels: self.levels + 1,
            ..self
        };
        if self.levels == 0 {
            next.reserve = measurable_stack().map(|remaining| RESERVE.min(remaining / SHARE));
        }
        if next.has_room() {
            return Ok(next);
        }
        Err(PyRecursionError::new_err(
            "maximum recursion depth exceeded while rendering a template",
        ))
    }

    fn has_room(self) -> bool {
        match self.reserve {
            Some(reserve) => {
                stacker::remaining_stack().is_none_or(|remaining| remaining >= reserve)
            }
            None => self.levels <= LEVELS,
        }
    }
}

/// Whether the stack has room for more than its reserve.
pub(crate) fn has_room() -> bool {
    NESTING.get().has_room()
}

/// Bytes left of this thread's stack. musl tells of the main thread only what it uses so far, not how far it may grow.
fn measurable_stack() -> Option<usize> {
    if cfg!(target_env = "musl") && !is_other_thread() {
        return None;
    }
    stacker::remaining_stack()
}

/// Whether Linux says that this is not the main thread, which has the process's number.
fn is_other_thread() -> bool {
    let process = std::process::id().to_string();
    std::fs::read_link("/proc/thread-self")
        .is_ok_and(|link| link.file_name().is_some_and(|thread| *thread != *process))
}

impl Drop for Level<'_> {
    fn drop(&mut self) {
        let nesting = NESTING.get();
        NESTING.set(Nesting {
            levels: nesting.levels - 1,
            ..nesting
        });
        // SAFETY: `'py` has not ended, so the thread is still attached; only a successful `enter` makes a `Level`, so each
        // call answers one that counted.
        unsafe { ffi::Py_LeaveRecursiveCall() };
    }
}
