"""Formats of a project, by language."""
