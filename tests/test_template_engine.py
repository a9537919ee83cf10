"""The engine among Django's parts: loaders, signals, debugging, threads, memory."""

import copy
import gc
import pickle
import subprocess
import sys
import threading
import traceback
import weakref
from collections import ChainMap

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Library, RequestContext, TemplateDoesNotExist, base
from django.template import engines as configured
from django.template.backends.django import DjangoTemplates
from django.template.base import Origin
from django.template.base import Template as PlainTemplate
from django.template.defaulttags import IfNode
from django.template.engine import Engine as PlainEngine
from django.template.loader import get_template
from django.template.loaders import cached, locmem
from django.template.loaders.base import Loader
from django.test import RequestFactory
from django.test.signals import template_rendered
from django.test.utils import instrumented_test_render

from enliven._core import Program, lower
from enliven.template import Engine, EnlivenTemplates, Template
from enliven.template.nodelist import LoweredNodeList
from tests.engines import LIBRARY, engines


def make(templates=None, **options):
    loader = ("django.template.loaders.locmem.Loader", templates or {})
    return Engine(builtins=[LIBRARY], loaders=[loader], **options)


def render(engine, source, **variables):
    return engine.from_string(source).render(Context(variables))


class TestNodes:
    def test_djangos_tags_and_filters_are_lowered(self):
        source = (
            "{% if a %}{{ a|upper }}{% elif not b == c %}{% for x, y in d.items %}"
            "{{ x|default:'-' }}{% endfor %}{% endif %}"
            "{% with e=f %}{% include 'g' with h=e only %}{% endwith %}"
        )
        program = make().from_string(source).nodelist.program()
        assert isinstance(program, Program)
        assert str(program) == source.replace("'", '"')

    def test_a_subclass_keeps_its_own_code(self):
        assert render(make(), "{% backward %}{{ x }}.{% endbackward %}", items=[1, 2]) == ".2.1"

    def test_a_filter_of_the_same_name_keeps_its_own_code(self):
        library = Library()
        engine = make()
        engine.template_builtins.append(library)
        library.filter("upper", lambda value: f"my {value}")
        assert render(engine, "{{ 'a'|upper }}") == "my a"

    def test_a_patched_class_is_honoured(self, monkeypatch):
        def patched(self, context):
            return "patched"

        monkeypatch.setattr(IfNode, "render", patched)
        assert render(make(), "{% if a %}{% endif %}") == "patched"

    def test_a_patched_render_annotated_is_honoured(self, monkeypatch):
        engine = make()
        template = engine.from_string("{% if a %}{{ a }}{% endif %}")
        assert template.render(Context({"a": 1})) == "1"
        seen = []
        original = base.Node.render_annotated

        def profiled(self, context):
            seen.append(type(self).__name__)
            return original(self, context)

        monkeypatch.setattr(base.Node, "render_annotated", profiled)
        assert template.render(Context({"a": 1})) == "1"
        assert seen == ["IfNode", "VariableNode"]

    def test_a_class_that_was_patched_first_is_honoured(self):
        script = (
            "import enliven.template, django; from django.conf import settings\n"
            "from django.template import Context, defaulttags; settings.configure()\n"
            "django.setup()\n"
            "defaulttags.IfNode.render = lambda self, context: 'patched'\n"
            "template = enliven.template.Engine().from_string('{% if a %}{% endif %}')\n"
            "print(template.render(Context()))"
        )
        command = [sys.executable, "-c", script]
        process = subprocess.run(command, capture_output=True, text=True, check=True)
        assert process.stdout == "patched\n"

    def test_a_patched_render_annotated_of_one_class_is_honoured(self, monkeypatch):
        def patched(self, context):
            return "patched"

        monkeypatch.setattr(base.VariableNode, "render_annotated", patched)
        assert render(make(), "{{ a }}{% if 1 %}{{ a }}b{% endif %}") == "patchedpatchedb"

    @pytest.mark.parametrize(
        ("owner", "name"),
        [
            (base.FilterExpression, "resolve"),
            (base.Variable, "resolve"),
            (base.Variable, "_resolve_lookup"),
        ],
    )
    def test_a_patched_look_up_is_honoured(self, monkeypatch, owner, name):
        template = make().from_string("{{ a }}{% for x in a %}{{ x }}{% endfor %}")
        assert template.render(Context({"a": "b"})) == "bb"

        def patched(self, context, *args, **kwargs):
            return "12"

        monkeypatch.setattr(owner, name, patched)
        assert template.render(Context({"a": "b"})) == "121212"
        monkeypatch.undo()
        assert template.render(Context({"a": "b"})) == "bb"

    def test_lowering_can_be_switched_off(self):
        params = {"NAME": "x", "DIRS": [], "APP_DIRS": False, "OPTIONS": {"lowering": False}}
        template = EnlivenTemplates(params).from_string("{{ a }}").template
        assert type(template) is Template
        assert type(template.nodelist) is base.NodeList
        assert template.render(Context({"a": "<"})) == "&lt;"

    def test_nodes_added_after_a_rendering_count(self):
        engine = make()
        template = engine.from_string("{% if a %}{{ a }}{% endif %}")
        extra = engine.from_string("!{{ b }}").nodelist
        context = {"a": 1, "b": 2}
        assert template.render(Context(context)) == "1"
        template.nodelist.append(extra[0])
        assert template.render(Context(context)) == "1!"
        inner = template.nodelist[0].conditions_nodelists[0][1]
        inner += extra
        assert template.render(Context(context)) == "1!2!"
        del inner[:]
        assert template.render(Context(context)) == "!"

    def test_a_list_of_a_lowered_template_is_still_a_node_list(self):
        nodelist = make().from_string("a{% if b %}{{ c }}{% endif %}").nodelist
        assert isinstance(nodelist, base.NodeList)
        assert nodelist.contains_nontext
        assert len(nodelist.get_nodes_by_type(base.VariableNode)) == 1

    def test_templates_can_be_copied(self):
        template = make().from_string("{% if a %}{{ a }}{% endif %}")
        template.render(Context())
        twin = copy.deepcopy(template.nodelist)
        twin.append(base.TextNode("!"))
        context = Context({"a": 1})
        context.template = template
        assert twin.render(context) == "1!"
        assert template.nodelist.render(context) == "1"

    @pytest.mark.parametrize(
        "duplicate", [copy.copy, copy.deepcopy, lambda nodes: pickle.loads(pickle.dumps(nodes))]
    )
    def test_a_change_to_a_copy_is_seen(self, duplicate):
        template = make().from_string("a{% if 1 %}b{% endif %}")
        template.nodelist[0].token = template.nodelist[1].token = None
        context = Context()
        context.template = template
        twin = duplicate(template.nodelist)
        for nodelist in (twin, template.nodelist):
            before = nodelist.render(context)
            nodelist[1].conditions_nodelists[0][1].append(base.TextNode("!"))
            assert nodelist.render(context) == before + "!"

    def test_a_change_within_a_node_of_another_template_is_seen(self):
        engine = make()
        template = engine.from_string("a")
        template.nodelist += engine.from_string("{% if 1 %}b{% endif %}").nodelist
        assert template.render(Context()) == "ab"
        template.nodelist[1].conditions_nodelists[0][1].append(base.TextNode("!"))
        assert template.render(Context()) == "ab!"

    def test_a_list_of_text_can_be_pickled(self):
        nodelist = LoweredNodeList([base.TextNode("a")])
        assert nodelist.render(Context()) == "a"
        again = pickle.loads(pickle.dumps(nodelist))
        assert type(again) is LoweredNodeList
        assert again.render(Context()) == "a"


