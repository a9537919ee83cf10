"""Where sessions rest."""

import threading
from types import SimpleNamespace

import pytest

from enliven.stores import MemoryStore


@pytest.fixture
def clock(monkeypatch):
    """A clock that only the test moves; the sweeper's waits are not under it."""
    now = SimpleNamespace(value=1000.0)
    monkeypatch.setattr("enliven.stores.time.monotonic", lambda: now.value)
    return now


@pytest.fixture
def store():
    return MemoryStore()


def make(topic, owner=None):
    return SimpleNamespace(topic=topic, owner=owner)


def sweeper_ended(store):
    with store._changed:
        store._changed.notify()
    for thread in threading.enumerate():
        if thread is store._sweeper:
            thread.join(10)
    return store._sweeper is None


def test_a_pending_session_is_found_until_its_time_is_over(store, clock):
    session = make("a")
    store.put(session)
    clock.value += 59
    assert store.find("a") is session
    clock.value += 1
    assert store.find("a") is None
    assert store.take("a") is None


def test_overdue_sessions_are_dropped_from_memory_without_being_asked_for(store, clock):
    store.put(make("a"))
    clock.value += 60
    assert sweeper_ended(store)
    assert len(store) == 0


def test_a_live_session_has_no_deadline(store, clock):
    session = make("a")
    store.put(session)
    assert store.take("a") is session
    clock.value += 10**6
    assert sweeper_ended(store)
    assert store.find("a") is session


def test_a_resting_session_waits_longer_and_is_taken_again(store, clock):
    session = make("a")
    store.put(session)
    store.take("a")
    store.rest(session)
    clock.value += 299
    assert store.take("a") is session
    store.rest(session)
    clock.value += 300
    assert store.take("a") is None
    assert sweeper_ended(store)
    assert len(store) == 0


def test_a_session_with_a_new_owner_does_not_rest(store):
    session = make("a", owner=object())
    store.put(session)
    store.take("a")
    store.rest(session)
    session.owner = None
    assert store.find("a") is session
    store.rest(session)
    store.drop("a")
    store.rest(session)
    assert len(store) == 0


def test_the_oldest_goes_when_too_many_wait(store, settings):
    settings.ENLIVEN = {"MAX_PENDING": 2}
    for topic in "abc":
        store.put(make(topic))
    assert store.find("a") is None
    assert store.find("b")
    assert store.find("c")


def test_a_sooner_deadline_wakes_the_sweeper(store, settings):
    store.put(make("late"))
    settings.ENLIVEN = {"RECONNECT_SECONDS": 1}
    session = make("soon")
    store.put(session)
    store.take("soon")
    store.rest(session)
    store.drop("late")
    store._sweeper.join(10)
    assert len(store) == 0


def test_unknown_topics_are_not_there(store):
    assert store.take("x") is None
    assert store.find("x") is None
    store.drop("x")
