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
        ({"WORKERS": -1}, "whole number"),
        ({"MAX_PENDING": 0}, "at least 1"),
        ({"PENDING_SECONDS": 1.5}, "whole number"),
        ({"COOKIE_NAME": "a;b"}, "plain ASCII name"),
        ({"COOKIE_NAME": 1}, "plain ASCII name"),
    ],
)
def test_mistakes_are_named(values, message):
    with pytest.raises(ConfigurationError, match=message):
        read(values)