class TestContext:
    def test_a_scope_may_be_any_mapping(self):
        context = Context({"a": "outer"})
        context.dicts.append(ChainMap({"b": "<"}, {"c": 1}))
        template = make().from_string(
            "{{ a }}{{ b }}{{ c }}{{ d }}{% for x in 'yz' %}{{ b }}{% endfor %}"
        )
        assert template.render(context) == "outer&lt;1&lt;&lt;"

    def test_a_context_may_look_up_by_itself(self):
        class Shouting(Context):
            def __getitem__(self, key):
                return f"{key}!"

        template = make().from_string("{{ a }}{% if b == 'b!' %}{{ c.0 }}{% endif %}")
        assert template.render(Shouting()) == "a!c"

    def test_the_request_and_its_processors_are_seen(self):
        processors = ["django.template.context_processors.request"]
        engine = make({"part": "{{ request.path }}"}, context_processors=processors)
        context = RequestContext(RequestFactory().get("/here/"))
        template = engine.from_string(
            "{{ request.path }}{% include 'part' %}{% include 'part' only %}"
        )
        assert template.render(context) == "/here//here/"

    def test_a_rendering_may_come_back_into_itself(self):
        template = make().from_string("[{{ x }}{% if again %}{{ again.once }}{% endif %}{{ x }}]")

        class Again:
            def once(self):
                context["again"] = None
                context["x"] = "changed"
                with context.push(x="inner"):
                    return template.render(context)

        context = Context({"x": "outer", "again": Again()})
        assert template.render(context) == "[outer[innerinner]changed]"

    def test_nothing_is_read_that_is_not_printed(self):
        class Untouchable:
            def __getattribute__(self, name):
                raise AssertionError(name)

        context = Context({"x": 1, "untouched": Untouchable()})
        template = make({"part": "{{ x }}"}).from_string(
            "{{ x }}{% include 'part' %}{% for x in 'a' %}{{ x }}{% endfor %}"
        )
        assert template.render(context) == "11a"

    def test_the_stacks_are_as_before(self):
        engine = make({"part": "{{ x }}{% divide zero %}", "base": "{% block a %}{% endblock %}"})
        sources = [
            "{% for x in 'ab' %}{% with y=x %}{% include 'part' %}{% endwith %}{% endfor %}",
            "{% for a, b in pairs %}{% include 'part' only %}{% endfor %}",
            "{% extends 'base' %}{% block a %}{% include 'part' %}{% endblock %}",
        ]
        for source in sources:
            for zero in (0, 1):
                context = Context({"zero": zero, "pairs": [(1, 2)]})
                dicts, state = list(context.dicts), list(context.render_context.dicts)
                try:
                    engine.from_string(source).render(context)
                except (ZeroDivisionError, TypeError):
                    assert zero == 0 or "only" in source
                assert context.dicts == dicts
                assert len(context.render_context.dicts) == len(state)
                assert context.render_context.template is None
                assert context.template is None


