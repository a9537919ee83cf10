"""The demo's live views, one module a page."""
