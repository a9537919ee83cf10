"""`settings.ENLIVEN`."""

import pytest

from enliven.conf import Settings, get_settings, read
from enliven.errors import ConfigurationError


def test_all_settings_have_defaults():
    assert read({}) == Settings()
    assert get_settings().max_frame_bytes == 64 * 1024
    assert get_settings().workers >= 1


def test_the_project_settings_are_read_again_when_they_change(settings):
    settings.ENLIVEN = {"WORKERS": 3, "COOKIE_NAME": "mine"}
    assert get_settings().workers == 3
    assert get_settings().cookie_name == "mine"


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ([], "must be a dictionary"),
        ({"WORKER": 1}, 'did you mean "WORKERS"'),
        ({"workers": 1}, 'did you mean "WORKERS"'),
        ({"zzz": 1}, "the keys are"),
        ({1: 1}, "the keys are"),
        ({"WORKERS": "4"}, "whole number"),
        ({"WORKERS": True}, "whole number"),
        ({"WORKERS": -1}, "at least 1"),
        ({"WORKERS": 0}, "at least 1"),
        ({"WORKERS": None}, "at least 1"),
        ({"MAX_PENDING": 0}, "at least 1"),
        ({"PENDING_SECONDS": 1.5}, "whole number"),
        ({"COOKIE_NAME": "a;b"}, "a cookie's name"),
        ({"COOKIE_NAME": "a b"}, "a cookie's name"),
        ({"COOKIE_NAME": "a="}, "a cookie's name"),
        ({"COOKIE_NAME": "ä"}, "a cookie's name"),
        ({"COOKIE_NAME": "a\n"}, "a cookie's name"),
        ({"COOKIE_NAME": ""}, "a cookie's name"),
        ({"COOKIE_NAME": 1}, "a cookie's name"),
    ],
)
def test_mistakes_are_named(values, message):
    with pytest.raises(ConfigurationError, match=message):
        read(values)


def test_every_mistake_is_named():
    with pytest.raises(ConfigurationError) as caught:
        read({"WORKER": 3, "VERIFY": "yes", "MAX_QUEUED": 0})
    assert [line.split(" must ")[0] for line in str(caught.value).splitlines()] == [
        "settings.ENLIVEN has an unknown key 'WORKER'; did you mean \"WORKERS\"?",
        'ENLIVEN["VERIFY"]',
        'ENLIVEN["MAX_QUEUED"]',
    ]


@pytest.mark.parametrize("name", ["__Host-enliven", "__Secure-live", "a.b~c", "1"])
def test_a_cookie_may_have_any_name_that_cookies_have(name):
    assert read({"COOKIE_NAME": name}).cookie_name == name