class TestErrors:
    def test_an_exception_is_the_one_that_was_raised(self):
        error = LookupError("mine")

        class Row:
            @property
            def broken(self):
                raise error

        with pytest.raises(LookupError) as caught:
            render(
                make(),
                "{% for x in rows %}{% if x.broken or 1 %}{% endif %}{{ x.broken }}{% endfor %}",
                rows=[Row()],
            )
        assert caught.value is error
        frames = [frame.name for frame in traceback.extract_tb(error.__traceback__)]
        assert "broken" in frames

    @pytest.mark.parametrize("interruption", [KeyboardInterrupt, SystemExit, GeneratorExit])
    def test_what_stops_the_process_is_not_swallowed(self, interruption):
        class Row:
            def stop(self):
                raise interruption

        for source in (
            "{% if row.stop or 1 %}{% endif %}",
            "{% if not row.stop == 1 %}{% endif %}",
            "{{ row.stop }}",
        ):
            with pytest.raises(interruption):
                render(make(), source, row=Row())

    @pytest.mark.parametrize(
        "source",
        [
            "a\n{{ row.fails }}",
            "a\n{% for x in 'ab' %}\n{{ row.fails }}{% endfor %}",
            "{% if row.fails %}{% endif %}",
            "{% with x=row.fails %}{% endwith %}",
            "{% include row.fails %}",
            "{% include 'part' %}",
            "{% for a, b in 'ab' %}{% endfor %}",
            "{% divide row.fails %}",
            "{% extends 'base' %}{% block a %}{{ row.fails }}{% endblock %}",
            "{% url row.fails %}",
        ],
    )
    def test_the_debug_page_shows_the_place(self, source):
        class Row:
            def fails(self):
                return 1 / 0

        templates = {"part": "\n\n{{ row.fails }}", "base": "{% block a %}{% endblock %}"}
        infos = []
        for engine in engines(templates, debug=True):
            with pytest.raises((ZeroDivisionError, ValueError)) as caught:
                engine.from_string(source).render(Context({"row": Row()}))
            info = caught.value.template_debug
            infos.append({key: info[key] for key in ("message", "line", "during", "start", "end")})
        assert infos[0] == infos[1]

    def test_a_panic_would_not_unwind(self):
        with pytest.raises(TypeError):
            lower(None)
        with pytest.raises(AttributeError):
            make().from_string("{{ a }}").nodelist.program().render(None)


