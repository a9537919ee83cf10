"""Form controls of a page without a browser: what a person has typed and chosen, and what is sent.

The markup says what a control holds at first; what a person does to it afterwards stays until the
server sends another value, and while the control has the focus even then. Entries of a form are
collected as the HTML standard's "constructing the entry list" does (4.10.22.4), without files.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from enliven._core import Dom, Element
from enliven.errors import SelectorError

Key: TypeAlias = tuple[str, ...]
"""Tells a control from all others of the page, also after a patch."""

Content: TypeAlias = str | bool | tuple[str, ...]
"""What a control holds: text, whether it is checked, or the chosen options' values."""

CONTROLS = "input, select, textarea, button"
_BUTTON_TYPES = {"submit", "image", "reset", "button"}
_CHECKABLE = {"checkbox", "radio"}


@dataclass(frozen=True, slots=True)
class _Edit:
    content: Content
    served: Content


class Controls:
    """The form controls of one page.

    Attributes:
        focused: Key of the control that has the focus.
    """

    def __init__(self, dom: Dom) -> None:
        self._dom = dom
        self._edits: dict[Key, _Edit] = {}
        self.focused: Key | None = None

    def content(self, control: Element) -> Content:
        """Give what a control holds now."""
        edit = self._edits.get(self.key(control))
        return served_content(control) if edit is None else edit.content

    def fill(self, control: Element, content: Content) -> None:
        """Let a person change a control, which takes the focus.

        Raises:
            SelectorError: The control does not let itself be changed so.
        """
        self.require_usable(control)
        if isinstance(content, str) and "readonly" in control.attributes:
            raise SelectorError(f"{show(control)} is read-only")
        if control.tag == "select":
            self._require_options(control, content)
        if type_of(control) == "radio" and content is True:
            for other in self._radio_group(control):
                self._set(other, content=False)
        self._set(control, content)
        self.focused = self.key(control)

    def forget(self, keys: list[Key]) -> None:
        """Let controls hold what the markup says."""
        for key in keys:
            self._edits.pop(key, None)

    def settle(self) -> None:
        """Forget, after a patch, what belongs to vanished controls and what the server overrode."""
        if not self._edits:
            return
        current = {key: served_content(control) for key, control in self._keyed()}
        self._edits = {
            key: edit
            for key, edit in self._edits.items()
            if key in current and (current[key] == edit.served or key == self.focused)
        }

    def fields(self, form: Element, submitter: Element | None = None) -> list[tuple[str, str]]:
        """Collect the entries of a form, in document order."""
        return [
            (control.attributes["name"], value)
            for control in self.controls_of(form)
            if control.attributes.get("name") and not self.is_disabled(control)
            for value in self._entries(control, submitter)
            if control.attributes["name"] != "csrfmiddlewaretoken"
        ]

    def values(self, control: Element) -> list[str]:
        """Give the values that one control sends by itself."""
        return [] if type_of(control) in _BUTTON_TYPES else list(self._entries(control, None))

    def controls_of(self, form: Element) -> list[Element]:
        """List the controls whose form this is, in document order."""
        return [c for c in self._dom.select(CONTROLS) if self.form_of(c) == form]

    def form_of(self, control: Element) -> Element | None:
        """Give the form a control belongs to: the one it names, else the one it stands in."""
        name = control.attributes.get("form")
        if name is None:
            return control.closest("form")
        return next((f for f in self._dom.select("form") if f.attributes.get("id") == name), None)

    def default_button(self, form: Element) -> Element | None:
        """Give the button that Enter in a field of the form would press."""
        return next((c for c in self.controls_of(form) if is_submit_button(c)), None)

    def is_disabled(self, control: Element) -> bool:
        """Whether a control, or a fieldset around it, is disabled."""
        if "disabled" in control.attributes:
            return True
        child, parent = control, control.parent
        while parent is not None:
            if parent.tag == "fieldset" and "disabled" in parent.attributes:
                legends = (legend for legend in parent.select("legend") if legend.parent == parent)
                if next(legends, None) != child:
                    return True
            child, parent = parent, parent.parent
        return False

    def require_usable(self, control: Element) -> None:
        """Refuse what a person could not do.

        Raises:
            SelectorError: The control is disabled.
        """
        if self.is_disabled(control):
            raise SelectorError(f"{show(control)} is disabled")

    def key(self, control: Element) -> Key:
        """Name a control by its id, else by its form, name and place among those alike."""
        return next(key for key, other in self._keyed() if other == control)

    def find(self, key: Key) -> Element | None:
        """Give the control of this name, also after a patch, as long as the page has it."""
        return next((control for other, control in self._keyed() if other == key), None)

    def _keyed(self) -> Iterator[tuple[Key, Element]]:
        counts: Counter[Key] = Counter()
        for control in self._dom.select(CONTROLS):
            signature = self._signature(control)
            yield (*signature, str(counts[signature])), control
            counts[signature] += 1

    def _signature(self, control: Element) -> Key:
        if control.attributes.get("id"):
            return ("id", control.attributes["id"])
        form = self.form_of(control)
        about_form = {} if form is None else form.attributes
        kind = type_of(control)
        value = control.attributes.get("value", "") if kind in _CHECKABLE else ""
        form_name = about_form.get("id") or about_form.get("live-submit", "")
        return ("name", form_name, kind, control.attributes.get("name", ""), value)

    def _set(self, control: Element, content: Content) -> None:
        self._edits[self.key(control)] = _Edit(content, served_content(control))

    def _radio_group(self, radio: Element) -> Iterator[Element]:
        form = self.form_of(radio)
        for other in self._dom.select("input"):
            is_same = other.attributes.get("name") == radio.attributes.get("name")
            if type_of(other) == "radio" and is_same and self.form_of(other) == form:
                yield other

    def _require_options(self, select: Element, content: Content) -> None:
        chosen = content if isinstance(content, tuple) else (str(content),)
        offered = [option_value(option) for option in select.select("option")]
        for value in chosen:
            if value not in offered:
                raise SelectorError(f"{show(select)} offers {offered}, not {value!r}")
        if len(chosen) > 1 and "multiple" not in select.attributes:
            raise SelectorError(f"{show(select)} takes one value, not {len(chosen)}")

    def _entries(self, control: Element, submitter: Element | None) -> Iterator[str]:
        kind = type_of(control)
        if kind in _BUTTON_TYPES:
            if submitter is not None and control == submitter and kind == "submit":
                yield control.attributes.get("value", "")
            return
        if kind == "file" or control.closest("datalist") is not None:
            return
        content = self.content(control)
        if isinstance(content, tuple):
            options = control.select("option")
            disabled = {option_value(o) for o in options if _is_option_disabled(o)}
            yield from (value for value in content if value not in disabled)
        elif isinstance(content, str):
            yield content
        elif content:
            yield control.attributes.get("value", "on")


