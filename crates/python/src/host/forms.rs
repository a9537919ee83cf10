//! What forms need.

use pyo3::intern;
use pyo3::prelude::*;

use super::{Node, PythonHost, Value};

impl<'py> PythonHost<'py> {
    pub(super) fn find_csrf_token(&mut self, node: &Node) -> PyResult<Option<Value<'py>>> {
        let py = self.py;
        let name = intern!(py, "csrf_token");
        let token = if self.has_plain_scopes {
            self.find_variable(name)?
        } else {
            Some(self.context.call_method1(intern!(py, "get"), (name,))?)
        };
        if let Some(token) = token
            && token.is_truthy()?
            && token.ne(intern!(py, "NOTPROVIDED"))?
        {
            return Ok(Some(token));
        }
        // Prints nothing, but may warn.
        node.0
            .bind(py)
            .call_method1(intern!(py, "render"), (&self.context,))?;
        Ok(None)
    }
}