class TestSignals:
    def test_every_template_is_told_to_test_clients(self, monkeypatch):
        monkeypatch.setattr(base.Template, "_render", instrumented_test_render)
        told = []

        def listen(sender, template, context, **kwargs):
            told.append((template.name, context.render_context.template.name))

        templates = {
            "page": "{% extends 'base' %}{% block a %}{% include 'part' %}{% endblock %}",
            "base": "{% block a %}{% endblock %}",
            "part": "{% for x in 'ab' %}{{ x }}{% endfor %}",
        }
        template_rendered.connect(listen)
        try:
            assert make(templates).get_template("page").render(Context()) == "ab"
        finally:
            template_rendered.disconnect(listen)
        assert told == [("page", "page"), ("base", "base"), ("part", "part")]

    def test_a_replaced_render_is_called(self, monkeypatch):
        engine = make({"part": "part", "page": "{% extends 'part' %}"})
        template = engine.from_string("{% include 'part' %} {% include 'page' %}")
        assert template.render(Context()) == "part part"

        def name(self, context):
            return f"<{self.name}>"

        monkeypatch.setattr(PlainTemplate, "_render", name)
        assert template.render(Context()) == "<None>"
        monkeypatch.undo()

        def render(self, context):
            return f"<{self.name} {self.nodelist.render(context)}>"

        monkeypatch.setattr(Template, "_render", render)
        assert template.render(Context()) == "<None <part part> <page <part part>>>"
        monkeypatch.undo()

        original = PlainTemplate.render

        def trace(self, context):
            return f"<{self.name} {original(self, context)}>"

        monkeypatch.setattr(PlainTemplate, "render", trace)
        assert template.render(Context()) == "<None <part part> <page part>>"

    def test_a_context_is_free_again_after_an_error(self):
        template = make().from_string("{% for x in rows %}{{ x }}{% endfor %}")
        context = Context({"rows": 1})
        for _ in range(2):
            with pytest.raises(TypeError, match="not iterable"):
                template.render(context)
            assert context.template is None
            assert context.render_context.template is None
            assert len(context.render_context.dicts) == 1
        context["rows"] = "ab"
        assert template.render(context) == "ab"


class TestSharing:
    def test_threads_share_a_template(self):
        block = "{% block c %}{{ forloop.counter }}{% endblock %}"
        source = "{% for x in rows %}{% cycle 'a' 'b' %}{{ x }}" + block + "{% endfor %}"
        template = make().from_string(source)
        expected = template.render(Context({"rows": range(50)}))
        results = []

        def work():
            results.extend(template.render(Context({"rows": range(50)})) for _ in range(20))

        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert set(results) == {expected}
        assert len(results) == 80

    def test_a_template_that_is_gone_leaves_no_memory(self):
        engine = make()
        source = "{% for x in a %}{{ x|default:'b' }}{% block c %}{% endblock %}{% endfor %}"
        template = engine.from_string("{% if a %}" + source + "{% endif %}")
        template.render(Context({"a": [1]}))
        nodes = [weakref.ref(node) for node in template.nodelist.get_nodes_by_type(base.Node)]
        assert len(nodes) > 3
        del template
        gc.collect()
        assert [node() for node in nodes if node() is not None] == []


class Own(Loader):
    """A loader that makes templates by itself."""

    def get_template(self, template_name, skip=None):
        if template_name != "own":
            raise TemplateDoesNotExist(template_name, tried=[])
        return plain

    def get_template_sources(self, template_name):
        return ()


