"""Fixtures of all tests."""

import pytest

from enliven.stores import store


@pytest.fixture(autouse=True)
def _forget_sessions():
    """Let no session of one test meet another test."""
    yield
    store.clear()
