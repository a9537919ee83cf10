"""What a template may look up in a context, and what becomes of a look-up that fails."""

import pytest
from django.template import Context, Variable, VariableDoesNotExist
from django.utils import translation

from tests.engines import compare, engines

BLOCKS = {
    "base": "[{% block a %}{{ x|default:missing }}{% endblock %}]",
    "child": "{% extends 'base' %}{% block a %}<{{ block.super }}>{% endblock %}",
}


def outcomes(source, make_context):
    """What both engines make of a template and a context, which is new for each."""
    results = []
    for engine in engines():
        try:
            results.append(engine.from_string(source).render(make_context()))
        except Exception as error:  # noqa: BLE001 - compared, whatever it is
            results.append((type(error), str(error)))
    return results


class Own(Context):
    """A context with attributes of its class that are false, which templates may read."""

    nothing = None
    broken = 0

    def __getattribute__(self, name):
        if name == "broken":
            raise AttributeError(name)
        return super().__getattribute__(name)


class TestContexts:
    @pytest.mark.parametrize("string_if_invalid", ["", "no %s"])
    @pytest.mark.parametrize(
        "name",
        [
            *("flatten", "push", "pop", "dicts", "update", "autoescape", "template", "new"),
            *("render_context.template.name", "render_context.dicts", "render_context.push"),
            *("x", "missing", "1", "render_context"),
        ],
    )
    def test_what_belongs_to_a_context_is_not_for_templates(self, name, string_if_invalid):
        def variables():
            return {"context": Context({"x": "<secret>", 1: "one"}), "x": 1}

        source = "{{ context." + name + " }}{% if context." + name + " %}yes{% endif %}"
        compare(source, variables, string_if_invalid=string_if_invalid)

    def test_a_block_does_not_give_its_context_away(self):
        templates = {
            "base": "{% block a %}{% endblock %}",
            "page": "{% extends 'base' %}{% block a %}{{ block.context.flatten }}"
            "{{ block.context.x }}{{ block.context.push }}"
            "{{ block.context.render_context.template }}{% endblock %}",
        }
        text = compare("{% include 'page' %}", lambda: {"x": "x", "secret": 1}, templates)
        assert text == "x"

    @pytest.mark.parametrize("name", ["nothing", "broken", "x", "push", "missing", "1.real"])
    def test_a_class_of_contexts_may_have_defaults(self, name):
        def context():
            return Own({"x": 1, 1: 5, "own": Own({"x": 2, 1: 5})})

        for source in ("{{ NAME }}", "{{ own.NAME }}", "{% if NAME is None %}none{% endif %}"):
            reference, ours = outcomes(source.replace("NAME", name), context)
            assert ours == reference


class TestFailures:
    @pytest.mark.parametrize("string_if_invalid", ["", "no %s"])
    @pytest.mark.parametrize(
        "source",
        [
            "{{ row.method }}",
            "{{ row.method|default:'d' }}",
            "{{ x|default:row.method }}",
            "{{ text|default:row.method }}",
            "{% if row.method %}yes{% else %}no{% endif %}",
            "{% for x in row.method %}{{ x }}{% empty %}none{% endfor %}",
            "{% with y=row.method %}{{ y }}{% endwith %}",
            "{% include 'base' %}",
            "{% include 'child' %}",
        ],
    )
    def test_a_variable_missed_inside_a_look_up_is_missing(self, source, string_if_invalid):
        class Row:
            def __repr__(self):
                return "<row>"

            def method(self):
                return Variable("missed.inside").resolve(Context())

        def variables():
            return {"row": Row(), "text": "text"}

        compare(source, variables, BLOCKS, string_if_invalid=string_if_invalid)

    @pytest.mark.parametrize("method", ["__contains__", "__getitem__"])
    @pytest.mark.parametrize(
        "error",
        [
            *(TypeError, AttributeError, KeyError, ValueError, IndexError),
            *(LookupError, OSError, VariableDoesNotExist),
        ],
    )
    def test_a_scope_that_fails_has_no_such_variable(self, method, error):
        def fail(self, key):
            raise error("scope")

        scope = type("Scope", (dict,), {method: fail})

        def context():
            return Context(scope(x=1))

        for source in ("{{ x }}{{ y }}", "{% if x %}yes{% else %}no{% endif %}{{ x.real }}"):
            reference, ours = outcomes(source, context)
            assert ours == reference


