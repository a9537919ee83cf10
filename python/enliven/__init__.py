"""Live pages from ordinary Django templates."""
