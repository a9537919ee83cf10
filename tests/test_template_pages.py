"""Templates that include, extend and call others, beside Django's own engine."""

import json
import re
import uuid
from importlib import import_module
from types import SimpleNamespace
from unittest import mock

import pytest
from django import urls
from django.conf import settings as project
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.files.storage import storages
from django.template import Context
from django.template.engine import Engine as DjangoEngine
from django.template.library import SimpleNode
from django.template.loader_tags import ExtendsNode
from django.test import override_settings
from django.urls import (
    URLResolver,
    base,
    clear_url_caches,
    path,
    resolvers,
    set_script_prefix,
    set_urlconf,
)
from django.utils import translation
from django.utils.safestring import mark_safe
from hypothesis import given, settings
from hypothesis import strategies as st

from enliven.template import Engine, addresses
from tests.template_pages import ROWS

CACHED = "django.template.loaders.cached.Loader"
LOCMEM = "django.template.loaders.locmem.Loader"
BUILTINS = ["tests.template_library", "tests.template_pages", "django.templatetags.static"]
LEAF = "[{{ x }}{{ forloop.counter }}{% echo x %}{% cycle 'a' 'b' %}]"

BODIES = [
    "{{ x }}",
    "{{ block.super }}",
    "{{ block.name }}",
    "{% include 'leaf.html' %}",
    "{% include 'leaf.html' with x='<' only %}",
    "{% include name %}",
    "{% include './leaf.html' %}",
    "{% include 'child.html' %}",
    "{% row x %}",
    "{% row_with_context %}",
    "{% row_in_same_context %}{{ y }}",
    "{% row_in_other_context %}",
    "{% row_in_pushed_scope %}",
    "{% chosen x %}",
    "{% nothing %}",
    "{% tree depth %}",
    "{% echo x as y %}{{ y }}",
    "{% echo x=x %}",
    "{% around x %}<{{ x }}{{ block.super }}>{% endaround %}",
    "{% counted a=1 b=x %}{{ x }}{% endcounted %}",
    "{% show x %}",
    "{% with x='<w>' %}{% include 'leaf.html' %}{% row x %}{% endwith %}",
    "{% for x in 'ab' %}{% include 'leaf.html' %}{% row x %}{% endfor %}",
    "{% autoescape off %}{% echo name %}{% row x %}{% include 'leaf.html' %}{% endautoescape %}",
    "{% escape_off %}{% row x %}",
    "{% remember %}{{ remembered }}",
    "{% block NAME %}in{{ x }}{% endblock %}",
    "{% twice %}{% include 'leaf.html' %}{{ block.super }}{% endtwice %}",
]


@st.composite
def families(draw):
    """Templates by name: each extends the one before it, with blocks that hold anything."""
    names = ["base.html", "middle.html", "page.html"]
    templates = {
        "leaf.html": LEAF,
        "child.html": "{% extends 'leaf2.html' %}{% block p %}c{% endblock %}",
    }
    templates |= {"leaf2.html": "2{% block p %}{{ x }}{% endblock %}", **ROWS}
    for level, name in enumerate(names):
        parent = f"{{% extends '{names[level - 1]}' %}}" if level else "<html>"
        nested = iter(f"n{level}{index}" for index in range(9))
        source = parent
        for block in draw(st.lists(st.sampled_from("pqr"), unique=True, max_size=3)):
            bodies = draw(st.lists(st.sampled_from(BODIES), max_size=3))
            bodies = [body.replace("NAME", next(nested)) for body in bodies]
            source += f"|{{% block {block} %}}{''.join(bodies)}{{% endblock %}}"
        templates[name] = source
    return templates


def both(templates, is_cached=True):
    """Django's engine and ours, with the same templates and nothing remembered."""
    loader = (LOCMEM, templates)
    options = {"loaders": [(CACHED, [loader])] if is_cached else [loader], "builtins": BUILTINS}
    return DjangoEngine(**options), Engine(**options)


