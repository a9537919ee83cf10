"""`{% enliven %}` and `{% live %}`."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.template import Context, RequestContext, TemplateSyntaxError
from django.test import Client, RequestFactory

from enliven import LiveView
from enliven.stores import store
from enliven.template import Engine
from tests.app import views
from tests.sockets import Page

SCRIPT = '<script src="/static/enliven/enliven.js" defer></script>'


def make_request():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    return request


def render(source, request=None, **context):
    template = Engine.get_default().from_string("{% load enliven %}" + source)
    if request is None:
        return template.render(Context(context))
    return template.render(RequestContext(request, context))


def test_an_ordinary_page_has_live_parts():
    page = Page(Client(), "/")
    assert len(page.roots) == 2
    assert [store.find(topic).view.__class__ for topic, _ in page.roots] == [
        views.Chat,
        views.Counter,
    ]
    assert store.find(page.roots[1][0]).view.count == 5
    assert page.response.content.decode().count("<script") == 1


def test_the_script_is_placed_once_in_an_ordinary_page():
    live = '{% live "tests.app.views.Counter" %}'
    html = render("{% enliven %}" + live + live + "{% enliven %}", make_request())
    assert html.startswith(SCRIPT)
    assert html.count("<script") == 1
    assert render(live + live, make_request()).count("<script") == 1
    assert render("{% enliven %}") == SCRIPT


def test_a_live_page_places_its_script_itself():
    class Placed(LiveView):
        template = "{% load enliven %}<!doctype html><title>x</title>{% enliven %}"

    html = Placed.as_view()(make_request()).content.decode()
    assert html.endswith(f"<title>x</title>{SCRIPT}")
    assert html.count("<script") == 1


def test_a_live_view_contains_no_other():
    class Outer(LiveView):
        template = '{% load enliven %}{% live "tests.app.views.Counter" %}'

    with pytest.raises(TemplateSyntaxError, match="which is live itself"):
        Outer.as_view()(make_request())
    assert len(store) == 0


@pytest.mark.parametrize(
    ("source", "error", "message"),
    [
        ('{% live "tests.app.views.index" %}', TemplateSyntaxError, "no LiveView"),
        ('{% live "tests.app.views.Missing" %}', ImportError, "Missing"),
        ('{% live "tests.app.views.Private" %}', PermissionDenied, "Private"),
        ('{% live "tests.app.views.Away" %}', ImproperlyConfigured, "cannot send"),
    ],
)
def test_mistakes_are_told(source, error, message):
    with pytest.raises(error, match=message):
        render(source, make_request())
    assert len(store) == 0


def test_the_request_is_needed():
    with pytest.raises(TemplateSyntaxError, match="needs the request"):
        render('{% live "tests.app.views.Counter" %}')


def test_a_part_needs_the_csrf_middleware(settings):
    settings.MIDDLEWARE = []
    with pytest.raises(ImproperlyConfigured, match="CsrfViewMiddleware"):
        render('{% live "tests.app.views.Counter" %}', make_request())


def test_the_root_is_escaped_and_the_content_is_not():
    html = render('{% live "tests.app.views.Chat" room=room %}', make_request(), room="<a>")
    assert html.startswith('<div live-view="')
    assert "<ul></ul></div>" in html
