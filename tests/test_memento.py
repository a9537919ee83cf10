"""Snapshots of mutable state, put back in place."""

import copy
import gc
import weakref
from collections import OrderedDict, UserDict, defaultdict, deque, namedtuple
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.db import models
from django.db.models.query import QuerySet
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, PrivateAttr

from enliven._core import Memento


class Item(models.Model):
    name = models.CharField(max_length=20)
    owner = models.ForeignKey("self", on_delete=models.CASCADE, null=True)

    class Meta:
        app_label = "memento"

    def __str__(self):
        return self.name


@dataclass
class Line:
    name: str
    tags: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Slotted:
    name: str
    tags: list[str] = field(default_factory=list)


@dataclass
class SlottedChild(Slotted):
    extra: dict[str, int] = field(default_factory=dict)


class Basket(BaseModel):
    model_config = {"extra": "allow"}

    lines: list[str] = []
    total: int = 0
    _seen: set[int] = PrivateAttr(default_factory=set)


class Shouting(dict):
    """A dict whose own methods lie; a snapshot must not ask them."""

    def __iter__(self):
        raise AssertionError

    def __getitem__(self, key):
        raise AssertionError

    keys = items = values = clear = update = copy = __iter__


class LoudList(list):
    def __iter__(self):
        raise AssertionError


class LoudSet(set):
    def __iter__(self):
        raise AssertionError

    clear = update = copy = add = __iter__


class Unlooked:
    def __init__(self) -> None:
        self.items = [1]


def test_added_changed_and_removed_attributes_return():
    attributes: dict[str, Any] = {"kept": 1, "changed": 2, "removed": 3}
    memento = Memento(attributes)
    attributes["changed"] = attributes["added"] = 0
    del attributes["removed"]
    memento.restore()
    assert list(attributes.items()) == [("kept", 1), ("changed", 2), ("removed", 3)]


def test_containers_keep_their_identity():
    inner = [1]
    attributes = {"list": [inner], "set": {1}, "deque": deque([1], 3), "bytes": bytearray(b"ab")}
    before = dict(attributes)
    memento = Memento(attributes)
    inner.append(2)
    attributes["list"].clear()
    attributes["set"].add(2)
    attributes["deque"].extend([2, 3, 4])
    attributes["bytes"].extend(b"c")
    memento.restore()
    assert attributes == {
        "list": [[1]],
        "set": {1},
        "deque": deque([1], 3),
        "bytes": bytearray(b"ab"),
    }
    assert all(attributes[name] is before[name] for name in before)
    assert attributes["list"][0] is inner
    assert attributes["deque"].maxlen == 3


def test_a_replaced_container_returns_with_its_content():
    items = [1]
    attributes = {"items": items}
    memento = Memento(attributes)
    items.append(2)
    attributes["items"] = []
    memento.restore()
    assert attributes["items"] is items
    assert items == [1]


def test_restores_more_than_once():
    attributes = {"items": [1]}
    memento = Memento(attributes)
    for _ in range(2):
        attributes["items"].append(2)
        memento.restore()
        assert attributes == {"items": [1]}


def test_what_lies_in_tuples_and_dict_keys_is_found():
    point = namedtuple("Point", "x")([1])
    frozen = FrozenLine([1])
    attributes = {"pair": ([1], point), "by_key": {frozen: 1}}
    memento = Memento(attributes)
    attributes["pair"][0].append(2)
    point.x.append(2)
    frozen.tags.append(2)
    memento.restore()
    assert attributes["pair"] == ([1], ([1],))
    assert frozen.tags == [1]


@dataclass(frozen=True, eq=False)
class FrozenLine:
    tags: list[int]


def test_cycles_and_shared_objects_are_seen_once():
    shared: list[Any] = [1]
    cycle: dict[str, Any] = {"shared": shared}
    cycle["self"] = cycle
    attributes = {"cycle": cycle, "shared": shared}
    memento = Memento(attributes)
    shared.append(2)
    cycle.clear()
    memento.restore()
    assert shared == [1]
    assert cycle["self"] is cycle
    assert cycle["shared"] is shared


