"""Which events an action of a person sends, and with which arguments: the client's rules."""

import json
from collections.abc import Mapping
from typing import Any, TypeAlias

from enliven._core import Element
from enliven.errors import SelectorError
from enliven.testing.controls import Key, is_checkable, is_submit_button, show, type_of
from enliven.testing.tab import Tab

Filling: TypeAlias = str | bool | list[str]
"""What a test puts into a field: text, whether it is checked, or several values."""

_VALUE = "live-value-"


class Gestures:
    """What can be done to the elements of a tab."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        self._controls = tab.controls
        self._sent: dict[Key, str] = {}

    def toggle(self, control: Element) -> Key:
        """Check or uncheck a box, or choose a radio button; name the control."""
        is_on = type_of(control) == "radio" or not self._controls.content(control)
        self._controls.fill(control, is_on)
        return self._controls.key(control)

    def fill_named(self, form: Element, name: str, content: Filling) -> None:
        """Fill in the fields of a form that have this name.

        Raises:
            SelectorError: There is none, or it cannot be filled so.
        """
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

    def submit(self, element: Element, button: Element | None) -> None:
        """Submit the form that an element is or belongs to.

        Raises:
            SelectorError: It has no `live-submit`, or the button is disabled.
        """
        form = element if element.tag == "form" else self._controls.form_of(element)
        if form is None or "live-submit" not in form.attributes:
            raise SelectorError(f"{show(element)} is in no form with live-submit")
        if button is not None:
            self._controls.require_usable(button)
        fields = self._controls.fields(form, button)
        emptied = []
        if "live-reset" in form.attributes:
            emptied = [self._controls.key(control) for control in self._controls.controls_of(form)]
        if self.send(form, "live-submit", _args_of(button), fields):
            self._controls.forget(emptied)

    def edit(self, key: Key, *attributes: str) -> bool:
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
            self.send(handler, attribute, args, fields)
        return is_handled

    def send(
        self,
        handler: Element,
        attribute: str,
        args: Mapping[str, Any] | None = None,
        fields: list[tuple[str, str]] | None = None,
    ) -> bool:
        """Call the handler that an attribute of an element names; tell whether that worked."""
        name = handler.attributes[attribute]
        return self._tab.call(name, {**_args_of(handler), **(args or {})}, fields or [])

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


def _args_of(element: Element | None) -> dict[str, str]:
    attributes = {} if element is None else element.attributes
    return {
        name.removeprefix(_VALUE).replace("-", "_"): value
        for name, value in attributes.items()
        if name.startswith(_VALUE)
    }
