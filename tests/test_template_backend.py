"""What the backend gives: a template that takes a dictionary, or a context."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, TemplateDoesNotExist, base
from django.template.backends import django
from django.template.backends.django import DjangoTemplates
from django.template.context import BaseContext, RenderContext
from django.template.loader import get_template
from django.utils.safestring import SafeString

from enliven.template import Engine, EnlivenTemplates, Template


@pytest.fixture
def backend(tmp_path):
    (tmp_path / "page.html").write_text("{{ name }}{% include 'footr.html' %}")
    (tmp_path / "footer.html").write_text("by {{ name }}")
    options = {"debug": True}
    return EnlivenTemplates(
        {"NAME": "x", "DIRS": [tmp_path], "APP_DIRS": False, "OPTIONS": options}
    )


def configure(**options):
    return EnlivenTemplates({"NAME": "mine", "DIRS": [], "APP_DIRS": False, "OPTIONS": options})


@pytest.mark.parametrize("value", ["no", None, 0, "False"])
def test_lowering_is_on_or_off(value):
    with pytest.raises(ImproperlyConfigured, match=r"\"lowering\" of the backend 'mine' .* not"):
        configure(lowering=value)


@pytest.mark.parametrize(
    ("name", "note"),
    [
        ("lowerin", "Did you mean 'lowering'?"),
        ("Autoescape", "Did you mean 'autoescape'?"),
        ("context_processor", "Did you mean 'context_processors'?"),
        ("zzz", "The options are autoescape, builtins, context_processors, debug, file_charset,"),
    ],
)
def test_an_option_that_does_not_exist_is_djangos_error_with_the_one_that_was_meant(name, note):
    with pytest.raises(TypeError) as django_says:
        DjangoTemplates({"NAME": "", "DIRS": [], "APP_DIRS": False, "OPTIONS": {name: True}})
    with pytest.raises(TypeError) as caught:
        configure(**{name: True})
    assert str(caught.value) == str(django_says.value)
    [told] = caught.value.__notes__
    assert told.startswith(note)


def test_an_option_with_a_wrong_value_is_not_taken_for_an_unknown_one():
    with pytest.raises(TypeError) as caught:
        configure(libraries=5)
    assert not hasattr(caught.value, "__notes__")


def test_a_context_may_be_rendered(backend):
    context = Context({"name": "<Ann>"})
    text = backend.get_template("footer.html").render_context(context)
    assert text == "by &lt;Ann&gt;"
    assert type(text) is SafeString


def test_a_context_made_by_the_caller_decides(backend):
    template = backend.from_string("{{ name }}, {{ number }}")
    context = Context({"name": "<Ann>", "number": 1.5}, autoescape=False, use_l10n=False)
    assert template.render_context(context) == "<Ann>, 1.5"


def test_a_dictionary_may_be_rendered(backend):
    assert backend.get_template("footer.html").render({"name": "<Ann>"}) == "by &lt;Ann&gt;"


class Named(dict):
    """Variables in a dictionary of a class of its own."""

    def __contains__(self, name):
        return True

    def __getitem__(self, name):
        return f"<{name}>"


@pytest.mark.parametrize("autoescape", [True, False])
@pytest.mark.parametrize("values", [None, {}, {"x": "<x>", "True": 0}, Named(), [("x", 1)]])
def test_a_context_is_made_as_django_makes_it(values, autoescape):
    outcomes = []
    for kind in (DjangoTemplates, EnlivenTemplates):
        options = {"autoescape": autoescape, "builtins": ["tests.template_library"]}
        backend = kind({"NAME": "x", "DIRS": [], "APP_DIRS": False, "OPTIONS": options})
        template = backend.from_string("{{ x }}{{ True }}{% describe_context %}")
        try:
            outcomes.append(template.render(values))
        except TypeError as error:
            outcomes.append(str(error))
    assert outcomes[0] == outcomes[1]


@pytest.mark.parametrize(
    ("owner", "name"),
    [
        *[(Context, "__init__"), (BaseContext, "__init__"), (BaseContext, "_reset_dicts")],
        *[(django, "make_context"), (django.Template, "render"), (Template, "render")],
        *[(base.Template, "render"), (Context, "bind_template"), (RenderContext, "push_state")],
    ],
)
def test_what_makes_a_context_may_be_replaced(monkeypatch, backend, owner, name):
    called = []
    original = getattr(owner, name)

    def replaced(*args, **kwargs):
        called.append(name)
        return original(*args, **kwargs)

    template = backend.get_template("footer.html")
    monkeypatch.setattr(owner, name, replaced)
    assert template.render({"name": "<Ann>"}) == "by &lt;Ann&gt;"
    assert name in called


def test_the_suggestion_for_a_missing_template_is_kept(backend):
    with pytest.raises(TemplateDoesNotExist) as caught:
        backend.get_template("page.html").render()
    assert caught.value.backend is backend
    assert caught.value.__notes__ == ["Did you mean 'footer.html'?"]


def test_djangos_loader_functions_give_it():
    template = get_template("demo/counter.html")
    assert type(template.template) is Template
    assert template.render_context


def test_a_template_is_compiled_once_until_the_loaders_are_reset(backend, tmp_path):
    first = backend.get_template("footer.html").template
    (tmp_path / "footer.html").write_text("for {{ name }}")
    assert backend.get_template("footer.html").template is first
    for loader in backend.engine.template_loaders:
        loader.reset()
    assert backend.get_template("footer.html").render({"name": "Zoë"}) == "for Zoë"


def test_a_template_that_was_missing_is_missing_still(backend):
    for _ in range(2):
        with pytest.raises(TemplateDoesNotExist) as caught:
            backend.get_template("nothing.html")
        assert caught.value.tried
        assert caught.value.backend is backend


def test_names_that_are_missing_are_passed_over_each_time(tmp_path):
    (tmp_path / "footer.html").write_text("footer")
    params = {"NAME": "x", "DIRS": [tmp_path], "APP_DIRS": False, "OPTIONS": {}}
    engine = EnlivenTemplates(params).engine
    names = ["none.html", "nothing.html", "footer.html"]
    first = engine.select_template(names)
    assert engine.select_template(tuple(names)) is first
    assert engine.select_template(iter(names)) is first
    for _ in range(2):
        with pytest.raises(TemplateDoesNotExist, match=r"none\.html, nothing\.html"):
            engine.select_template(names[:2])


def test_a_second_loader_is_asked_for_what_the_first_has_not(tmp_path):
    cached = "django.template.loaders.cached.Loader"
    locmem = "django.template.loaders.locmem.Loader"
    loaders = [(cached, [(locmem, {"b": "first"})]), (locmem, {"a": "second"})]
    engine = Engine(loaders=loaders)
    for _ in range(2):
        assert engine.select_template(["a", "b"]).source == "second"