def outcome(engine, name, variables):
    """What rendering a loaded template gives."""
    context = Context(dict(variables))
    try:
        result = engine.get_template(name).render(context)
    except Exception as error:  # noqa: BLE001 - compared, whatever it is
        # Django looks at what nodes give once all of a list have rendered.
        return type(error), re.sub(r"sequence item .*", "sequence item", str(error))
    return type(result), result, len(context.dicts), len(context.render_context.dicts)


@settings(max_examples=100, deadline=None)
@given(
    families(),
    st.fixed_dictionaries(
        {
            "x": st.sampled_from(["<x>", mark_safe("<s>"), 7, 1.5, None, True]),
            "name": st.sampled_from(["leaf.html", "no.html", "", None, 3, ("no", "leaf.html")]),
            "depth": st.integers(0, 2),
            "csrf_token": st.sampled_from(["<token>", None]),
        }
    ),
    st.booleans(),
)
def test_families_of_templates(templates, variables, is_cached):
    reference, ours = both(templates, is_cached)
    for name in ["base.html", "middle.html", "page.html", "page.html"]:
        assert outcome(ours, name, variables) == outcome(reference, name, variables)


VIEWS = [
    *("home", "text", "one", "two", "path", "odd", "extra", "default", "year", "unnamed"),
    *("double", "nested", "about", "users", "shop:item", "shop:index", "first:item"),
    *("second:index", "local:item", "none", "shop:none", "none:item", "first", "", "a:b:c"),
]
NAMES = ["pk", "slug", "text", "id", "rest", "page", "year", "tenant", "kind"]
#: What the views take that do not take a number.
PARAMETERS = {
    **dict.fromkeys(["home", "extra", "about", "users", "shop:index", "second:index"], ()),
    "one": ["slug"],
    "two": ["id", "pk"],
    "text": ["text"],
    "path": ["rest"],
    "year": ["year"],
    "extra": ["page"],
    "default": ["page"],
    "double": ["text"],
    "unnamed": ["a", "b"],
    "first:item": ["tenant", "pk"],
    "shop:item": ["slug"],
    "first": [],
}
VALUES = st.one_of(
    st.sampled_from([0, 1, 7, 8, -3, 2024, 2**70, 1.5, True, None, "", "a b", "x/y", "%41", "//"]),
    st.sampled_from(["é<'&", "a\n", "2024", mark_safe("m"), "\ud800", b"x", uuid.UUID(int=5)]),
    st.text(alphabet="ab-_/.%?#\u0661é ", max_size=4),
)


@st.composite
def url_tags(draw):
    """`{% url %}` tags and the variables of their arguments."""
    source, variables = "", {}
    steps = [
        "{% speak 'de' %}",
        "{% speak 'en' %}",
        "{% use_prefix '/p%/é' %}",
        "{% use_prefix '/' %}",
    ]
    steps += ["{% use_urlconf 'tests.template_other_pages' %}", "{% use_urlconf None %}"]
    for number in range(draw(st.integers(1, 4))):
        variables[f"view{number}"] = draw(st.sampled_from(VIEWS))
        names = draw(st.permutations(NAMES))[: draw(st.integers(0, 3))]
        if draw(st.integers(0, 3)):
            names = PARAMETERS.get(variables[f"view{number}"], ["pk"])
        values = [draw(VALUES) for _ in names]
        if draw(st.booleans()):
            names = []
        arguments = ""
        for index, value in enumerate(values):
            variables[f"v{number}{index}"] = value
            arguments += f" {names[index]}=" if names else " "
            arguments += f"v{number}{index}"
        target = draw(st.sampled_from(["", " as u %}{{ u }}{{ u|length"]))
        end = "}}" if target else "%}"
        source += draw(st.sampled_from(["", "", "", *steps]))
        source += f"{{% url view{number}{arguments}{target} {end}|"
    return source, variables


def address_outcome(engine, source, variables, request):
    """What rendering gives; what the rendering changed of the thread is changed back."""
    context = Context(dict(variables))
    if request is not None:
        context.request = request
    try:
        with translation.override("en"):
            return engine.from_string(source).render(context)
    except Exception as error:  # noqa: BLE001 - compared, whatever it is
        return type(error), str(error)
    finally:
        set_script_prefix("/")
        set_urlconf(None)


