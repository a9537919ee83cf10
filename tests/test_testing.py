"""`LiveClient`, and the form controls it keeps."""

import asyncio
import re
from itertools import count

import pytest
from django.contrib.auth.models import User
from django.http import QueryDict
from django.test import Client, RequestFactory
from pydantic import BaseModel

from enliven import LiveView, broadcast, event
from enliven.errors import (
    HandlerError,
    InvalidArguments,
    OracleError,
    PageError,
    Refusal,
    SelectorError,
    TestingError,
    UnknownEvent,
)
from enliven.pubsub import hub
from enliven.testing import LiveClient
from tests.app import views
from tests.app.models import Note


class Recorder(LiveView):
    """Keeps what its handlers were called with."""

    def mount(self, request):
        self.calls = []
        self.served = ""

    @event
    def record(self, **args):
        self.calls.append(args)

    @event
    def other(self, **args):
        self.calls.append(("other", args))

    @event
    def query(self, data: QueryDict):
        self.calls.append(data.urlencode())


class Form(Recorder):
    template = """<!doctype html>
    <form id="all" live-submit="query" live-value-extra="1">
      <input type="hidden" name="csrfmiddlewaretoken" value="x">
      <input name="text" value="{{ served }}"><input name="empty"><input value="nameless">
      <input name="off" disabled value="1"><input name="fixed" readonly value="f">
      <input type="checkbox" name="box"><input type="checkbox" name="ticked" value="t" checked>
      <input type="radio" name="r" value="1" checked><input type="radio" name="r" value="2">
      <select name="one"><option disabled>x</option><option>  a  b </option>
        <option value="c">C</option></select>
      <select name="many" multiple><option>a</option>
        <optgroup disabled><option selected>b</option></optgroup>
        <option selected>c</option></select>
      <textarea name="area">
first
second</textarea>
      <input type="file" name="upload">
      <fieldset disabled><legend><input name="legend" value="l"></legend>
        <input name="fieldset" value="1"><legend><input name="second" value="1"></legend></fieldset>
      <datalist><input name="list" value="1"></datalist>
      <button name="first" value="1">first</button>
      <input type="submit" name="second" value="2"><button type="button" name="no">no</button>
      <button id="dead" disabled>dead</button>
    </form>
    <input form="all" name="outside" value="o">
    <button form="all" id="far" name="far" value="3" live-value-n="4">far</button>
    <form id="plain"><input name="p"><button>plain</button></form>"""

    @event
    def query(self, data: QueryDict, extra: int, n: int = 0):
        self.calls.append((data.urlencode(), extra, n))

    @event
    def serve(self, text: str):
        self.served = text


class Edits(Recorder):
    template = """<!doctype html>
    <input id="named" name="q" live-input="record" live-change="record" live-value-a="1">
    <input id="nameless" live-input="record">
    <input id="box" type="checkbox" live-change="record">
    <input id="named-box" type="checkbox" name="b" value="v" live-change="record">
    <select id="many" multiple live-change="record"><option>a</option><option>b</option></select>
    <select id="one" live-input="record" live-change="other"><option>a</option><option>b</option>
    </select>
    <form live-input="query"><input name="x"><textarea name="y"></textarea></form>
    <input id="dead" live-input="record" disabled>
    <p id="text" live-click="record" live-value-item-id="3"><b>inside</b></p><i>nothing</i>"""


FIELDS = "text=&empty=&fixed=f&ticked=t&r=1&one=a+b&many=c&area=first%0Asecond&legend=l&{}outside=o"


def test_clicks_call_handlers():
    client = LiveClient(views.Counter, start=5)
    client.click("[live-click]:not(#ten)")
    client.click("#ten")
    assert (client.text("#count"), client.text("#double"), client.view.count) == ("16", "32", 16)
    assert [line.text for line in client.find_all("li")] == ["increment"] * 2
    assert '<p id="count">16</p>' in client.html


def test_a_click_reaches_the_handler_around():
    client = LiveClient(Edits)
    client.click("b")
    assert client.view.calls == [{"item_id": "3"}]


def test_async_handlers_and_mounts_are_awaited():
    client = LiveClient(views.Counter)
    client.send("increment_async")
    assert client.view.count == 1
    client = LiveClient(views.AsyncChat, room="a")
    client.send("say_async", line="hi")
    assert client.text("li") == "hi"


