"""German as a project wants it."""
