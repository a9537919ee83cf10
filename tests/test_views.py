"""Pages as they are served."""

import subprocess
import sys

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.template import engines
from django.test import Client, RequestFactory

from enliven import Document, LiveView, event
from enliven.errors import DefinitionError
from enliven.stores import store
from enliven.testing import LiveClient
from enliven.views import embed
from tests.app import views
from tests.sockets import Page


def serve(view_class, path="/", **kwargs):
    request = RequestFactory().get(path)
    request.user = AnonymousUser()
    response = view_class.as_view()(request, **kwargs)
    return response.content.decode()


def test_a_page_waits_for_its_socket():
    page = Page(Client(), "/counter/5/")
    session = store.find(page.topic)
    assert session.view.count == 5
    assert session.version == 1
    assert len(store) == 1


def test_a_page_is_private_and_not_cached():
    response = Page(Client(), "/counter/").response
    assert set(response.headers["Cache-Control"].split(", ")) == {"private", "no-cache"}
    assert "Cookie" in response.headers["Vary"]
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"


def test_head_leaves_no_session():
    response = Client().head("/counter/")
    assert response.status_code == 200
    assert len(store) == 0


def test_other_methods_are_not_allowed():
    assert Client().post("/counter/").status_code == 405
    assert Client().options("/counter/").headers["Allow"] == "GET, HEAD, OPTIONS"


def test_mount_may_answer_by_itself():
    response = Client().get("/away/")
    assert (response.status_code, response.headers["Location"]) == (302, "/login/")
    assert len(store) == 0


def test_an_async_mount_is_awaited():
    page = Page(Client(), "/async-chat/lobby/")
    assert store.find(page.topic).view.room == "lobby"


def test_the_script_and_the_attributes_are_injected():
    html = Page(Client(), "/counter/").response.content.decode()
    assert '<html live-view="' in html
    assert (
        '<head><script src="/static/enliven/enliven.js" defer live-injected></script><title>'
    ) in html


@pytest.mark.parametrize("name", ["csp_nonce", "_csp_nonce"])
def test_the_script_carries_the_nonce(name):
    class Nonce:
        def __bool__(self):
            return False

        def __str__(self):
            return 'a"b'

    request = RequestFactory().get("/")
    setattr(request, name, Nonce())
    html = views.Counter.as_view()(request).content.decode()
    assert 'enliven.js" nonce="a&quot;b" defer live-injected>' in html


def test_the_template_reads_the_view():
    html = serve(views.Scoped, "/where/")
    assert "<p>instance class context method extra instance /where/</p>" in html


def test_the_template_does_not_see_the_machinery():
    assert "<p>[]</p>" in serve(views.Scoped)


def test_properties_are_evaluated_when_they_are_read_only():
    views.Scoped.evaluated = 0
    serve(views.Scoped)
    assert views.Scoped.evaluated == 0
    assert "costly" in serve(views.Scoped, "/?costly=1")
    assert views.Scoped.evaluated == 1


def test_a_source_in_the_class_wins_over_a_template_name():
    class Both(LiveView):
        template = "<!doctype html>inline"
        template_name = "app/counter.html"

    assert "inline" in serve(Both)


def test_template_names_are_tried_in_order():
    class Several(views.Counter):
        def get_template_names(self):
            return ["missing.html", "app/counter.html"]

    assert '<p id="count">3</p>' in serve(Several, start=3)


def test_a_template_engine_may_be_named(settings):
    settings.TEMPLATES = [
        {"BACKEND": "django.template.backends.django.DjangoTemplates", "NAME": "plain"},
        {"BACKEND": "enliven.template.EnlivenTemplates", "NAME": "live"},
    ]

    class Plain(LiveView):
        template = "<!doctype html>{{ name }}"
        template_engine = "plain"
        name = "Ann"

    assert "Ann" in serve(Plain)


def test_a_view_without_template_says_so():
    class Bare(LiveView):
        pass

    with pytest.raises(ImproperlyConfigured, match="template_name"):
        serve(Bare)


def test_what_mount_and_templates_raise_goes_out():
    with pytest.raises(TypeError, match="unknown"):
        serve(views.Counter, unknown=1)
    with pytest.raises(Exception, match="broken raised KeyError"):
        serve(views.Scoped, "/?broken=1")
    assert len(store) == 0


def test_attributes_may_be_given_in_the_urlconf():
    request = RequestFactory().get("/")
    html = views.Scoped.as_view(class_attribute="given")(request).content.decode()
    assert "instance given context" in html


def test_a_view_as_a_page_without_markup_around():
    class Text(LiveView):
        template = "Hello"

    html = serve(Text)
    assert html.startswith('<html live-view="')
    assert html.endswith("live-injected></script>Hello")


@pytest.mark.parametrize("name", ["delete", "put", "patch", "post", "trace"])
def test_handlers_named_like_http_methods_are_events_only(name):
    calls = []

    async def handler(self):
        calls.append(self)

    handler.__name__ = name
    shape = {"template": "<!doctype html>", name: event(handler)}
    view_class = type("Named", (LiveView,), shape)
    method = RequestFactory().generic(name.upper(), "/")
    assert view_class.as_view()(method).status_code == 405
    client = LiveClient(view_class)
    client.send(name)
    assert calls == [client.view]


@pytest.mark.parametrize("name", ["get", "head", "options", "dispatch", "setup"])
def test_handlers_do_not_take_the_names_of_what_answers_requests(name):
    def handler(self):
        pass

    handler.__name__ = name
    with pytest.raises(DefinitionError, match=f"LiveView needs the name '{name}' itself"):
        type("Named", (LiveView,), {name: event(handler)})


def test_a_handler_does_not_answer_an_http_method_that_the_view_lists():
    with pytest.raises(DefinitionError, match="LiveView needs the name 'post' itself"):

        class Posting(LiveView):
            http_method_names = ["get", "post"]  # noqa: RUF012 - as Django declares it

            @event
            def post(self):
                pass


def test_other_http_methods_may_be_listed():
    class Posting(views.Counter):
        http_method_names = ["get", "post"]  # noqa: RUF012 - as Django declares it

        def post(self, request):
            return HttpResponse("posted")

    assert Posting.as_view()(RequestFactory().post("/")).content == b"posted"


@pytest.fixture
def _without_the_app(settings):
    settings.INSTALLED_APPS = [app for app in settings.INSTALLED_APPS if app != "enliven"]


@pytest.mark.usefixtures("_without_the_app")
@pytest.mark.parametrize(
    "use",
    [
        views.Counter.as_view,
        lambda: embed(views.Counter, RequestFactory().get("/"), {}),
        lambda: LiveClient(views.Counter),
    ],
)
def test_live_views_ask_for_the_app_that_brings_their_script(use):
    with pytest.raises(ImproperlyConfigured, match='"enliven" in INSTALLED_APPS'):
        use()


@pytest.mark.usefixtures("_without_the_app")
def test_templates_and_documents_need_no_app():
    template = engines.all()[0].from_string("{{ name }}")
    assert template.render({"name": "<Ann>"}) == "&lt;Ann&gt;"
    document = Document("<p>{{ count }}</p>")
    document.render({"count": 1})
    assert b'"2"' in document.patch({"count": 2})


def test_a_view_may_be_routed_before_the_apps_are_known():
    source = """
from django.conf import settings
settings.configure()
from enliven import LiveView
LiveView.as_view(template="")
"""
    subprocess.run([sys.executable, "-c", source], check=True)