class Marking(Own):
    """A loader that changes the templates that it makes."""

    def __init__(self, engine):
        super().__init__(engine)
        self.template = PlainTemplate("own {{ x }}", engine=PlainEngine())
        self.template.nodelist.append(base.TextNode("<!-- own -->"))
        self.template.mark = 1

    def get_template(self, template_name, skip=None):
        return self.template


class Noting(locmem.Loader):
    """A loader that adds something to what Django's does."""

    asked = ()

    def get_template(self, template_name, skip=None):
        self.asked = (*self.asked, template_name)
        return super().get_template(template_name, skip)


plain = PlainTemplate("own {{ x }}", Origin("own"), "own", PlainEngine())


class TestLoaders:
    def test_files_are_found_as_in_django(self, tmp_path):
        (tmp_path / "a.html").write_text("{{ x }}", encoding="utf-8")
        engine = Engine(dirs=[str(tmp_path)], app_dirs=True)
        template = engine.get_template("a.html")
        assert type(template) is Template
        assert template.origin.name == str(tmp_path / "a.html")
        assert template.origin.loader.get_contents(template.origin) == "{{ x }}"
        assert type(engine.get_template("app/counter.html")) is Template

    def test_the_cached_loader_caches_ours(self, tmp_path):
        (tmp_path / "a.html").write_text("one", encoding="utf-8")
        engine = Engine(dirs=[str(tmp_path)])
        (loader,) = engine.template_loaders
        assert type(loader).__name__ == "Loader"
        assert isinstance(loader, cached.Loader)
        template = engine.get_template("a.html")
        assert engine.get_template("a.html") is template
        assert loader.get_template_cache == {"a.html": template}
        (tmp_path / "a.html").write_text("two", encoding="utf-8")
        assert engine.get_template("a.html").source == "one"
        loader.reset()
        assert engine.get_template("a.html").source == "two"

    @pytest.mark.parametrize("debug", [True, False])
    def test_a_missing_template_says_what_was_tried(self, debug, tmp_path):
        engine = Engine(dirs=[str(tmp_path)], debug=debug)
        for attempt in range(2):
            with pytest.raises(TemplateDoesNotExist) as caught:
                engine.get_template("b.html")
            if debug or not attempt:
                assert [origin.name for origin, _ in caught.value.tried] == [
                    str(tmp_path / "b.html")
                ]

    def test_what_a_loader_adds_still_works(self):
        engine = Engine(
            loaders=[(f"{__name__}.Noting", {"a": "{% include 'b' %}", "b": "{{ x }}"})]
        )
        template = engine.get_template("a")
        assert type(template) is Template
        assert template.render(Context({"x": 1})) == "1"
        assert engine.template_loaders[0].asked == ("a", "b")

    def test_a_loader_that_makes_its_own_templates_gets_them_converted_once(self):
        engine = Engine(loaders=[f"{__name__}.Own"])
        template = engine.get_template("own")
        assert type(template) is Template
        assert engine.get_template("own") is template
        assert template.render(Context({"x": "<"})) == "own &lt;"

    def test_a_template_that_its_loader_has_changed_stays_as_it_is(self):
        engine = Engine(loaders=[f"{__name__}.Marking"])
        template = engine.get_template("own")
        assert type(template) is PlainTemplate
        assert template.mark == 1
        assert engine.get_template("own") is template
        assert template.render(Context({"x": "<"})) == "own &lt;<!-- own -->"
        page = engine.from_string("{% include 'own' %}")
        assert page.render(Context({"x": "<"})) == "own &lt;<!-- own -->"

    def test_a_template_may_extend_one_of_its_own_name(self, tmp_path):
        for name in ("inner", "outer"):
            (tmp_path / name).mkdir()
        outer = "{% extends 'a.html' %}{% block b %}outer {{ block.super }}{% endblock %}"
        (tmp_path / "outer" / "a.html").write_text(outer, encoding="utf-8")
        (tmp_path / "inner" / "a.html").write_text(
            "{% block b %}inner{% endblock %}", encoding="utf-8"
        )
        engine = Engine(dirs=[str(tmp_path / "outer"), str(tmp_path / "inner")])
        for _ in range(2):
            assert engine.get_template("a.html").render(Context()) == "outer inner"


