"""What is remembered of classes from one rendering to the next is never seen to be old."""

import gc
import weakref

import pytest
from django.template import Context

from tests.engines import engines

SOURCE = "{{ x.name }} {{ x.other }} {{ x.third }}{% for one in many %} {{ one.name }}{% endfor %}"


def make_classes(metaclass=type):
    """A class and a base of it that nobody has seen yet, and a descriptor of such a class."""
    descriptor = type("Descriptor", (), {"__get__": give("<descriptor>")})
    base = metaclass("Base", (), {"other": descriptor()})
    return metaclass("Derived", (base,), {})


def make_object(derived):
    one = derived()
    vars(one).update(name="<own>", other="<own other>")
    return one


def give(value):
    return lambda _self, *_args: value


def data_descriptor(value):
    return type("Data", (), {"__get__": give(value), "__set__": give(None)})()


def other_base():
    return type("Other", (), {"name": property(give("<other base>"))})


def kind_of_descriptor(derived):
    return type(vars(derived.__base__)["other"])


def replace_kind(derived):
    kind = type("Own", (kind_of_descriptor(derived),), {"__set__": give(None)})
    vars(derived.__base__)["other"].__class__ = kind


CHANGES = {
    "property": lambda one: setattr(one, "name", property(give("<property>"))),
    "property of the base": lambda one: setattr(one.__base__, "name", property(give("<base>"))),
    "descriptor": lambda one: setattr(one.__base__, "name", data_descriptor("<data>")),
    "constant": lambda one: setattr(one.__base__, "third", "<constant>"),
    "items": lambda one: setattr(one, "__getitem__", give("<item>")),
    "items of the base": lambda one: setattr(one.__base__, "__getitem__", give("<item>")),
    "getattr": lambda one: setattr(one.__base__, "__getattr__", give("<any>")),
    "getattribute": lambda one: setattr(one.__base__, "__getattribute__", give("<all>")),
    "bases": lambda one: setattr(one, "__bases__", (other_base(), one.__base__)),
    "kind of a descriptor": lambda one: setattr(kind_of_descriptor(one), "__set__", give(None)),
    "another kind of descriptor": replace_kind,
}


def fail(cls, name):
    """Takes the place of a metaclass's `__getattr__`: Django asks every class for `__getitem__`."""
    raise RuntimeError(f"{name} is not known")


#: What can only be done to a class of a metaclass.
CHANGES_OF_METACLASSES = {
    "getattr": lambda one: setattr(type(one), "__getattr__", fail),
    "class": lambda one: setattr(
        one, "__class__", type("Failing", (type(one),), {"__getattr__": fail})
    ),
}


def rendered(template, values):
    try:
        return template.render(Context(values))
    except RuntimeError as error:
        return str(error)


def outcomes(change, make_metaclass=lambda: type):
    """What each engine gives before a class changes, while it does, and after it."""
    results = []
    for engine in engines():
        derived = make_classes(make_metaclass())
        template = engine.from_string(SOURCE)
        halves = engine.from_string(SOURCE + "{{ change }}" + SOURCE)
        values = {"x": make_object(derived), "many": [make_object(derived) for _ in range(3)]}
        texts = [rendered(template, values) for _ in range(3)]

        def apply(derived=derived):
            change(derived)
            return "|"

        texts.append(rendered(halves, {**values, "change": apply}))
        texts.extend(rendered(template, values) for _ in range(3))
        results.append(texts)
    return results


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_a_changed_class_is_noticed(change):
    reference, ours = outcomes(change)
    assert ours == reference
    assert reference[0] != reference[-1]


@pytest.mark.parametrize("change", CHANGES_OF_METACLASSES.values(), ids=CHANGES_OF_METACLASSES)
def test_a_changed_metaclass_is_noticed(change):
    reference, ours = outcomes(change, lambda: type("Meta", (type,), {}))
    assert ours == reference
    assert reference[0] != reference[-1]


def test_classes_that_look_elsewhere_than_in_their_bases_are_asked_each_time():
    class Elsewhere(type):
        def mro(cls):
            return [cls, aside, object]

    results = []
    for engine in engines():
        aside = type("Aside", (), {"__slots__": ()})
        derived = Elsewhere("Derived", (), {})
        template = engine.from_string(SOURCE)
        values = {"x": make_object(derived), "many": [make_object(derived) for _ in range(3)]}
        texts = [template.render(Context(values)) for _ in range(3)]
        aside.name = property(give("<aside>"))
        texts.extend(template.render(Context(values)) for _ in range(3))
        results.append(texts)
    assert results[0] == results[1]


def test_metaclasses_that_answer_themselves_are_asked_each_time():
    class Answering(type):
        answers = False

        def __getattribute__(cls, name):
            if name == "__getitem__" and Answering.answers:
                return None
            return super().__getattribute__(name)

    results = []
    for engine in engines():
        derived = Answering("Derived", (), {})
        template = engine.from_string(SOURCE)
        values = {"x": make_object(derived), "many": [make_object(derived) for _ in range(3)]}
        texts = []
        for answers in (False, True) * 2:
            Answering.answers = answers
            texts += [template.render(Context(values)) for _ in range(3)]
        results.append(texts)
    assert results[0] == results[1]


def test_remembered_classes_may_go():
    _, ours = engines()
    template = ours.from_string(SOURCE)
    derived = make_classes()
    values = {"x": make_object(derived), "many": []}
    for _ in range(3):
        template.render(Context(values))
    gone = weakref.ref(derived), weakref.ref(derived.__base__)
    del derived, values
    gc.collect()
    assert [reference() for reference in gone] == [None, None]


def test_more_classes_than_are_remembered():
    reference, ours = engines()
    values = {"many": [make_object(make_classes()) for _ in range(2500)] * 2}
    texts = [engine.from_string(SOURCE).render(Context(values)) for engine in (reference, ours)]
    assert texts[0] == texts[1]
