"""What a rendering remembers of variables, classes and settings is never seen to be old."""

from datetime import date
from decimal import Decimal
from functools import cached_property

import pytest
from django.template import Context
from django.utils import translation
from django.utils.functional import SimpleLazyObject
from hypothesis import given
from hypothesis import strategies as st

from tests.engines import compare, engines


def count(context):
    context["count"] = context.get("count", 0) + 1


def rebind(context):
    context["x"] = Other(context)


def shadow(context):
    context.dicts[-1]["x"] = {"stored": "shadow", "item": "shadow"}


def set_below(context):
    context.dicts[1]["y"] = "<below>"


def toggle_escape(context):
    context.autoescape = not context.autoescape


def switch_language(context):
    translation.activate("en" if translation.get_language() == "de" else "de")


def replace_dictionary(context):
    context["plain"].__dict__ = {"stored": "<replaced>", "item": context["count"]}


def replace_scopes(context):
    context.dicts = [dict(scope) for scope in context.dicts]
    context["y"] = "<new scopes>"


CHANGES = (
    *(count, rebind, shadow, set_below, toggle_escape),
    *(switch_language, replace_dictionary, replace_scopes),
)


class Descriptor:
    """Gives what its object's dictionary does not have; changes something meanwhile."""

    def __get__(self, instance, owner):
        return "<class>" if instance is None else instance.change("<descriptor>")


class DataDescriptor(Descriptor):
    def __set__(self, instance, value):
        raise AttributeError("read-only")


class Base:
    """An object of which some attributes change something when they are read."""

    constant = "<constant>"
    hidden = "<hidden>"
    lazy = Descriptor()
    data = DataDescriptor()

    def __init__(self, context):
        self.context = context
        self.stored = "<stored>"
        self.item = 1.5
        self.hidden = "<own>"
        vars(self)["data"] = "<never>"

    def __repr__(self):
        return f"<{type(self).__name__}>"

    def change(self, value):
        self.context["change"](self.context)
        return value

    def method(self):
        return self.change("<method>")

    @property
    def property(self):
        return self.change(2.5)

    @cached_property
    def cached(self):
        return self.change("<cached>")


class Other(Base):
    stored = "<of the class>"


class Slotted:
    __slots__ = ("context", "item", "stored")

    def __init__(self, context):
        self.context, self.stored = context, "<slot>"

    def __repr__(self):
        return "<Slotted>"

    @property
    def property(self):
        return self.context["change"](self.context)


class Dynamic(Base):
    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return self.change(f"<{name}>")


class Intercepting(Base):
    def __getattribute__(self, name):
        if name == "stored":
            return self.change("<intercepted>")
        return super().__getattribute__(name)


class Disguised(Base):
    @property
    def __dict__(self):
        return {"stored": "<disguise>", "lazy": "<disguise>"}


class Subscriptable(Base):
    def __getitem__(self, key):
        if key == "item":
            return self.change("<item>")
        raise KeyError(key)


class Speaking(Base):
    def __str__(self):
        return self.change("<spoken>")

    def __bool__(self):
        return bool(self.change("yes"))

    def __eq__(self, other):
        return bool(self.change("yes"))

    def __hash__(self):
        return 1

    def __len__(self):
        return len(self.change("ab"))


CLASSES = {
    "plain": Base,
    "other": Other,
    "slotted": Slotted,
    "dynamic": Dynamic,
    "intercepting": Intercepting,
    "disguised": Disguised,
    "subscriptable": Subscriptable,
    "speaking": Speaking,
}
ATTRIBUTES = (
    *("stored", "item", "constant", "hidden", "lazy", "data", "method", "property", "cached"),
    "missing",
)
READS = [f"{name}.{attribute}" for name in CLASSES for attribute in ATTRIBUTES]
PATHS = st.one_of(
    st.sampled_from(
        ["x", "y", "count", "number", "fraction", "text", "speaking", "forloop.counter"]
    ),
    st.sampled_from(["x.stored", "x.item", "x.property", "late.stored", "late.property"]),
    st.sampled_from(READS),
)
PRINTED = PATHS.map(lambda path: "{{ " + path + " }};")
CHOSEN = PATHS.map(
    lambda path: "{% if " + path + " == text or " + path + " %}+{% else %}-{% endif %}"
)


def wrapped(bodies):
    return st.one_of(
        bodies.map(lambda body: "{% for x in rows %}" + body + "{% endfor %}{{ x.stored }}"),
        bodies.map(lambda body: "{% for y in names reversed %}" + body + "{% endfor %}{{ y }}"),
        bodies.map(lambda body: "{% for x, y in pairs %}" + body + "{% endfor %}"),
        bodies.map(lambda body: "{% for y in generated %}" + body + "{% endfor %}"),
        st.tuples(PATHS, bodies).map(
            lambda pair: "{% with x=" + pair[0] + " %}" + pair[1] + "{% endwith %}{{ x }}"
        ),
        bodies.map(lambda body: "{% with_y %}{{ y }}" + body + "{% endwith_y %}{{ y }}"),
        bodies.map(lambda body: "{% autoescape off %}" + body + "{% endautoescape %}"),
    )