REQUESTS = [
    None,
    SimpleNamespace(),
    SimpleNamespace(current_app="second"),
    SimpleNamespace(current_app=None),
    SimpleNamespace(resolver_match=SimpleNamespace(namespace="first")),
    SimpleNamespace(resolver_match=None),
]


@settings(max_examples=300, deadline=None)
@given(url_tags(), st.sampled_from(REQUESTS))
def test_addresses(tags, request):
    source, variables = tags
    with override_settings(ROOT_URLCONF="tests.template_pages", USE_I18N=True):
        reference, ours = both({})
        expected = address_outcome(reference, source, variables, request)
        for _ in range(2):
            assert address_outcome(ours, source, variables, request) == expected


def test_only_so_many_ways_of_asking_for_a_view_are_remembered():
    _, ours = both({})
    template = ours.from_string("{% url 'shop:index' %}")

    def find(application):
        context = Context()
        context.request = SimpleNamespace(current_app=application)
        with mock.patch.object(addresses, "find_route", wraps=addresses.find_route) as finding:
            template.render(context)
        return finding.call_count

    with override_settings(ROOT_URLCONF="tests.template_pages"):
        clear_url_caches()
        for number in range(40):
            assert [find(f"app{number}") for _ in range(2)] == [1, 0]
        assert [find("app0") for _ in range(2)] == [1, 0]


def test_addresses_follow_the_url_configuration():
    reference, ours = both({})
    template = "{% url 'home' %}{% url 'one' 'x' %}"
    for urlconf in ["tests.template_pages", "tests.template_other_pages", "tests.template_pages"]:
        with override_settings(ROOT_URLCONF=urlconf):
            clear_url_caches()
            expected = reference.from_string(template).render(Context())
            assert ours.from_string(template).render(Context()) == expected


def test_a_replaced_reverse_is_called(monkeypatch):
    _, ours = both({})
    monkeypatch.setattr("django.urls.reverse", lambda *_args, **_options: "/replaced/")
    assert ours.from_string("{% url 'home' %}").render(Context()) == "/replaced/"


def replace_table(name):
    resolver = resolvers.get_resolver(name)
    resolver._populated = False
    resolver._populate()
    resolver.reverse_dict.pop("home")


CHANGES = {
    "configuration": lambda: set_urlconf("tests.template_other_pages"),
    "configuration and back": lambda: set_urlconf(None),
    "setting": lambda: setattr(project, "ROOT_URLCONF", "tests.template_other_pages"),
    "prefix": lambda: set_script_prefix("/p/"),
    "language": lambda: translation.activate("de"),
    "default language": lambda: setattr(project, "LANGUAGE_CODE", "de"),
    "caches": clear_url_caches,
    "table": lambda: replace_table("tests.template_pages"),
    "function": lambda: setattr(base, "get_script_prefix", lambda: "/f/"),
    "reverse": lambda: setattr(urls, "reverse", lambda *_, **_options: "/reverse/"),
    "method": lambda: setattr(URLResolver, "_reverse_with_prefix", lambda *_, **_options: "/m/"),
}


@pytest.mark.parametrize("has_language", [True, False])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_code_changes_of_a_site_holds_at_once(monkeypatch, change, has_language):
    tags = "{% url 'home' as home %}{{ home }} {% url 'about' as about %}{{ about }} {{ change }}"
    outcomes = []
    for engine in both({}):
        template = engine.from_string(tags * 3)
        with (
            override_settings(ROOT_URLCONF="tests.template_pages", LANGUAGE_CODE="en"),
            translation.override("en"),
            monkeypatch.context() as patch,
        ):
            for owner, name in [
                (base, "get_script_prefix"),
                (urls, "reverse"),
                (URLResolver, "_reverse_with_prefix"),
            ]:
                patch.setattr(owner, name, getattr(owner, name))
            clear_url_caches()
            if not has_language:
                translation.deactivate()
            try:
                outcomes.append(template.render(Context({"change": change})))
            finally:
                set_urlconf(None)
                set_script_prefix("/")
                clear_url_caches()
    assert outcomes[1] == outcomes[0]


