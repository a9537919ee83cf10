//! Django templates in a form that Rust renders; knows nothing of Python.
