//! Addresses of views and static files.

use super::Renderer;
use super::expression::{Resolved, WhenMissing};
use crate::host::Host;
use crate::program::{Static, Url};

impl<H: Host> Renderer<'_, H> {
    pub(super) fn url(&mut self, node: &Url<H::Symbols>) -> Result<(), H::Error> {
        let arguments = self.values(&node.arguments)?;
        let keywords = self.assignments(&node.keywords)?;
        let view = self.value(&node.view, WhenMissing::Invalid)?;
        let is_optional = node.target.is_some();
        let url = self.host.reverse(view, arguments, keywords, is_optional)?;
        match (&node.target, url) {
            (Some(name), url) => {
                let url = self.host_value(url)?;
                self.host.assign(name, url)
            }
            (None, url @ (Resolved::Text { .. } | Resolved::Markup(_))) => self.write(&url),
            (None, Resolved::Value(url)) => self.escape_and_append(url),
        }
    }

    pub(super) fn static_file(&mut self, node: &Static<H::Symbols>) -> Result<(), H::Error> {
        let path = self.value(&node.path, WhenMissing::Invalid)?;
        let url = self.host.static_url(path)?;
        match &node.target {
            // Unlike `{% url %}`, Django escapes this one before it is stored.
            Some(name) if self.host.autoescape() => {
                let url = self.host.escape(url)?;
                self.host.assign(name, url)
            }
            Some(name) => self.host.assign(name, url),
            None => self.escape_and_append(url),
        }
    }
}
