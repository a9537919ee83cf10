"""Fixtures of all tests."""

import os

import pytest
from hypothesis import HealthCheck, settings

from enliven.stores import store

# `make fuzz` runs property tests with this profile, for as many examples as one has time for.
settings.register_profile(
    "fuzz",
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", "3000")),
    derandomize=False,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


@pytest.fixture(autouse=True)
def _forget_sessions():
    """Let no session of one test meet another test."""
    yield
    store.clear()
