"""What Rust asks about translations: the active catalogue, and what only Django's code does."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, cast

from django.conf import settings
from django.template import TemplateSyntaxError
from django.template.base import Variable
from django.utils import translation
from django.utils.safestring import SafeData, SafeString
from django.utils.translation import trans_real

from .originals import TRANSLATORS

if TYPE_CHECKING:
    from django.template.context import Context
    from django.templatetags.i18n import BlockTranslateNode

_front = cast("Any", translation)
_real = cast("Any", trans_real)
#: By which `USE_I18N` chooses functions.
_chosen = vars(translation)["_trans"]

#: The class of what `gettext_lazy` returns.
LAZY = type(translation.gettext_lazy(""))
#: Whether its objects keep their arguments where Rust looks for them.
LAZY_IS_KNOWN = vars(translation.gettext_lazy("a")) == {"_args": ("a",), "_kw": {}}


def catalogue() -> object | None:
    """Returns the active translations; None if other functions than Django's own translate."""
    for name, (front, real) in TRANSLATORS.items():
        own = getattr(_front, name) is front and getattr(_real, name) is real
        if not own or getattr(_chosen, name) is not real:
            return None
    state = vars(_real)
    if state["_default"] is None:
        state["_default"] = trans_real.translation(settings.LANGUAGE_CODE)
    return cast("object", getattr(state["_active"], "value", state["_default"]))


def translate(context: str | None, message: str) -> str:
    """Translates by whatever functions are in place."""
    if context is None:
        return translation.gettext(message)
    return translation.pgettext(context, message)


def translate_plural(
    context: str | None, singular: str, plural: str, number: float | Decimal
) -> str:
    """Translates for a number."""
    count = cast("int", number)
    if context is None:
        return translation.ngettext(singular, plural, count)
    return translation.npgettext(context, singular, plural, count)


def lazy_translation(message: object, context: object) -> object:
    """Returns what a variable that translates resolves to."""
    variable = cast("Any", Variable("0"))
    variable.literal, variable.translate, variable.message_context = message, True, context
    return cast("object", variable.resolve({}))


def restore_percents(output: str) -> str:
    """Returns output with each `%%` replaced by `%`."""
    restored = output.replace("%%", "%")
    return SafeString(restored) if isinstance(output, SafeData) else restored


def is_number(value: object) -> bool:
    """Returns whether messages may count by a value."""
    return isinstance(value, Decimal | float | int)


def refuse_count(node: BlockTranslateNode) -> None:
    """Raises the error for a count that is no number.

    Raises:
        TemplateSyntaxError: Always.
    """
    name, tag = node.countervar, cast("Any", node).tag_name
    raise TemplateSyntaxError(f"{name!r} argument to {tag!r} tag must be a number.")


def untranslated(node: BlockTranslateNode, context: Context) -> str:
    """Renders a `{% blocktranslate %}` whose translation cannot be filled in."""
    with translation.override(None):
        return node.render(context, nested=True)
