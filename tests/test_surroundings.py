"""What is in force around the steps of a session."""

from datetime import UTC, timedelta, timezone

import pytest
from django.urls import get_script_prefix, set_script_prefix, set_urlconf
from django.utils import timezone as django_timezone
from django.utils import translation

from enliven.surroundings import Surroundings

EAST = timezone(timedelta(hours=3))
ITALIAN = Surroundings("it", EAST, "/app/", "tests.other_urls")
NONE = Surroundings(None, UTC, "/", None)


@pytest.fixture(autouse=True)
def _outside():
    before = Surroundings.capture()
    # Views of other tests may have left theirs in force.
    django_timezone.deactivate()
    yield
    before.enforce(Surroundings.capture())


def enforce(surroundings):
    surroundings.enforce(Surroundings.capture())


@pytest.mark.parametrize("inside", [ITALIAN, NONE])
@pytest.mark.parametrize("outside", [None, ITALIAN, NONE])
def test_they_are_in_force_inside_only(inside, outside):
    if outside is not None:
        enforce(outside)
    before = Surroundings.capture()
    with inside.restored():
        assert Surroundings.capture() == inside
    assert Surroundings.capture() == before


@pytest.mark.parametrize("inside", [ITALIAN, NONE])
def test_what_is_changed_inside_is_put_back(inside):
    def change():
        translation.activate("de")
        django_timezone.activate(timezone(timedelta(hours=-5)))
        set_script_prefix("/elsewhere/")
        set_urlconf("tests.urls")
        assert get_script_prefix() == "/elsewhere/"
        raise ZeroDivisionError

    before = Surroundings.capture()
    with pytest.raises(ZeroDivisionError), inside.restored():
        change()
    assert Surroundings.capture() == before


@pytest.mark.parametrize("inside", [ITALIAN, NONE])
@pytest.mark.parametrize("outside", [None, ITALIAN, NONE])
def test_they_are_in_force_for_work_only(inside, outside):
    def work():
        seen = Surroundings.capture()
        translation.activate("de")
        set_script_prefix("/elsewhere/")
        return seen

    if outside is not None:
        enforce(outside)
    before = Surroundings.capture()
    assert inside.run(work) == inside
    assert Surroundings.capture() == before
    with pytest.raises(ZeroDivisionError):
        inside.run(lambda: 1 // 0)
    assert Surroundings.capture() == before


def test_the_projects_time_zone_is_not_pinned(settings):
    with ITALIAN.restored():
        pass
    settings.TIME_ZONE = "Asia/Tokyo"
    assert str(django_timezone.get_current_timezone()) == "Asia/Tokyo"
