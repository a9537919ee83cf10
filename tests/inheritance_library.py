"""Tags that look into what Django keeps of inheritance while it renders, and change it."""

from django import template
from django.template.loader_tags import BLOCK_CONTEXT_KEY, ExtendsNode

from tests.template_library import block_tag as block_tag_of
from tests.template_library import tag as tag_of

register = template.Library()


def tag(function):
    """Registers a tag without a body here."""
    return _move(tag_of, function)


def block_tag(function):
    """Registers a tag with a body here."""
    return _move(block_tag_of, function)


def _move(maker, function):
    tags = maker.__globals__["register"].tags
    maker(function)
    register.tags[function.__name__] = tags.pop(function.__name__)
    return function


@tag
def tell_blocks(context, nodelist):
    """Everything of `render_context` and `context` that tells where in a family it is."""
    state = context.render_context
    blocks = state.get(BLOCK_CONTEXT_KEY)
    queues = {
        name: [node.origin.template_name for node in queue]
        for name, queue in (sorted(blocks.blocks.items()) if blocks else ())
        if queue
    }
    history = [origin.template_name for origin in state.get(ExtendsNode.context_key, ())]
    block = context.get("block")
    name = getattr(block, "name", block)
    depths = len(context.dicts), len(state.dicts)
    return f"[{queues} {history} {state.template.name} {name} {depths}]"


@tag
def drop_block(context, nodelist):
    """Takes the winner of `p` away for the rest of the rendering."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    if blocks is not None:
        blocks.pop("p")
    return ""


@tag
def repeat_block(context, nodelist):
    """Puts a second `q` before the first."""
    blocks = context.render_context.get(BLOCK_CONTEXT_KEY)
    block = blocks and blocks.get_block("q")
    if block is not None:
        blocks.push("q", block)
    return ""


@tag
def forget_blocks(context, nodelist):
    """Removes all that is known of blocks."""
    context.render_context.dicts[-1].pop(BLOCK_CONTEXT_KEY, None)
    return ""


@tag
def other_block(context, nodelist):
    """Sets the variable that blocks see."""
    context["block"] = {"super": "<other>"}
    return ""


@tag
def change_leaf(context, nodelist):
    """Replaces the template that is included, where loaders have it."""
    engine = context.template.engine
    for loader in engine.template_loaders:
        cache = getattr(loader, "get_template_cache", {})
        known = cache.get("leaf.html")
        if known is not None:
            source = known.source + "~"
            cache["leaf.html"] = type(known)(source, known.origin, "leaf.html", engine)
    return ""


@block_tag
def inside(context, nodelist):
    """Renders its body in a scope of its own."""
    with context.push(inner=True):
        return f"<{nodelist.render(context)}>"


@register.simple_tag(takes_context=True)
def block_name(context):
    return getattr(context.get("block"), "name", "")