@pytest.mark.parametrize("view", ["none", "none:item", "shop:none", "second:none", "one"])
def test_a_view_that_does_not_exist_has_no_address(view):
    source = f"[{{% url '{view}' as u %}}{{{{ u }}}}{{% url '{view}' x as u %}}{{{{ u }}}}]"
    variables = {"x": "?"}
    with override_settings(ROOT_URLCONF="tests.template_pages"):
        reference, ours = both({})
        expected = address_outcome(reference, source, variables, None)
        with mock.patch("django.urls.reverse", wraps=base.reverse):
            assert address_outcome(ours, source, variables, None) == expected == "[]"
        assert [address_outcome(ours, source, variables, None) for _ in range(2)] == ["[]"] * 2
        required = source.replace(" as u", "")
        expected = address_outcome(reference, required, variables, None)
        assert [address_outcome(ours, required, variables, None) for _ in range(2)] == [
            expected
        ] * 2


def test_an_address_is_found_once_the_view_exists():
    _, ours = both({})
    template = ours.from_string("{% url 'one' x='x' as u %}{{ u }}{% url 'extra' as u %}{{ u }}")
    with override_settings(ROOT_URLCONF="tests.template_other_pages"):
        clear_url_caches()
        assert template.render(Context()) == "/other/x"
        urlpatterns = resolvers.get_resolver().url_patterns
        with mock.patch.object(
            import_module("tests.template_other_pages"),
            "urlpatterns",
            [*urlpatterns, path("extra/", print, name="extra")],
        ):
            clear_url_caches()
            assert template.render(Context()) == "/other/x/extra/"
        clear_url_caches()


def test_a_template_of_a_reset_loader_is_read_again():
    templates = {
        "page.html": "{% extends 'base.html' %}{% block b %}{% include leaf %}{% endblock %}",
        "base.html": "one {% block b %}{% endblock %}",
        "leaf.html": "1",
    }
    _, ours = both(templates)
    page = ours.get_template("page.html")
    assert page.render(Context({"leaf": "leaf.html"})) == "one 1"
    templates.update({"base.html": "two {% block b %}{% endblock %}", "leaf.html": "2"})
    assert page.render(Context({"leaf": "leaf.html"})) == "one 1"
    for loader in ours.template_loaders:
        loader.reset()
    assert page.render(Context({"leaf": "leaf.html"})) == "two 2"


def test_templates_without_a_cache_are_read_each_time():
    templates = {"page.html": "{% include 'leaf.html' %}", "leaf.html": "1"}
    _, ours = both(templates, is_cached=False)
    page = ours.get_template("page.html")
    assert page.render(Context()) == "1"
    templates["leaf.html"] = "2"
    assert page.render(Context()) == "2"


def test_a_page_may_extend_its_namesake():
    first = (
        LOCMEM,
        {"a.html": "{% extends 'a.html' %}{% block b %}1{{ block.super }}{% endblock %}"},
    )
    second = (LOCMEM, {"a.html": "<{% block b %}2{% endblock %}>"})
    ours = Engine(loaders=[(CACHED, [first, second])])
    assert [ours.get_template("a.html").render(Context()) for _ in range(2)] == ["<12>"] * 2


@pytest.mark.parametrize(
    ("node", "name"),
    [(SimpleNode, "get_resolved_arguments"), (ExtendsNode, "find_template")],
)
def test_replaced_helpers_of_nodes_are_called(monkeypatch, node, name):
    called = []
    original = getattr(node, name)

    def replaced(self, *arguments):
        called.append(name)
        return original(self, *arguments)

    monkeypatch.setattr(node, name, replaced)
    _, ours = both({"base.html": "{% echo 1 %}", "page.html": "{% extends 'base.html' %}"})
    assert ours.get_template("page.html").render(Context()) == "1"
    assert called == [name]


PATHS = [
    "a.css",
    "a b.css",
    "dir/",
    "/a.css",
    "a.css#x",
    "a.css?x=1",
    "missing.css",
    "é&'",
    7,
    None,
]