BODIES = st.recursive(
    st.lists(PRINTED | CHOSEN | st.just("{% remember %}{{ remembered }}"), max_size=4).map("".join),
    lambda bodies: st.lists(wrapped(bodies), min_size=1, max_size=3).map("".join),
    max_leaves=4,
)


def generate(context):
    for number in range(2):
        context["change"](context)
        yield number


def make_context(change):
    context = Context({"change": lambda context: change(context) or "", "count": 0})
    context["change"].__dict__["do_not_call_in_templates"] = True
    context.dicts.append({"y": "<y>", "text": "<text>", "number": 12345, "fraction": 0.5})
    objects = {name: kind(context) for name, kind in CLASSES.items()}
    late = SimpleLazyObject(lambda: Base(context))
    context.update({**objects, "late": late, "x": objects["plain"], "names": ["a", "<b>"]})
    rows = [Base(context), Other(context), {"stored": "<key>", "item": 1}, Base(context)]
    context.update({"rows": rows, "pairs": [(rows[0], "a"), (rows[2], 2), rows[:2]]})
    context["generated"] = generate(context)
    return context


@given(st.sampled_from(CHANGES), BODIES)
def test_changes_made_while_a_template_renders_are_seen_at_once(change, body):
    results = []
    for engine in engines():
        with translation.override("en"):
            template = engine.from_string(body * 2)
            try:
                results.append(template.render(make_context(change)))
            except Exception as error:  # noqa: BLE001 - compared, whatever it is
                results.append((type(error), str(error)))
    assert results[0] == results[1]


def test_a_variable_set_further_out_is_read_anew_whatever_its_name():
    # Names share places in the memory; among so many there are some that do.
    names = [f"name_{number}" for number in range(300)]
    others = "".join(f"{{{{ {name} }}}}" for name in names)
    cycles = "".join(
        f"{{% cycle 'x' 'y' 'z' as {name} silent %}}{{{{ {name} }}}}{{{{ {name} }}}}"
        for name in ("red", "green", "blue", "white", "black")
    )
    source = f"{{% for i in items %}}{cycles}{others}{{% endfor %}}"
    compare(source, lambda: {"items": range(6), **dict.fromkeys(names, ".")})


class Emptied:
    """Has no items, and switches escaping on when it is asked."""

    def __init__(self, context):
        self.context = context

    def __len__(self):
        self.context.autoescape = True
        return 0


def test_code_that_runs_to_find_no_items_is_noticed():
    source = (
        "{% autoescape off %}{{ h }}{% for x in emptied %}{% empty %}{{ h }}{% endfor %}"
        "{{ h }}{% endautoescape %}"
    )
    texts = []
    for engine in engines():
        context = Context({"h": "<b>"})
        context["emptied"] = Emptied(context)
        texts.append(engine.from_string(source).render(context))
    assert texts == ["<b>&lt;b&gt;&lt;b&gt;"] * 2


class Rows(list):
    """Is read past its methods, as a loop has it."""

    def __getitem__(self, index):
        raise RuntimeError


def by_name(items, key):
    return f"[{key}]" if isinstance(key, str) else list.__getitem__(list(items), key)


@pytest.mark.parametrize("kind", [list, tuple, str])
def test_items_by_name_of_a_class_of_numbered_items_are_found_once_it_has_them(kind):
    source = (
        "{% for i in '12345' %}{{ rows.form }}{{ rows.0 }}{{ rows.none }}{{ change }}{% endfor %}"
    )

    def variables():
        numbered = type("Numbered", (kind,), {"form": "form"})
        rounds = iter(range(5))

        def change():
            if next(rounds) == 2:
                numbered.__getitem__ = by_name
            return ""

        return {"rows": numbered("ab"), "change": change}

    assert compare(source, variables) == "forma" * 3 + "[form][0][none]" * 2


@pytest.mark.parametrize("kind", [list, tuple, str, dict])
def test_attributes_of_subclasses_of_builtin_classes_may_run_code(kind):
    def tell(guest):
        guest.context["x"] += "<told>"
        return guest.context["x"]

    def make(context):
        names = {
            "told": property(tell),
            "context": context,
            "count": 3,
            "lazy": cached_property(tell),
        }
        guest = type("Guest", (kind,), names)()
        vars(guest).update(own="<own>", count=4, told=5)
        return guest

    reads = [
        f"{{{{ guest.{name} }}}}{{{{ x }}}}" for name in ("told", "own", "count", "lazy", "none")
    ]
    texts = render_both("{% for i in 'abc' %}" + "".join(reads) + "{% endfor %}", make)
    assert texts[0] == texts[1]


