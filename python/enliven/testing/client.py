"""`LiveClient`: what a test calls."""

import json
from typing import TYPE_CHECKING, Any, Self

from django.test import Client
from django.utils.functional import Promise

from enliven import access
from enliven._core import Dom, Element
from enliven.errors import PageError, Refusal, SelectorError
from enliven.stores import store
from enliven.testing.controls import Content, is_checkable, is_submit_button, show, type_of
from enliven.testing.gestures import Filling, Gestures
from enliven.testing.handshake import credentials_of, make_request, require_user
from enliven.testing.tab import Tab
from enliven.views import LiveView

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    from enliven.session import Session


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

    Raises:
        TypeError: An argument is not what it must be, such as an instance in place of the class.

    Attributes:
        errors: Refusals and failures that were not raised.
    """

    __test__ = False

    def __init__(
        self,
        view: type[LiveView],
        user: "access.User | None" = None,
        request: "HttpRequest | None" = None,
        **url_kwargs: Any,
    ) -> None:
        _require_view(view)
        request = make_request(request, user)
        response = view.as_view()(request, **url_kwargs)
        cookies = {name: morsel.value for name, morsel in response.cookies.items()}
        session = getattr(request, "session", None)
        credentials = access.Credentials({**request.COOKIES, **cookies}, request.user, session)
        self._open(_join(response, credentials, "[live-view]"))

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
            TypeError: An argument is not what it must be, such as a view in place of the path.
        """
        if not isinstance(path, str | Promise):
            raise TypeError(
                f'LiveClient.get() takes the path of a page, such as "/counter/", not {path!r};'
                " LiveClient(Counter) mounts a view without a URL"
            )
        require_user(user)
        browser = Client() if client is None else client
        if user is not None:
            browser.force_login(user)  # type: ignore[arg-type]
        response = browser.get(path, **request)
        self = cls.__new__(cls)
        self._open(_join(response, credentials_of(browser), root))
        return self

    @property
    def raises(self) -> bool:
        """Whether refusals and failures are raised in the test; to be set."""
        return self._tab.raises

    @raises.setter
    def raises(self, value: bool) -> None:
        self._tab.raises = value

    @property
    def view(self) -> Any:  # noqa: ANN401 - the test knows its class
        """The view's instance on the server."""
        self._tab.receive()
        return self._tab.session.view

    @property
    def html(self) -> str:
        """The page's markup."""
        self._tab.receive()
        return self._tab.dom.html()

    def find(self, css: str) -> Element:
        """Give the one element that the selector matches.

        Raises:
            SelectorError: None matches, or several do.
        """
        found = self.find_all(css)
        if len(found) != 1:
            what = f"matches {len(found)} elements" if found else "matches nothing"
            listed = "".join(f"\n  {show(element)}" for element in found[:10])
            raise SelectorError(f'"{css}" {what} in {self._tab.session.name}{listed}')
        return found[0]

    def find_all(self, css: str) -> list[Element]:
        """Give all elements that the selector matches, in document order."""
        self._tab.receive()
        return self._tab.dom.select(css)

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
        toggled = (
            self._gestures.toggle(button) if button is not None and is_checkable(button) else None
        )
        if handler is not None:
            self._gestures.send(handler, "live-click")
        elif button is not None and is_submit_button(button):
            self._gestures.submit(button, button)
        elif toggled is None:
            raise SelectorError(f"{show(element)} has no live-click, and none is around it")
        if toggled is not None:
            self._gestures.edit(toggled, "live-input", "live-change")

    def submit(self, css: str, **fields: Filling) -> None:
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
            self._gestures.fill_named(form, name, content)
        pressed = element if is_submit_button(element) else self._controls.default_button(form)
        self._gestures.submit(element, pressed)

    def type(self, css: str, text: str) -> None:
        """Type text into a field in place of what it holds, and call its `live-input` handler."""
        control = self.find(css)
        is_text = control.tag == "textarea" or (
            control.tag == "input" and not is_checkable(control) and not is_submit_button(control)
        )
        if not is_text or type_of(control) == "file":
            raise SelectorError(f"{show(control)} takes no text")
        self._controls.fill(control, text)
        self._gestures.edit(self._controls.key(control), "live-input")

    def change(self, css: str, text: str | None = None) -> None:
        """Leave a changed field, after typing `text` into it, and call its `live-change` handler.

        Raises:
            SelectorError: There is no `live-change` on it or around it.
        """
        if text is not None:
            self.type(css, text)
        control = self.find(css)
        self._controls.focused = None
        if not self._gestures.edit(self._controls.key(control), "live-change"):
            raise SelectorError(f"{show(control)} has no live-change, and none is around it")

    def select(self, css: str, *values: str) -> None:
        """Choose options of a `<select>` by their values, and call its handlers."""
        control = self.find(css)
        if control.tag != "select":
            raise SelectorError(f"{show(control)} is no select")
        self._controls.fill(control, values)
        self._gestures.edit(self._controls.key(control), "live-input", "live-change")

    def check(self, css: str, *, checked: bool = True) -> None:
        """Check or uncheck a box, or choose a radio button, and call its handlers."""
        control = self.find(css)
        if not is_checkable(control):
            raise SelectorError(f"{show(control)} cannot be checked")
        if self._controls.content(control) is not checked:
            self._controls.fill(control, checked)
            self._gestures.edit(self._controls.key(control), "live-input", "live-change")

    def send(self, event: str, /, **args: Any) -> None:
        """Send an event with arguments, as no element of the page may do: to test refusals."""
        json.dumps(args)
        self._tab.call(event, args, [])

    def close(self) -> None:
        """End the session."""
        self._tab.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self, session: "Session") -> None:
        self._tab = Tab(session)
        self.errors: list[Refusal] = self._tab.errors
        self._controls = self._tab.controls
        self._gestures = Gestures(self._tab)


def _require_view(view: object) -> None:
    if isinstance(view, type) and issubclass(view, LiveView):
        return
    if isinstance(view, LiveView):
        name = type(view).__name__
        remedy = f"pass the class, LiveClient({name})"
    elif isinstance(view, str):
        remedy = f"for the page of a URL there is LiveClient.get({view!r})"
    else:
        remedy = 'for the page of a URL there is LiveClient.get("/counter/")'
    raise TypeError(
        f"LiveClient takes a subclass of LiveView, such as LiveClient(Counter), not {view!r}: "
        + remedy
    )


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