@pytest.mark.parametrize(
    ("css", "message"),
    [
        (".missing", "matches nothing"),
        ("button", "matches 2 elements"),
        ("title", "no live-click"),
    ],
)
def test_a_selector_names_one_usable_element(css, message):
    with pytest.raises(SelectorError, match=message):
        LiveClient(views.Counter).click(css)


def test_a_form_is_sent_as_a_browser_sends_it():
    client = LiveClient(Form)
    client.submit("#all")
    assert client.view.calls == [(FIELDS.format("first=1&"), 1, 0)]


def test_the_pressed_button_is_sent():
    client = LiveClient(Form)
    client.click("[type=submit]")
    client.click("#far")
    client.submit("#far")
    assert [call[0].rpartition("legend=l&")[2] for call in client.view.calls] == [
        "second=2&outside=o",
        "outside=o&far=3",
        "outside=o&far=3",
    ]
    assert [call[2] for call in client.view.calls] == [0, 4, 4]


def test_fields_are_filled_in_by_name():
    client = LiveClient(Form)
    client.submit(
        "#all", text="new", box=True, ticked=False, r="2", one="c", many=["a", "c"], area="x"
    )
    expected = "text=new&empty=&fixed=f&box=on&r=2&one=c&many=a&many=c&area=x&legend=l"
    assert client.view.calls[0][0] == f"{expected}&first=1&outside=o"
    assert client.value("[name=text]") == "new"
    assert client.value("[name=box]") is True
    assert client.value("[name=many]") == ("a", "c")


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda client: client.submit("#all", nonsense="1"), "no field named"),
        (lambda client: client.submit("#all", off="1"), "is disabled"),
        (lambda client: client.submit("#all", fixed="1"), "read-only"),
        (lambda client: client.submit("#all", fieldset="1"), "is disabled"),
        (lambda client: client.submit("#all", one="z"), "offers"),
        (lambda client: client.submit("#all", one=["a b", "c"]), "takes one value"),
        (lambda client: client.submit("#plain"), "no form with live-submit"),
        (lambda client: client.submit("body"), "is no form"),
        (lambda client: client.click("#dead"), "is disabled"),
        (lambda client: client.click("#plain button"), "no form with live-submit"),
        (lambda client: client.type("[name=box]", "x"), "takes no text"),
        (lambda client: client.type("select[name=one]", "x"), "takes no text"),
        (lambda client: client.type("[name=upload]", "x"), "takes no text"),
        (lambda client: client.select("[name=text]", "x"), "no select"),
        (lambda client: client.check("[name=text]"), "cannot be checked"),
        (lambda client: client.change("[name=text]", "x"), "no live-change"),
    ],
)
def test_what_a_person_cannot_do_is_an_error(act, message):
    client = LiveClient(Form)
    with pytest.raises(SelectorError, match=message):
        act(client)
    assert client.view.calls == []


def test_typed_text_stays_until_the_server_sends_another():
    client = LiveClient(Form)
    client.type("[name=text]", "typed")
    client.send("serve", text="server")
    assert client.value("[name=text]") == "typed"
    client.type("[name=empty]", "elsewhere")
    client.send("serve", text="again")
    assert client.value("[name=text]") == "again"
    assert client.value("[name=empty]") == "elsewhere"


def test_a_form_may_be_emptied_after_its_submit():
    class Emptied(Recorder):
        template = '<!doctype html><form live-submit="record" live-reset><input name="x"></form>'

        @event
        def record(self, x: int):
            self.calls.append(x)

    client = LiveClient(Emptied)
    client.submit("form", x="1")
    assert client.value("input") == ""
    client.raises = False
    client.submit("form", x="one")
    assert client.value("input") == "one"


def test_controls_of_rows_keep_what_was_typed_when_rows_move():
    class Rows(LiveView):
        template = """<!doctype html>{% for row in rows %}
            <form id="f{{ row }}" live-key="{{ row }}"><input name="x"></form>{% endfor %}"""

        def mount(self, request):
            self.rows = [1, 2, 3]

        @event
        def turn(self):
            self.rows.reverse()

        @event
        def drop(self):
            self.rows.remove(1)

    client = LiveClient(Rows)
    client.type("#f1 input", "one")
    client.type("#f3 input", "three")
    client.send("turn")
    assert client.value("#f1 input") == "one"
    assert client.value("#f3 input") == "three"
    client.send("drop")
    assert [client.value(f"#f{row} input") for row in (2, 3)] == ["", "three"]


