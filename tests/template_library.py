"""Tags and filters of the kinds that third parties write."""

from django import template
from django.template.defaulttags import ForNode
from django.utils import translation

register = template.Library()


class CallingNode(template.Node):
    """Calls a function with the context and the rendered body."""

    def __init__(self, function, nodelist=None):
        self.function, self.nodelist = function, nodelist or template.NodeList()

    def render(self, context):
        return self.function(context, self.nodelist)


def tag(function):
    """A tag without a body."""

    def compile_tag(parser, token):
        return CallingNode(function)

    register.tag(function.__name__, compile_tag)
    return function


def block_tag(function):
    """A tag with a body."""

    def compile_tag(parser, token):
        nodelist = parser.parse((f"end{function.__name__}",))
        parser.delete_first_token()
        return CallingNode(function, nodelist)

    register.tag(function.__name__, compile_tag)
    return function


@tag
def escape_off(context, nodelist):
    context.autoescape = False
    return ""


@tag
def localize_off(context, nodelist):
    context.use_l10n = False
    return ""


@tag
def speak_german(context, nodelist):
    translation.activate("de")
    return ""


@tag
def remember(context, nodelist):
    context["remembered"] = context.get("x")
    return ""


@tag
def loop_counter(context, nodelist):
    return str(context["forloop"]["counter"])


@tag
def pop_scopes(context, nodelist):
    while len(context.dicts) > 1:
        context.pop()
    return ""


@tag
def surrogate(context, nodelist):
    return "\ud800"


@tag
def number(context, nodelist):
    return 5


@block_tag
def twice(context, nodelist):
    return nodelist.render(context) + nodelist.render(context)


@block_tag
def with_y(context, nodelist):
    with context.push(y="pushed"):
        return nodelist.render(context)


@block_tag
def forgiving(context, nodelist):
    try:
        return nodelist.render(context)
    except ZeroDivisionError:
        return "forgiven"


@register.simple_tag(takes_context=True)
def show(context, value):
    return f"<{value}>"


@register.simple_tag(takes_context=True)
def describe_context(context):
    return f"{type(context).__name__} {vars(context)} {vars(context.render_context)}"


@register.simple_tag
def divide(value):
    return 1 / value


@register.simple_tag
def describe(value):
    """Tells the type of a value and of the items in it, which equal values may differ in."""
    if isinstance(value, list):
        return str([describe(item) for item in value])
    return f"{type(value).__name__}: {value!r}"


@register.filter
def brackets(value):
    return f"[{value}]"


@register.filter
def speaking(value, language):
    translation.activate(language)
    return value


@register.filter(is_safe=True, needs_autoescape=True)
def tell_escape(value, autoescape=True):
    return f"{value}:{autoescape}"


@register.filter(expects_localtime=True)
def hour(value):
    return value.hour


class BackwardNode(ForNode):
    """A subclass with a `render` of its own."""

    def render(self, context):
        return super().render(context)[::-1]


@register.tag
def backward(parser, token):
    nodelist = parser.parse(("endbackward",))
    parser.delete_first_token()
    sequence = parser.compile_filter("items")
    return BackwardNode(["x"], sequence, False, nodelist)
