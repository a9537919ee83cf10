"""What property tests of templates draw from."""
