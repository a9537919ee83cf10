"""Tags made with each of the decorators that Django offers for it."""

from django import template
from django.utils.safestring import mark_safe

register = template.Library()


@register.simple_tag
def plain(first, second="<2>", *rest, key="<k>", **keywords):
    return f"[{first}|{second}|{len(rest)}|{key}|{sorted(keywords)}]"


@register.simple_tag
def marked(value=""):
    return mark_safe(f"<i>{value}</i>")


@register.simple_tag(takes_context=True)
def counted(context, by=1):
    context["total"] = total = context.get("total", 0) + by
    return total


@register.simple_tag
def given(value=None):
    return value


@register.inclusion_tag("part")
def included(x, y="<y>"):
    return {"x": x, "y": y, "value": x}


@register.inclusion_tag("other_part", takes_context=True)
def included_here(context, **keywords):
    return {"x": context.get("x"), "outer": len(context.dicts), **keywords}


@register.simple_block_tag
def boxed(content, title="<t>"):
    return f"{title}({content})"


@register.simple_block_tag(takes_context=True, end_name="closed")
def opened(context, content):
    return mark_safe(content + f"<{context.get('x')}>")


@register.simple_tag(takes_context=True)
def forget(context):
    for scope in context.dicts:
        scope.pop("x", None)
    return ""
