"""`LiveClient`: drive a live view in a test, without browser, server or socket.

```python
def test_counter(self):
    client = LiveClient(Counter, start=5)
    client.click("#increment")
    assert client.text("#count") == "6"
```

The view is mounted, joined and called as in production, in the thread of the test, so that it
shares the transaction of a `TestCase`. After every event the client checks the oracle: the patches,
applied to the page before, give the page after.
"""

import difflib
import json
import re
import weakref
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeAlias

from asgiref.sync import async_to_sync, sync_to_async
from django.test import Client

from enliven import access
from enliven._core import Dom, Element
from enliven.controls import Content, Controls, Key, is_checkable, is_submit_button, show, type_of
from enliven.errors import HandlerError, OracleError, PageError, Refusal, SelectorError
from enliven.handshake import credentials_of, make_request
from enliven.pubsub import Subscriber, hub
from enliven.stores import store

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from enliven.session import Outcome, Session
    from enliven.views import LiveView
    from enliven.workers import Result, Run

Filling: TypeAlias = str | bool | list[str]
"""What a test puts into a field: text, whether it is checked, or several values."""

_VALUE = "live-value-"


class _Step(Protocol):
    def __call__(self, *, run: "Run") -> Awaitable["Outcome"]: ...


class LiveClient:
    """One live view, and the page that a person has of it.

    `LiveClient(Counter, start=5)` mounts a view as a URL with these arguments would;
    `LiveClient.get("/counter/5/")` goes through the URLconf and the middleware. Elements are named
    by CSS selectors, which must match exactly one.

    What a handler raises, the test gets. With `raises` set to False it is collected in `errors`,
    as the refusal that a browser would be sent.

    Args:
        view: The class to mount.
        user: User of the request; by default an anonymous one.
        request: Request to mount with, where a GET of "/" does not do.
        url_kwargs: Arguments for `mount`.

    Attributes:
        raises: Whether refusals and failures are raised in the test.
        errors: Those that were not.
    """

    __test__ = False

    def __init__(
        self,
        view: "type[LiveView]",
        user: "access.User | None" = None,
        request: "HttpRequest | None" = None,
        **url_kwargs: Any,
    ) -> None:
        request = make_request(request, user)
        response = view.as_view()(request, **url_kwargs)
        cookies = {name: morsel.value for name, morsel in response.cookies.items()}
        session = getattr(request, "session", None)
        credentials = access.Credentials({**request.COOKIES, **cookies}, request.user, session)
        self._open(response, credentials, "[live-view]")

    @classmethod
    def get(
        cls,
        path: str,
        user: "access.User | None" = None,
        *,
        root: str = "[live-view]",
        client: Client | None = None,
        **request: Any,
    ) -> Self:
        """Load a page through the URLconf and the middleware, and join its live view.

        Args:
            path: URL path, with query.
            user: User to log in before.
            root: Selector of the live view, for a page with several.
            client: Django's test client to load the page with; by default a new one.
            request: Further arguments of `django.test.Client.get`.

        Raises:
            PageError: The response is not a page with one such view.
        """
        browser = Client() if client is None else client
        if user is not None:
            browser.force_login(user)  # type: ignore[arg-type]
        response = browser.get(path, **request)
        self = cls.__new__(cls)
        self._open(response, credentials_of(browser), root)
        return self

    @property
    def view(self) -> Any:  # noqa: ANN401 - the test knows its class
        """The view's instance on the server."""
        self._receive()
        return self._session.view

    @property
    def html(self) -> str:
        """The page's markup."""
        self._receive()
        return self._dom.html()

    def find(self, css: str) -> Element:
        """Give the one element that the selector matches.

        Raises:
            SelectorError: None matches, or several do.
        """
        found = self.find_all(css)
        if len(found) != 1:
            what = f"matches {len(found)} elements" if found else "matches nothing"
            listed = "".join(f"\n  {show(element)}" for element in found[:10])
            raise SelectorError(f'"{css}" {what} in {self._session.name}{listed}')
        return found[0]

    def find_all(self, css: str) -> list[Element]:
        """Give all elements that the selector matches, in document order."""
        self._receive()
        return self._dom.select(css)

    def text(self, css: str) -> str:
        """Give an element's text, its white space collapsed."""
        return " ".join(self.find(css).text.split())

    def value(self, css: str) -> Content:
        """Give what a form control holds: text, whether it is checked, or the options chosen."""
        return self._controls.content(self.find(css))

    def click(self, css: str) -> None:
        """Click an element: call its `live-click` handler, or do what the element does by itself.

        Raises:
            SelectorError: A click there does nothing, or the element is disabled.
        """
        element = self.find(css)
        button = element.closest("button, input")
        if button is not None:
            self._controls.require_usable(button)
        handler = element.closest("[live-click]")
        toggled = self._toggle(button) if button is not None and is_checkable(button) else None
        if handler is not None:
            self._send(handler, "live-click")
        elif button is not None and is_submit_button(button):
            self._submit(button, button)
        elif toggled is None:
            raise SelectorError(f"{show(element)} has no live-click, and none is around it")
        if toggled is not None:
            self._edit(toggled, "live-input", "live-change")

    def submit(self, css: str, **fields: "Filling") -> None:
        """Fill in fields of a form by their names, and submit it as Enter in one of them would.

        Args:
            css: The form, or something in it; a submit button is the one that is pressed.
            fields: Text, or whether to check, or several values, by the control's name.

        Raises:
            SelectorError: There is no form with `live-submit`, or no such field that can be filled.
        """
        element = self.find(css)
        form = element if element.tag == "form" else self._controls.form_of(element)
        if form is None:
            raise SelectorError(f"{show(element)} is no form, and in none")
        for name, content in fields.items():
            self._fill_named(form, name, content)
        pressed = element if is_submit_button(element) else self._controls.default_button(form)
        self._submit(element, pressed)

    def type(self, css: str, text: str) -> None:
        """Type text into a field in place of what it holds, and call its `live-input` handler."""
        control = self.find(css)
        is_text = control.tag == "textarea" or (
            control.tag == "input" and not is_checkable(control) and not is_submit_button(control)
        )
        if not is_text or type_of(control) == "file":
            raise SelectorError(f"{show(control)} takes no text")
        self._controls.fill(control, text)
        self._edit(self._controls.key(control), "live-input")

    def change(self, css: str, text: str | None = None) -> None:
        """Leave a changed field, after typing `text` into it, and call its `live-change` handler.

        Raises:
            SelectorError: There is no `live-change` on it or around it.
        """
        if text is not None:
            self.type(css, text)
        control = self.find(css)
        self._controls.focused = None
        if not self._edit(self._controls.key(control), "live-change"):
            raise SelectorError(f"{show(control)} has no live-change, and none is around it")

    def select(self, css: str, *values: str) -> None:
        """Choose options of a `<select>` by their values, and call its handlers."""
        control = self.find(css)
        if control.tag != "select":
            raise SelectorError(f"{show(control)} is no select")
        self._controls.fill(control, values)
        self._edit(self._controls.key(control), "live-input", "live-change")

    def check(self, css: str, *, checked: bool = True) -> None:
        """Check or uncheck a box, or choose a radio button, and call its handlers."""
        control = self.find(css)
        if not is_checkable(control):
            raise SelectorError(f"{show(control)} cannot be checked")
        if self._controls.content(control) is not checked:
            self._controls.fill(control, checked)
            self._edit(self._controls.key(control), "live-input", "live-change")

    def send(self, event: str, /, **args: Any) -> None:
        """Send an event with arguments, as no element of the page may do: to test refusals."""
        json.dumps(args)
        self._dispatch(event, args, [])

    def close(self) -> None:
        """End the session."""
        self._finalizer()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(
        self, response: "HttpResponseBase", credentials: access.Credentials, root: str
    ) -> None:
        self.raises = True
        self.errors: list[Refusal] = []
        self._ref = 0
        self._messages: deque[tuple[str, str]] = deque()
        self._sent: dict[Key, str] = {}
        self._session = _join(response, credentials, root)
        self._dom = Dom.parse(self._session.html, self._session.is_page)
        self._controls = Controls(self._dom)
        self._version = self._session.version
        messages = self._messages
        self._subscriber = Subscriber(lambda topic, text: messages.append((topic, text)))
        self._followed: set[str] = set()
        self._finalizer = weakref.finalize(self, _unfollow, self._followed, self._subscriber)
        self._follow()

    def _toggle(self, control: Element) -> Key:
        is_on = type_of(control) == "radio" or not self._controls.content(control)
        self._controls.fill(control, is_on)
        return self._controls.key(control)

    def _fill_named(self, form: Element, name: str, content: "Filling") -> None:
        named = [
            control
            for control in self._controls.controls_of(form)
            if control.attributes.get("name") == name and not is_submit_button(control)
        ]
        if not named:
            raise SelectorError(f'{show(form)} has no field named "{name}"')
        chosen = content if isinstance(content, list) else [content]
        for control in named:
            if is_checkable(control):
                value = control.attributes.get("value", "on")
                is_on = content if isinstance(content, bool) else value in chosen
                if type_of(control) == "checkbox" or is_on:
                    self._controls.fill(control, is_on)
            elif control.tag == "select":
                self._controls.fill(control, tuple(str(value) for value in chosen))
            else:
                self._controls.fill(control, str(content))

    def _submit(self, element: Element, button: Element | None) -> None:
        form = element if element.tag == "form" else self._controls.form_of(element)
        if form is None or "live-submit" not in form.attributes:
            raise SelectorError(f"{show(element)} is in no form with live-submit")
        if button is not None:
            self._controls.require_usable(button)
        fields = self._controls.fields(form, button)
        emptied = []
        if "live-reset" in form.attributes:
            emptied = [self._controls.key(control) for control in self._controls.controls_of(form)]
        if self._send(form, "live-submit", _args_of(button), fields):
            self._controls.forget(emptied)

    def _edit(self, key: Key, *attributes: str) -> bool:
        """Call the handlers that a change of a control calls; tell whether there was one."""
        is_handled = False
        for attribute in attributes:
            control = self._controls.find(key)
            handler = control and control.closest(f"[{attribute}]")
            if control is None or handler is None:
                continue
            is_handled = True
            args, fields = self._payload(control, handler)
            content = json.dumps([handler.attributes[attribute], args, fields])
            repeated = self._sent.pop(key, None) == content
            if attribute == "live-input":
                self._sent[key] = content
            elif repeated:
                continue
            self._send(handler, attribute, args, fields)
        return is_handled

    def _payload(
        self, control: Element, handler: Element
    ) -> tuple[dict[str, Any], list[tuple[str, str]]]:
        if handler.tag == "form":
            return {}, self._controls.fields(handler)
        name = control.attributes.get("name")
        if name:
            return {}, [(name, value) for value in self._controls.values(control)]
        content = self._controls.content(control)
        if isinstance(content, tuple):
            is_multiple = "multiple" in control.attributes
            return {"value": list(content) if is_multiple else "".join(content)}, []
        return {"value": content}, []

    def _send(
        self,
        handler: Element,
        attribute: str,
        args: Mapping[str, Any] | None = None,
        fields: list[tuple[str, str]] | None = None,
    ) -> bool:
        name = handler.attributes[attribute]
        return self._dispatch(name, {**_args_of(handler), **(args or {})}, fields or [])

    def _dispatch(self, name: str, args: dict[str, Any], fields: list[tuple[str, str]]) -> bool:
        self._receive()
        self._ref += 1
        has_worked = self._take(partial(self._session.handle, self._ref, name, args, fields))
        self._receive()
        return has_worked

    def _receive(self) -> None:
        """Hand over the broadcasts that have arrived."""
        while self._messages:
            topic, text = self._messages.popleft()
            if topic in self._followed:
                self._take(partial(self._session.receive, topic, json.loads(text)))

    def _take(self, step: _Step) -> bool:
        try:
            outcome = async_to_sync(step)(run=_in_this_thread)
        except Refusal as refusal:
            if not self.raises:
                self.errors.append(refusal)
                return False
            if isinstance(refusal, HandlerError) and refusal.__cause__ is not None:
                raise refusal.__cause__ from None
            raise
        self._show(outcome)
        self._follow()
        return True

    def _show(self, outcome: "Outcome") -> None:
        expected = self._version + (not outcome.is_empty)
        if outcome.version != expected:
            raise OracleError(f"version {outcome.version} follows {self._version}")
        self._version = outcome.version
        if not outcome.is_empty:
            self._dom.apply(outcome.patches)
        with self._session.locale():
            fresh = Dom.parse(self._session.render(), self._session.is_page)
        if self._dom != fresh:
            raise OracleError(_explain(self._session.name, self._dom, fresh, outcome.patches))
        self._controls.settle()

    def _follow(self) -> None:
        wanted = self._session.subscriptions
        for topic in self._followed - wanted:
            hub.discard(topic, self._subscriber)
        for topic in wanted - self._followed:
            hub.add(topic, self._subscriber)
        self._followed.intersection_update(wanted)
        self._followed.update(wanted)


