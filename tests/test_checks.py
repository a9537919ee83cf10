"""System checks."""

import gc
import re

import pytest
from django.core.checks import run_checks

from enliven import LiveView, event
from enliven.checks import check_settings, check_views


def ids(**_):
    return [message.id for message in run_checks(tags=["enliven"]) if message.id != "enliven.E003"]


def test_the_project_of_the_tests_is_in_order():
    assert ids() == []


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("ENLIVEN", {"worker": 1}, ["enliven.E001"]),
        ("TEMPLATES", [], ["enliven.E002"]),
        ("STATIC_URL", None, ["enliven.E004"]),
    ],
)
def test_mistakes_have_ids(name, value, expected, settings):
    setattr(settings, name, value)
    assert ids() == expected


def test_every_mistake_in_the_settings_is_reported(settings):
    settings.ENLIVEN = {"WORKER": 3, "VERIFY": "yes", "MAX_QUEUED": 0, "MAX_TOPICS": 8}
    messages = check_settings()
    assert {message.id for message in messages} == {"enliven.E001"}
    assert [re.search(r"WORKERS|VERIFY|MAX_QUEUED", m.msg)[0] for m in messages] == [
        "WORKERS",
        "VERIFY",
        "MAX_QUEUED",
    ]


def test_the_hint_for_the_settings_is_of_use_without_a_checkout(settings):
    settings.ENLIVEN = {"WORKER": 3}
    [message] = check_settings()
    assert "docs/" not in message.hint
    assert "MAX_QUEUED (256)" in message.hint
    assert "COOKIE_NAME ('enliven')" in message.hint


def test_static_files_need_an_app_that_serves_them(settings):
    settings.INSTALLED_APPS = [
        app for app in settings.INSTALLED_APPS if app != "django.contrib.staticfiles"
    ]
    assert ids() == ["enliven.W001"]


def test_unusable_annotations_are_reported_with_view_and_handler():
    class Unusable(LiveView):
        @event
        def go(self, n: "Missing"):  # noqa: F821 - that is the mistake
            pass

    class Child(Unusable):
        pass

    messages = [m for m in check_views() if "Unusable.go" in m.msg]
    assert {m.id for m in messages} == {"enliven.E003"}
    assert len(messages) == 2
    del Unusable, Child
    gc.collect()


def test_every_message_has_a_hint(settings):
    settings.ENLIVEN = []
    settings.TEMPLATES = []
    settings.STATIC_URL = None
    assert all(message.hint for message in run_checks(tags=["enliven"]))