class TestDefault:
    def test_the_configured_backend_is_the_default(self):
        engine = configured.all()[0].engine
        assert Engine.get_default() is engine
        assert Template("{{ a }}").engine is engine
        assert type(get_template("app/counter.html").template) is Template

    def test_without_it_djangos_options_are_taken(self, settings):
        settings.TEMPLATES = [
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {"string_if_invalid": "?", "builtins": [LIBRARY]},
            }
        ]
        engine = Engine.get_default()
        assert type(configured.all()[0]) is DjangoTemplates
        assert type(engine) is Engine
        assert Engine.get_default() is engine
        assert Template("{{ a }}{{ 'b'|brackets }}").render(Context()) == "?[b]"
        assert type(engine.get_template("app/counter.html")) is Template

    def test_a_project_without_templates_is_told(self, settings):
        settings.TEMPLATES = []
        with pytest.raises(ImproperlyConfigured, match="EnlivenTemplates"):
            Engine.get_default()

    def test_options_reach_the_engine(self):
        options = {
            "autoescape": False,
            "string_if_invalid": "?",
            "file_charset": "latin-1",
            "debug": True,
        }
        params = {"NAME": "x", "DIRS": ["/somewhere"], "APP_DIRS": True, "OPTIONS": options}
        engine = EnlivenTemplates(params).engine
        assert {name: getattr(engine, name) for name in options} == options
        assert list(engine.dirs) == ["/somewhere"]
        assert engine.app_dirs
        template = EnlivenTemplates(params).from_string("{{ '<'|add:x }}{{ x }}")
        assert template.render({"x": "<"}) == "<<<"


class TestFromTemplate:
    def test_text_and_templates_are_taken(self):
        engine = make()
        ours = engine.from_string("{{ a }}")
        assert Template.from_template(ours) is ours
        assert Template.from_template("{{ a }}", engine).engine is engine
        wrapped = configured.all()[0].from_string("{{ a }}")
        assert Template.from_template(wrapped) is wrapped.template
        converted = Template.from_template(plain)
        assert (type(converted), converted.source, converted.engine) == (
            Template,
            plain.source,
            plain.engine,
        )

    def test_anything_else_is_refused(self):
        with pytest.raises(TypeError, match="int"):
            Template.from_template(5)


class TestListsOfForeignNodes:
    def test_a_list_that_has_nothing_for_rust_is_rendered_by_djangos_code(self):
        template = Engine(builtins=[LIBRARY]).from_string(
            "{% twice %}a{% twice %}b{% endtwice %}{% endtwice %}"
        )
        inner = template.nodelist[0].nodelist
        context = Context()
        texts = [template.render(context) for _ in range(3)]
        assert len(set(texts)) == 1
        assert not inner.program().is_native
        assert inner.render.__func__ is base.NodeList.render
        for twin in (copy.copy(inner), copy.deepcopy(inner)):
            assert twin.render(context) == inner.render(context)

    def test_a_node_appended_to_it_counts(self):
        engine = Engine(builtins=[LIBRARY])
        template = engine.from_string("{% twice %}a{% endtwice %}")
        template.render(Context())
        inner = template.nodelist[0].nodelist
        inner.extend(engine.from_string("{{ x }}").nodelist)
        assert template.render(Context({"x": "<"})) == "a&lt;a&lt;"
        assert inner.program().is_native
        assert inner.render.__func__ is LoweredNodeList.render


def test_a_parent_is_a_template_whatever_class_stands_in_djangos_module(monkeypatch):
    engine = Engine(libraries={"here": LIBRARY})
    parent = engine.from_string("{% block a %}parent{% endblock %}")
    page = engine.from_string("{% extends parent %}{% block a %}{{ x }}{% endblock %}")

    class Other(PlainTemplate):
        """What a test tool may put there."""

    monkeypatch.setattr(base, "Template", Other)
    assert page.render(Context({"parent": parent, "x": "<"})) == "&lt;"