def test_input_and_change_send_what_the_browser_would():
    client = LiveClient(Edits)
    client.type("#named", "x")
    client.change("#named")
    client.change("#named", "y")
    client.type("#nameless", "z")
    client.click("#box")
    client.check("#box", checked=True)
    client.check("#box", checked=False)
    client.check("#named-box")
    client.check("#named-box", checked=False)
    client.select("#many", "a", "b")
    client.select("#one", "b")
    client.type("form textarea", "t")
    assert client.view.calls == [
        {"q": "x", "a": "1"},
        {"q": "y", "a": "1"},
        {"value": "z"},
        {"value": True},
        {"value": False},
        {"b": "v"},
        {},
        {"value": ["a", "b"]},
        {"value": "b"},
        ("other", {"value": "b"}),
        "x=&y=t",
    ]


def test_typing_where_nothing_listens_is_allowed():
    client = LiveClient(Form)
    client.type("[name=p]", "x")
    assert client.view.calls == []


def test_a_disabled_field_takes_no_text():
    with pytest.raises(SelectorError, match="disabled"):
        LiveClient(Edits).type("#dead", "x")


@pytest.mark.parametrize(
    ("name", "error"),
    [("fail", RuntimeError), ("fail_async", RuntimeError), ("leave_process", SystemExit)],
)
def test_what_a_handler_raises_is_raised_in_the_test(name, error):
    client = LiveClient(views.Counter, start=5)
    with pytest.raises(error):
        client.send(name)
    assert (client.view.count, client.view.log, client.text("#count")) == (5, [], "5")
    client.click("#ten")
    assert client.text("#count") == "15"


def test_refusals_are_raised_or_collected():
    client = LiveClient(views.Counter)
    with pytest.raises(UnknownEvent):
        client.send("reset")
    with pytest.raises(InvalidArguments):
        client.send("increment", by="x")
    client.raises = False
    client.send("reset")
    client.send("fail")
    assert [type(error) for error in client.errors] == [UnknownEvent, HandlerError]


def test_broadcasts_are_received_before_the_next_look():
    with LiveClient(views.Chat, room="a") as client:
        broadcast("chat a", "one")
        broadcast("chat b", "unheard")
        assert [line.text for line in client.find_all("li")] == ["one"]
        client.send("say", line="two")
        client.send("move", room="b")
        broadcast("chat a", "unheard")
        broadcast("chat b", "three")
        assert client.view.lines == ["one", "two", "three"]
        broadcast("chat b", "fail")
        with pytest.raises(ValueError, match="fail"):
            client.find("li")
        assert client.view.lines == ["one", "two", "three"]
    broadcast("chat b", "late")
    assert client.view.lines == ["one", "two", "three"]
    assert not hub._subscribers


@pytest.mark.parametrize(
    ("name", "args", "note"),
    [
        ("incremant", {}, r'offers .*, fail, .*increment.*\. Did you mean "increment"\?'),
        ("increment", {"by": "x"}, r"The handler is tests\.app\.views\.Counter\.increment\(self,"),
    ],
)
def test_a_refusal_tells_a_developer_what_the_browser_shows_under_debug(name, args, note):
    client = LiveClient(views.Counter)
    with pytest.raises(Refusal) as caught:
        client.send(name, **args)
    client.raises = False
    client.send(name, **args)
    for error in (caught.value, *client.errors):
        [told] = error.__notes__
        assert re.search(note, told)
        assert told not in str(error)


def test_a_closed_client_sends_nothing():
    with LiveClient(views.Counter) as client:
        client.click("#ten")
    for act in (
        lambda: client.click("#ten"),
        lambda: client.send("increment"),
        lambda: client.send("no such event"),
    ):
        with pytest.raises(TestingError, match=r"this client of tests\.app\.views\.Counter was"):
            act()
    assert (client.view.count, client.text("#count")) == (10, "10")


def test_a_closed_client_hears_nothing():
    client = LiveClient(views.Chat, room="a")
    broadcast("chat a", "unheard")
    client.close()
    client.close()
    assert client.view.lines == []