class Told(list):
    """Changes the context for each item."""

    def __init__(self, context):
        super().__init__("abc")
        self.context = context

    def __iter__(self):
        for item in super().__iter__():
            self.context["x"] = f"<{item}>"
            yield item


class ToldBackwards(Told):
    """Changes it for each item when it is read backwards."""

    def __iter__(self):
        return iter(list(super().__iter__()))

    def __reversed__(self):
        return Told.__iter__(self)


@pytest.mark.parametrize("make", [Told, ToldBackwards, lambda _: Rows("abc")])
def test_items_whose_reading_runs_code_are_noticed(make):
    source = "{% for i in guest %}{{ x }}{{ i }}{% for j in guest reversed %}{{ x }}{% endfor %}"
    texts = render_both(source + "{% endfor %}{% regroup guest by i as g %}{{ x }}", make)
    assert texts[0] == texts[1]


def render_both(source, make):
    """What each engine gives with a context in which `guest` is what `make` gives."""
    results = []
    for engine in engines():
        context = Context({"x": "<x>"})
        context["guest"] = make(context)
        # Enough look-ups for variables to be remembered.
        results.append(engine.from_string("{{ x }}" * 20 + source).render(context))
    return results


def change_all(context):
    context.autoescape = False
    context["x"] = "<changed>"


@pytest.mark.parametrize("answer", [True, False])
@pytest.mark.parametrize("name", ["do_not_call_in_templates", "alters_data"])
def test_what_tells_whether_to_call_may_change_the_context(name, answer):
    def make(context):
        def tell(guest):
            change_all(context)
            return answer

        members = {name: property(tell), "__call__": lambda _: ""}
        return type("Guest", (), members)()

    reference, ours = render_both("{% with held=guest %}{% endwith %}|{{ x }}", make)
    assert ours == reference
    assert ours.endswith("|<changed>")


def test_what_tells_whether_an_error_is_silent_may_change_the_context():
    def make(context):
        class SilentError(Exception):
            @property
            def silent_variable_failure(self):
                change_all(context)
                return True

        def fail():
            raise SilentError

        return fail

    reference, ours = render_both("{{ guest }}|{{ x }}", make)
    assert ours == reference
    assert ours.endswith("|<changed>")


def test_what_an_argument_of_a_filtered_body_sets_ends_with_the_tag():
    def make(context):
        class Guest:
            @property
            def value(self):
                context["late"] = context["x"] = "<set>"
                return ""

        return Guest()

    source = "{% filter default:guest.value %}{{ x }}{% endfilter %}|{{ late }}{{ x }}"
    reference, ours = render_both(source, make)
    assert ours == reference
    assert ours.endswith("|&lt;x&gt;")


@pytest.mark.parametrize("setting", ["yes", "", 1, None])
def test_the_very_setting_of_autoescape_is_restored(setting):
    _, ours = engines()
    context = Context({"x": "<x>"}, autoescape=setting)
    text = ours.from_string(
        "{% autoescape on %}{{ x }}{% endautoescape %}"
        "{% autoescape off %}{{ x }}{% endautoescape %}{{ x }}"
    ).render(context)
    assert text == "&lt;x&gt;<x>" + ("&lt;x&gt;" if setting else "<x>")
    assert context.autoescape is setting


class Equal:
    """Is equal to anything, and changes the context when it is compared."""

    def __init__(self, context):
        self.context = context

    def __eq__(self, other):
        change_all(self.context)
        return True

    __hash__ = None


@pytest.mark.parametrize("sequence", [list, tuple])
@pytest.mark.parametrize("relation", ["in", "not in", "=="])
def test_items_that_compare_themselves_may_change_the_context(sequence, relation):
    source = f"{{% if x {relation} guest %}}yes{{% endif %}} {{{{ x }}}}"

    def make(context):
        return sequence(["<y>", Equal(context)]) if "in" in relation else Equal(context)

    reference, ours = render_both(source, make)
    assert ours == reference
    assert "<changed>" in ours


@pytest.mark.parametrize("operand", [1, 1.5, True, None, "a", date(2026, 1, 2), Decimal("1.50")])
def test_plain_operands_compare_as_in_python(operand):
    others = [1, 2.5, False, None, "abc", date(2026, 1, 2), Decimal("1.5"), 10**30, [1, "a", None]]
    relations = ("==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not")
    conditions = "".join(
        f"{{% if x {relation} other %}}{relation}{{% endif %}}," for relation in relations
    )
    source = f"{{% for other in others %}}{conditions}{{% endfor %}}"
    compare(source, lambda: {"x": operand, "others": others})
