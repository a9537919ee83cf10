"""What context processors give a live page, and when they run."""

import copy

import pytest
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser, Permission, User
from django.test import Client
from django.urls import path

from enliven import LiveView, access, event
from enliven.errors import HandlerError
from enliven.stores import store
from enliven.testing import LiveClient
from tests.sockets import Socket, load

CALLS = []


@pytest.fixture(autouse=True)
def _processors(settings):
    CALLS.clear()
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["context_processors"] += [
        f"{__name__}.{processor.__name__}" for processor in (debug, count, shop, levels)
    ]
    settings.TEMPLATES = templates


def debug(request):
    return {"sql_queries": lambda: ["now"]}


def count(request):
    CALLS.append(request)
    return {"calls": len(CALLS), "n": "hidden", "title": "hidden"}


def shop(request):
    user = request.user
    if getattr(request, "fails", False):
        raise RuntimeError("no shop")
    return getattr(request, "answer", {"shop": user.get_username() or "nobody"})


def levels(request):
    return {"DEFAULT_MESSAGE_LEVELS": "ours"}


class Page(LiveView):
    template = (
        "<!doctype html><p>{{ calls }} {{ n }} {{ title }} {{ shop }} {{ DEFAULT_MESSAGE_LEVELS }}"
        "</p><b>{{ user.username }} {{ perms.auth.add_user }} {{ request.user.username }}</b>"
        "{% for m in messages %}<i>{{ m }}</i>{% endfor %}<form>{% csrf_token %}</form>"
    )
    n = 0

    def get_context_data(self, **kwargs):
        return super().get_context_data(title="Ours", **kwargs)

    @event
    def increment(self):
        self.n += 1

    @event
    def say(self, text: str):
        messages.info(self.request, text)

    @event
    def become(self, name: str):
        self.request.user = User(username=name, is_superuser=True)

    @event
    def leave(self):
        self.n += 1
        self.request.user = AnonymousUser()


urlpatterns = [path("page/", Page.as_view())]


def test_they_run_once_for_a_page():
    page = LiveClient(Page)
    for n in (1, 2, 3):
        page.send("increment")
        assert page.text("p") == f"1 {n} Ours nobody ours"
    assert len(CALLS) == 1
    LiveClient(Page)
    assert len(CALLS) == 2


def test_they_run_once_where_django_renders(settings):
    settings.DEBUG = True

    class Plain(Page):
        template_engine = "django"

    templates = copy.deepcopy(settings.TEMPLATES)
    plain = copy.deepcopy(templates[0])
    plain |= {"BACKEND": "django.template.backends.django.DjangoTemplates", "NAME": "django"}
    settings.TEMPLATES = [*templates, plain]
    for view in (Page, Plain):
        CALLS.clear()
        page = LiveClient(view)
        page.send("increment")
        page.send("increment")
        assert page.text("p") == "1 2 Ours nobody ours"
        assert len(CALLS) == 1


def test_what_they_give_is_the_views_to_change():
    class Changing(LiveView):
        template = (
            "<!doctype html>{% cycle 'a' 'b' as shop %}{% with n=1 %}{{ shop }}{% endwith %}"
            "<p>{{ calls }}</p>"
        )

        @event
        def go(self):
            self.calls = "mine"

        @event
        def back(self):
            del self.calls

    page = LiveClient(Changing)
    assert page.text("p") == "1"
    page.send("go")
    assert page.text("p") == "mine"
    page.send("back")
    assert page.text("p") == "1"


def test_what_a_template_sets_does_not_stay():
    class Setting(LiveView):
        template = "<!doctype html><p>{{ shop }}</p>{% cycle 'a' 'b' as shop %}<i>{{ n }}</i>"
        n = 0

        @event
        def increment(self):
            self.n += 1

    page = LiveClient(Setting)
    page.send("increment")
    assert page.text("p") == "nobody"


def test_messages_are_those_of_the_event():
    page = LiveClient(Page)
    for text in ("one", "two"):
        page.send("say", text=text)
        assert [item.text for item in page.find_all("i")] == [text]
    page.send("increment")
    assert page.find_all("i") == []
    assert len(CALLS) == 1


def test_a_value_that_is_asked_for_by_a_call_is_asked_for_again():
    class Asking(LiveView):
        template = "<!doctype html>{{ LANGUAGE }}<p>{{ sql_queries.0 }}</p>"

    assert LiveClient(Asking).text("p") == "now"


def test_the_csrf_token_stays():
    page = LiveClient(Page)
    token = page.value("input")
    page.send("increment")
    assert page.value("input") == token
    assert len(token) == 64


def test_another_user_of_the_request_counts():
    page = LiveClient(Page, user=User(username="ann", is_active=False))
    assert page.text("b") == "ann False ann"
    page.send("become", name="bob")
    assert page.text("b") == "bob True bob"
    assert page.text("p") == "2 0 Ours bob ours"
    page.send("leave")
    assert page.text("b") == "False"
    assert page.text("p") == "3 1 Ours nobody ours"
    page.send("increment")
    assert len(CALLS) == 3


def test_another_request_counts():
    page = LiveClient(Page, user=User(username="ann"))
    session = page._tab.session
    session.request = copy.copy(session.request)
    page.send("increment")
    assert page.text("p") == "2 1 Ours ann ours"


@pytest.mark.django_db(transaction=True)
async def test_a_join_shows_the_user_as_it_is_now(settings):
    settings.ROOT_URLCONF = __name__
    user = await User.objects.acreate(username="ann")
    client = Client()
    await client.aforce_login(user)
    page = await load("/page/", client)
    session = store.find(page.topic)
    assert "<b>ann False ann</b>" in session.html
    user.username = "anna"
    await user.asave()
    permission = await Permission.objects.aget(codename="add_user")
    await user.user_permissions.aadd(permission)
    async with Socket(page.cookie) as socket:
        await socket.join(page)
        await socket.event(page, "increment")
        assert "<b>anna True anna</b>" in session.html
        assert "2 1 Ours anna ours" in session.html
        await socket.event(page, "increment")
        assert len(CALLS) == 2


@pytest.mark.parametrize(
    ("failure", "message"),
    [({"fails": True}, "no shop"), ({"answer": 1}, "Context processor shop didn't return a dict")],
)
def test_one_that_raises_leaves_the_page_as_it_was(failure, message, caplog):
    page = LiveClient(Page, user=User(username="ann"))
    page.raises = False
    session = page._tab.session
    vars(session.request).update(failure)
    access.renew(session, access.Credentials(user=User(username="ann")))
    before = page.html
    for _ in range(2):
        page.send("increment")
        assert isinstance(page.errors.pop(), HandlerError)
        assert message in caplog.text
        assert (page.view.n, page.html) == (0, before)
        caplog.clear()
    for name in failure:
        delattr(session.request, name)
    page.send("increment")
    assert page.text("p").endswith("1 Ours ann ours")


def test_one_that_raises_for_the_page_raises_there():
    class Failing(Page):
        def mount(self, request):
            request.fails = True

    with pytest.raises(RuntimeError, match="no shop"):
        LiveClient(Failing)


def test_autoescape_is_that_of_the_engine(settings):
    templates = copy.deepcopy(settings.TEMPLATES)
    templates[0]["OPTIONS"]["autoescape"] = False
    settings.TEMPLATES = templates

    class Bold(LiveView):
        template = "<!doctype html>{{ text }}"
        text = "<b>bold</b>"

    assert LiveClient(Bold).text("b") == "bold"
