"""`{% load enliven %}`: `{% enliven %}` and `{% live "dotted.path.View" name=value %}`."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context, TemplateSyntaxError
from django.utils.html import format_html
from django.utils.module_loading import import_string
from django.utils.safestring import SafeString

from enliven import page
from enliven.session import rendering
from enliven.views import LiveView, embed

register = template.Library()

_PLACED = "_enliven_script_placed"


@register.simple_tag(takes_context=True, name="enliven")
def enliven_script(context: Context) -> SafeString:
    """Place the client script here.

    A live page without this tag gets the script at the start of its head.
    """
    session = rendering.get()
    request = getattr(context, "request", None)
    if session is not None:
        session.has_script = True
        return page.script_tag(session.request, is_injected=False)
    return _place_once(request)


@register.simple_tag(takes_context=True)
def live(context: Context, view: str, **kwargs: Any) -> SafeString:
    """Put a live view into a page that is not one; arguments by name go to its `mount`.

    The client script follows the first view of a page, unless `{% enliven %}` has placed it further
    up.
    """
    outer = rendering.get()
    if outer is not None:
        raise TemplateSyntaxError(
            f'{{% live "{view}" %}} stands in the template of {outer.name}, which is live itself;'
            " include the template of the part, and give its state and handlers to the page's view"
        )
    request = getattr(context, "request", None)
    if request is None:
        raise TemplateSyntaxError(
            f'{{% live "{view}" %}} needs the request; render the page with render(request, …)'
        )
    view_class = import_string(view)
    if not (isinstance(view_class, type) and issubclass(view_class, LiveView)):
        raise TemplateSyntaxError(f'{{% live "{view}" %}}: that is no LiveView')
    return format_html("{}{}", embed(view_class, request, kwargs), _place_once(request))


def _place_once(request: HttpRequest | None) -> SafeString:
    if getattr(request, _PLACED, False):
        return SafeString("")
    if request is not None:
        setattr(request, _PLACED, True)
    return page.script_tag(request, is_injected=False)