def type_of(control: Element) -> str:
    """Give a control's type, as its `type` property does; for selects and text areas the tag."""
    given = control.attributes.get("type", "").lower()
    if control.tag == "button":
        return given if given in _BUTTON_TYPES else "submit"
    return (given or "text") if control.tag == "input" else control.tag


def is_checkable(control: Element) -> bool:
    """Whether a control is a checkbox or a radio button."""
    return control.tag == "input" and type_of(control) in _CHECKABLE


def is_submit_button(control: Element) -> bool:
    """Whether pressing the control submits its form."""
    return control.tag in ("button", "input") and type_of(control) in ("submit", "image")


def served_content(control: Element) -> Content:
    """Give what the markup says that a control holds."""
    if is_checkable(control):
        return "checked" in control.attributes
    if control.tag == "textarea":
        return control.text
    if control.tag != "select":
        return control.attributes.get("value", "")
    options = control.select("option")
    chosen = [option_value(option) for option in options if "selected" in option.attributes]
    if "multiple" in control.attributes:
        return tuple(chosen)
    if not chosen:
        chosen = [option_value(option) for option in options if not _is_option_disabled(option)][:1]
    return tuple(chosen[-1:])


def option_value(option: Element) -> str:
    """Give what choosing an option sends."""
    return option.attributes.get("value", " ".join(option.text.split()))


def show(element: Element) -> str:
    """Write an element's start tag, for messages."""
    attributes = "".join(f' {name}="{value}"' for name, value in element.attributes.items())
    return f"<{element.tag}{attributes}>"


def _is_option_disabled(option: Element) -> bool:
    parent = option.parent
    return "disabled" in option.attributes or (
        parent is not None and parent.tag == "optgroup" and "disabled" in parent.attributes
    )