@pytest.mark.parametrize(
    ("act", "message"),
    [
        (lambda: LiveClient("/counter/"), r"not '/counter/': .* LiveClient\.get\('/counter/'\)"),
        (lambda: LiveClient(views.Counter()), r"pass the class, LiveClient\(Counter\)"),
        (lambda: LiveClient(views.Counter.as_view()), "takes a subclass of LiveView"),
        (lambda: LiveClient(User), "takes a subclass of LiveView"),
        (lambda: LiveClient(views.Counter, 5), r"user must be a user, .* not 5; .* start=5"),
        (lambda: LiveClient(views.Counter, request="/"), "request must be an HttpRequest"),
        (lambda: LiveClient.get(views.Counter), "takes the path of a page"),
        (lambda: LiveClient.get("/counter/", "ann"), "user must be a user"),
    ],
)
def test_wrong_arguments_are_named(act, message):
    with pytest.raises(TypeError, match=message):
        act()


def test_an_unstable_template_breaks_the_oracle():
    class Unstable(LiveView):
        template = "<!doctype html><p>{{ number }}</p>"
        numbers = count()

        @property
        def number(self):
            return next(type(self).numbers)

        @event
        def go(self):
            pass

    client = LiveClient(Unstable)
    with pytest.raises(OracleError, match="another page each time") as caught:
        client.send("go")
    assert "-" in str(caught.value)
    assert "+" in str(caught.value)


def test_state_of_every_kind_is_put_back():
    class Item(BaseModel):
        name: str

    class Deep(LiveView):
        template = "<!doctype html>{{ nested }}{{ item.name }}"

        def mount(self, request):
            self.nested = {"list": [1, {2}], "tuple": ([],)}
            self.item = Item(name="old")
            self.alias = self.nested["list"]

        @event
        def spoil(self):
            self.nested["list"][1].add(3)
            self.nested["tuple"][0].append(1)
            self.nested["new"] = 1
            self.item.name = "new"
            self.extra = 1
            del self.alias
            raise RuntimeError

    client = LiveClient(Deep)
    with pytest.raises(RuntimeError):
        client.send("spoil")
    view = client.view
    assert view.nested == {"list": [1, {2}], "tuple": ([],)}
    assert view.item.name == "old"
    assert view.alias is view.nested["list"]
    assert not hasattr(view, "extra")


@pytest.mark.django_db
def test_database_changes_are_in_the_transaction_of_the_test():
    client = LiveClient(views.Notes)
    client.submit("form", text="milk")
    assert client.text("li") == "milk"
    assert Note.objects.get().text == "milk"


@pytest.mark.django_db
def test_pages_come_through_the_urlconf_and_the_middleware():
    client = LiveClient.get("/counter/5/")
    client.click("#ten")
    assert client.text("#count") == "15"
    italian = LiveClient.get("/localised/", headers={"accept-language": "it"})
    italian.send("look")
    assert italian.text("b") == "it Europe/Rome"


@pytest.mark.django_db
def test_users_are_logged_in():
    user = User.objects.create(username="ann")
    assert LiveClient.get("/private/", user).view.request.user == user
    assert LiveClient(views.Private, user).view.request.user == user
    browser = Client()
    browser.force_login(user)
    assert LiveClient.get("/private/", client=browser).view.request.user == user
    with pytest.raises(PageError, match="status 302 to /login/"):
        LiveClient.get("/private/")
    with pytest.raises(PageError, match="status 302"):
        LiveClient(views.Private)


@pytest.mark.django_db
def test_one_view_of_a_page_with_several_is_chosen():
    with pytest.raises(PageError, match="matches 2 live views"):
        LiveClient.get("/")
    client = LiveClient.get("/", root="[live-view]:has(#count)")
    client.click("#ten")
    assert client.text("#count") == "15"


def test_a_request_may_be_given():
    request = RequestFactory().get("/there/", {"costly": "1"})
    client = LiveClient(views.Scoped, request=request)
    assert "/there/" in client.text("p:first-of-type")
    assert "costly" in client.html


async def test_async_tests_call_it_in_a_thread():
    client = await asyncio.to_thread(LiveClient, views.Counter, start=1)
    await asyncio.to_thread(client.click, "#ten")
    assert client.view.count == 11