def test_a_deeply_nested_list_needs_no_stack():
    deepest: list[Any] = []
    nested = deepest
    for _ in range(100_000):
        nested = [nested]
    attributes = {"nested": nested}
    memento = Memento(attributes)
    deepest.append(1)
    memento.restore()
    assert deepest == []
    while nested:
        nested = nested.pop()


@pytest.mark.parametrize("cls", [Line, Slotted, SlottedChild])
def test_dataclasses_are_restored(cls):
    line = cls("a", ["x"])
    memento = Memento({"line": line})
    line.name = "b"
    line.tags.append("y")
    if cls is SlottedChild:
        line.extra["n"] = 1
    memento.restore()
    assert line == cls("a", ["x"])


def test_an_unset_slot_is_unset_again():
    line = Slotted("a")
    del line.tags
    memento = Memento({"line": line})
    line.tags = []
    memento.restore()
    assert not hasattr(line, "tags")
    memento.restore()


def test_pydantic_models_are_restored_with_private_and_extra_fields():
    basket = Basket(lines=["a"], note="x")
    basket._seen.add(1)
    memento = Memento({"basket": basket})
    basket.lines.append("b")
    basket.total = 3
    basket.note = "y"
    basket._seen.add(2)
    memento.restore()
    assert basket.lines == ["a"]
    assert basket.model_fields_set == {"lines", "note"}
    assert (basket.total, basket.note, basket._seen) == (0, "x", {1})


def test_a_replaced_instance_dict_gets_the_content():
    line = Line("a")
    memento = Memento({"line": line})
    line.__dict__ = {"name": "b"}
    memento.restore()
    assert line == Line("a")


def test_models_are_restored_with_state_and_caches():
    owner = Item(id=1, name="o")
    item = Item(id=2, name="a", owner=owner)
    memento = Memento({"item": item})
    item.name = "b"
    item.owner = None
    item._state.adding = False
    item._state.db = "other"
    owner.name = "p"
    memento.restore()
    assert (item.name, item.owner_id, item.owner, owner.name) == ("a", 1, owner, "o")
    assert item._state.adding
    assert item._state.db == "default"
    assert item._state.fields_cache == {"owner": owner}


def test_the_results_of_querysets_are_restored():
    item = Item(id=1, name="a")
    fetched: QuerySet[Item] = QuerySet(Item)
    fetched._result_cache = [item]
    item._prefetched_objects_cache = {"items": fetched}
    fresh: QuerySet[Item] = QuerySet(Item)
    memento = Memento({"item": item, "fresh": fresh})
    item.name = "b"
    fetched._result_cache.clear()
    fetched._result_cache = None
    fresh._result_cache = []
    memento.restore()
    assert fetched._result_cache == [item]
    assert item.name == "a"
    assert fresh._result_cache is None


def test_subclasses_are_read_past_their_own_methods():
    loud = Shouting(a=[1])
    loud.note = "x"
    listed, counted = LoudList([1]), LoudSet([1])
    memento = Memento({"loud": loud, "listed": listed, "counted": counted})
    dict.__getitem__(loud, "a").append(2)
    dict.__setitem__(loud, "b", 1)
    loud.note = "y"
    listed.append(2)
    set.add(counted, 2)
    memento.restore()
    assert dict.__eq__(loud, {"a": [1]})
    assert loud.note == "x"
    assert list.__eq__(listed, [1])
    assert set.__eq__(counted, {1})


def test_mappings_of_the_library_and_of_django_are_restored():
    query = QueryDict("a=1&a=2", mutable=True)
    counts = defaultdict(list, a=[1])
    ordered = OrderedDict(a=1, b=2, c=3)
    memento = Memento({"query": query, "counts": counts, "ordered": ordered})
    query.appendlist("a", "3")
    query._mutable = False
    counts["b"].append(1)
    ordered.move_to_end("a")
    del ordered["b"]
    memento.restore()
    assert query.getlist("a") == ["1", "2"]
    assert query._mutable
    assert counts == {"a": [1]}
    assert list(ordered) == ["a", "b", "c"]
    assert list(reversed(ordered)) == ["c", "b", "a"]


def test_other_objects_stay_as_they_are():
    unlooked, mapping = Unlooked(), UserDict(a=1)
    attributes = {"unlooked": unlooked, "mapping": mapping, "cls": Unlooked}
    memento = Memento(attributes)
    unlooked.items.append(2)
    attributes.clear()
    memento.restore()
    assert attributes["unlooked"] is unlooked
    assert unlooked.items == [1, 2]


