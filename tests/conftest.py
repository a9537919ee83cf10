"""Fixtures of all tests."""

import os

import pytest
from django.template.base import Template
from django.test.utils import instrumented_test_render
from hypothesis import HealthCheck, settings

from enliven.stores import store
from enliven.template.originals import TEMPLATE_INNER_RENDER

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


@pytest.fixture(scope="module", autouse=True)
def _render_as_in_production(request):
    """Let tests of the engine render by Django's own `_render`, not the test client's."""
    is_of_engine = request.module.__name__.rpartition(".")[2].startswith("test_template_")
    if not is_of_engine or Template._render is not instrumented_test_render:
        yield
        return
    Template._render = TEMPLATE_INNER_RENDER
    yield
    Template._render = instrumented_test_render
