"""The demo's database, step by step."""