def test_one_refusal_does_not_keep_the_rest_from_being_restored():
    attributes = {"bytes": bytearray(b"ab"), "items": [1], "more": {"a": 1}}
    memento = Memento(attributes)
    attributes["bytes"].extend(b"c")
    attributes["items"].append(2)
    attributes["more"].clear()
    with memoryview(attributes["bytes"]), pytest.raises(BufferError):
        memento.restore()
    assert attributes["items"] == [1]
    assert attributes["more"] == {"a": 1}
    memento.restore()
    assert attributes["bytes"] == b"ab"


def test_a_memento_in_a_cycle_is_collected():
    class View:
        pass

    view = View()
    view.memento = Memento({"view": [view]})
    alive = weakref.ref(view)
    del view
    gc.collect()
    assert alive() is None


leaves = st.one_of(st.none(), st.integers(), st.sampled_from("abc"))


def containers(children: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    names = st.sampled_from("abcd")
    return st.one_of(
        st.lists(children, max_size=4),
        st.dictionaries(names, children, max_size=4),
        st.dictionaries(names, children, max_size=4).map(OrderedDict),
        st.sets(st.integers(0, 9), max_size=4),
        st.lists(children, max_size=4).map(deque),
        st.lists(children, max_size=3).map(tuple),
        st.binary(max_size=4).map(bytearray),
        st.builds(Line, st.sampled_from("abc"), st.lists(children, max_size=2)),
        st.builds(Slotted, st.sampled_from("abc"), st.lists(children, max_size=2)),
    )


states = st.dictionaries(st.sampled_from("abcd"), st.recursive(leaves, containers, max_leaves=20))


def mutable_parts(state: object) -> list[Any]:
    found, open_, seen = [], [state], set()
    while open_:
        part = open_.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, dict):
            open_.extend(part.values())
        elif isinstance(part, (list, tuple, deque)):
            open_.extend(part)
        elif isinstance(part, (Line, Slotted)):
            open_.append(part.tags)
        if isinstance(part, (dict, list, set, deque, bytearray, Line, Slotted)):
            found.append(part)
    return found


def mutate(part: Any, choice: int) -> None:
    if isinstance(part, (Line, Slotted)):
        part.name = "changed"
        part.tags = part.tags[choice:]
    elif isinstance(part, dict):
        part.pop(next(iter(part), None), None)
        part[str(choice)] = [choice]
    elif isinstance(part, set):
        part.symmetric_difference_update({choice, choice + 1})
    elif isinstance(part, bytearray):
        part.append(choice)
    elif choice % 2 and part:
        part.pop()
    else:
        part.append({choice: choice})


@given(state=states, data=st.data())
def test_restoring_gives_what_a_deep_copy_kept(state, data):
    wanted = copy.deepcopy(state)
    identities = [id(part) for part in mutable_parts(state)]
    memento = Memento(state)
    for _ in range(data.draw(st.integers(1, 6))):
        part = data.draw(st.sampled_from(mutable_parts(state)))
        mutate(part, data.draw(st.integers(0, 9)))
    memento.restore()
    assert state == wanted
    assert list(state) == list(wanted)
    assert [id(part) for part in mutable_parts(state)] == identities


def test_a_class_that_becomes_a_dataclass_is_looked_into_from_then_on():
    class Plain:
        pass

    plain = Plain()
    plain.tags = ["a"]
    state = {"plain": plain}
    for _ in range(3):
        Memento(state)
    Plain.__dataclass_fields__ = {}
    memento = Memento(state)
    plain.tags.append("b")
    plain.other = 1
    memento.restore()
    assert vars(plain) == {"tags": ["a"]}


def test_snapshots_forget_classes_that_nobody_else_has():
    classes = [type(f"Made{number}", (list,), {"__slots__": ("x",)}) for number in range(1500)]
    alive = [weakref.ref(made) for made in classes]
    for made in classes:
        Memento({"made": made()})
    del classes, made
    Memento({"next": deque()})
    gc.collect()
    assert sum(ref() is not None for ref in alive) < 1100
