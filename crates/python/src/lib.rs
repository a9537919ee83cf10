//! The Python module `enliven._core`: converts, calls the crates below, converts back.

mod addresses;
mod binding;
mod document;
mod dom;
mod flat;
mod host;
mod layout;
mod lower;
mod memento;
mod panic;
mod paths;
mod program;
mod recursion;
mod scope;

use pyo3::prelude::*;

/// Rust half of Enliven.
#[pymodule]
fn _core(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_class::<addresses::Addresses>()?;
    module.add_class::<document::Document>()?;
    module.add_class::<dom::Dom>()?;
    module.add_class::<dom::Element>()?;
    module.add_class::<layout::Render>()?;
    module.add_class::<memento::Memento>()?;
    module.add_class::<paths::Read>()?;
    module.add_class::<program::Program>()?;
    module.add_class::<scope::ViewScope>()?;
    module.add_function(wrap_pyfunction!(binding::render_bound, module)?)?;
    module.add_function(wrap_pyfunction!(binding::render_values, module)?)?;
    module.add_function(wrap_pyfunction!(program::lower, module)?)
}
