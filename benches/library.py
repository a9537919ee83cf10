"""Tags as projects write them: Enliven knows nothing of them."""

from django.template import Library, Node, NodeList
from django.template.base import Parser, Token
from django.template.context import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = Library()


@register.simple_tag
def stars(rating: float, most: int = 5) -> str:
    """A rating as stars."""
    full = min(round(rating), most)
    return "★" * full + "☆" * (most - full)


class PanelNode(Node):
    """A frame around whatever stands in it."""

    def __init__(self, nodelist: NodeList) -> None:
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        with context.push(in_panel=True):
            return format_html('<div class="panel">{}</div>', self.nodelist.render(context))


@register.tag
def panel(parser: Parser, _token: Token) -> PanelNode:
    """`{% panel %} … {% endpanel %}`."""
    nodelist = parser.parse(("endpanel",))
    parser.delete_first_token()
    return PanelNode(nodelist)