async def _in_this_thread(work: "Callable[[], Result]") -> "Result":
    return await sync_to_async(work)()


def _join(response: "HttpResponseBase", credentials: access.Credentials, css: str) -> "Session":
    content = getattr(response, "content", b"").decode()
    roots = Dom.parse(content).select(css) if content else []
    if len(roots) != 1:
        where = response.headers.get("Location", "")
        about = f"status {response.status_code}{' to ' if where else ''}{where}"
        listed = "".join(f"\n  {show(root)}" for root in roots)
        raise PageError(f'"{css}" matches {len(roots)} live views in the response, {about}{listed}')
    topic, token = (roots[0].attributes.get(name, "") for name in ("live-view", "live-token"))
    session = access.admit(topic, token, credentials)
    access.check(session, credentials)
    access.renew(session, credentials)
    store.drop(topic)
    return session


def _args_of(element: Element | None) -> dict[str, str]:
    attributes = {} if element is None else element.attributes
    return {
        name.removeprefix(_VALUE).replace("-", "_"): value
        for name, value in attributes.items()
        if name.startswith(_VALUE)
    }


def _unfollow(topics: set[str], subscriber: Subscriber) -> None:
    for topic in topics:
        hub.discard(topic, subscriber)


def _explain(name: str, patched: Dom, fresh: Dom, patches: bytes) -> str:
    before, after = (re.split(r"(?=<)", dom.html()) for dom in (fresh, patched))
    lines = difflib.unified_diff(before, after, "rendered", "patched", lineterm="", n=2)
    difference = "\n".join(line.rstrip("\n") for line in lines) or "(the same markup, other nodes)"
    return (
        f"{name}: the patched page is not what the view renders now. Either the template gives"
        " another page each time (a time, something random, a generator that is used up), or the"
        f" patches are wrong.\n{difference}\npatches: {patches.decode()[:2000]}"
    )