class Switching:
    """Switches escaping off, and the language, in code that is neither a node nor callable."""

    context = None
    stored = "<"

    @property
    def property(self):
        return self.switch()

    def __getitem__(self, key):
        if key == "item":
            return self.switch()
        raise KeyError(key)

    def __len__(self):
        return 1

    def __iter__(self):
        yield self.switch()

    def switch(self):
        self.context.autoescape = False
        translation.activate("de")
        return ""


@pytest.mark.parametrize(
    "source",
    [
        "{{ switching.property }}",
        "{{ switching.item }}",
        "{{ switching.stored }}",
        "{% if switching.property %}{% endif %}",
        "{% for x in switching %}{{ fraction }}{{ text }}{% endfor %}",
        "{{ text|speaking:'de' }}",
    ],
)
def test_what_code_changes_while_a_template_renders_holds_at_once(source):
    def context():
        switching = Switching()
        context = Context({"switching": switching, "fraction": 1.5, "text": "<"})
        switching.context = context
        return context

    results = []
    for engine in engines():
        with translation.override("en"):
            template = engine.from_string(
                "{{ fraction }}{{ text }}" + source + "{{ fraction }}{{ text }}"
            )
            results.append(template.render(context()))
    assert results[0] == results[1]


def note(name):
    """A method of a context that notes its call."""

    def noting(self, *args, **kwargs):
        self.calls.append((name, *(arg for arg in args if isinstance(arg, str)), *sorted(kwargs)))
        return getattr(Context, name)(self, *args, **kwargs)

    return noting


def mark(self, key, value):
    Context.__setitem__(self, key, f"[{value}]" if isinstance(value, str) else value)


def give(self, *args, **kwargs):
    return Context.push(self, *args, pushed="<pushed>", **kwargs)


@pytest.mark.parametrize(
    "methods",
    [
        {"__setitem__": mark},
        {"push": give},
        {"get": lambda *_: "token"},
        {"__contains__": lambda *_: False},
        {"pop": note("pop")},
        {"push": note("push"), "pop": note("pop"), "update": note("update")},
    ],
)
@pytest.mark.parametrize(
    "source",
    [
        "{% for x in 'a' %}{% for y in 'b' %}{{ forloop.parentloop }}{% endfor %}{% endfor %}",
        "{% for x in 'ab' %}{{ x }}{{ pushed }}{% endfor %}",
        "{% for a, b in pairs %}{{ a }}{{ b }}{{ pushed }}{% endfor %}{{ a }}",
        "{% with a=1 b='b' %}{{ a }}{{ b }}{{ pushed }}{% endwith %}{{ pushed }}",
        "{% include part with a=1 %}{{ pushed }}{% include part with a=1 only %}",
        "{% block a %}{{ pushed }}{{ block.name }}{% endblock %}{{ block.name }}",
        "{% csrf_token %}",
    ],
)
def test_a_context_may_keep_its_variables_in_its_own_way(source, methods):
    contexts = []

    def context():
        own = type("Own", (Context,), {"calls": (), **methods})
        part = engines()[len(contexts)].from_string("({{ a }}{{ pushed }})")
        contexts.append(own({"pairs": ["ab", (1, 2)], "part": part}))
        contexts[-1].calls = []
        return contexts[-1]

    reference, ours = outcomes(source, context)
    assert ours == reference
    assert contexts[0].calls == contexts[1].calls