@pytest.fixture
def storage_of(tmp_path):
    manifest = {
        "version": "1.1",
        "hash": "",
        "paths": {"a.css": "a.123.css", "a b.css": "a b.1.css"},
    }
    (tmp_path / "staticfiles.json").write_text(json.dumps(manifest))

    def make(name, address):
        classes = "django.contrib.staticfiles.storage"
        backend = {"plain": "StaticFilesStorage", "manifest": "ManifestStaticFilesStorage"}[name]
        options = {"location": tmp_path, "base_url": address}
        return {"staticfiles": {"BACKEND": f"{classes}.{backend}", "OPTIONS": options}}

    return make


@pytest.mark.parametrize("debug", [False, True])
@pytest.mark.parametrize("name", ["plain", "manifest"])
def test_static_files(storage_of, name, debug):
    reference, ours = both({})
    source = "{% static path %}{% static path as u %}{{ u }}"
    for address in ["/static/", "https://example.com/s/", "/static/"]:
        with override_settings(STORAGES=storage_of(name, address), DEBUG=debug):
            for path in [*PATHS, *PATHS]:
                outcomes = [
                    address_outcome(engine, source, {"path": path}, None)
                    for engine in (reference, ours)
                ]
                assert outcomes[0] == outcomes[1]


def test_static_files_without_a_storage():
    reference, ours = both({})
    source = "{% static 'a b.css' %}{% use_prefix '/p/' %}{% static 'a b.css' %}"
    installed = [app for app in project.INSTALLED_APPS if "static" not in app]
    for address in ["/static/", "static/", "https://example.com/", "static/"]:
        with override_settings(STATIC_URL=address, INSTALLED_APPS=installed):
            expected = address_outcome(reference, source, {}, None)
            assert address_outcome(ours, source, {}, None) == expected


def test_a_manifest_that_was_read_again_counts(storage_of):
    _, ours = both({})
    template = ours.from_string("{% static 'a.css' %}")
    with override_settings(STORAGES=storage_of("manifest", "/s/")):
        assert template.render(Context()) == "/s/a.123.css"
        staticfiles_storage.hashed_files = {"a.css": "a.456.css"}
        assert template.render(Context()) == "/s/a.456.css"


def test_a_replaced_entry_of_a_manifest_counts(storage_of):
    _, ours = both({})
    template = ours.from_string("{% static 'a b.css' %}")
    with override_settings(STORAGES=storage_of("manifest", "/s/")):
        assert [template.render(Context()) for _ in range(2)] == ["/s/a b.1.css"] * 2
        staticfiles_storage.hashed_files["a b.css"] = "a b.2.css"
        assert template.render(Context()) == "/s/a b.2.css"


@pytest.mark.parametrize("owner", ["storage", "class"])
@pytest.mark.parametrize(
    ("name", "method"),
    [
        ("plain", "url"),
        ("manifest", "url"),
        ("manifest", "_url"),
        ("manifest", "stored_name"),
        ("manifest", "hash_key"),
    ],
)
def test_a_replaced_method_of_a_storage_is_called(storage_of, name, method, owner):
    engines = both({})
    with override_settings(STORAGES=storage_of(name, "/s/")):
        pages = [engine.from_string("{% static 'a.css' %}") for engine in engines]
        before = pages[1].render(Context())
        target = storages["staticfiles"] if owner == "storage" else type(storages["staticfiles"])
        with mock.patch.object(target, method, return_value="a b.css"):
            reference, ours = (page.render(Context()) for page in pages)
            assert ours == reference != before
        assert pages[1].render(Context()) == before


@pytest.mark.parametrize("name", ["plain", "manifest"])
def test_a_storage_with_another_class_put_among_its_bases_is_asked(storage_of, name):
    class Counting:
        def url(self, path):
            asked.append(path)
            return super().url(path)

    asked = []
    _, ours = both({})
    template = ours.from_string("{% static 'a.css' %}")
    with override_settings(STORAGES=storage_of(name, "/s/")):
        expected = template.render(Context())
        kind = type(storages["staticfiles"])
        bases = kind.__bases__
        kind.__bases__ = (Counting, *bases)
        try:
            assert [template.render(Context()) for _ in range(3)] == [expected] * 3
        finally:
            kind.__bases__ = bases
    assert asked == ["a.css"] * 3
