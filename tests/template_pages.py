"""Tags made of functions, and the addresses that templates name."""

from django import template
from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path, set_script_prefix, set_urlconf
from django.urls.converters import IntConverter, register_converter
from django.utils import translation
from django.utils.translation import gettext_lazy

register = template.Library()


@register.simple_tag
def echo(*values, **named):
    return values[0] if values else named.get("x", "")


@register.simple_block_tag
def around(content, value):
    return f"{value}{content}"


@register.simple_block_tag(takes_context=True)
def counted(context, content, **named):
    return f"{len(context.dicts)}{content}{sorted(named)}"


@register.inclusion_tag("row.html")
def row(value):
    return {"x": value}


@register.inclusion_tag("row.html", takes_context=True)
def row_with_context(context):
    return {"x": context.get("x"), "parent": len(context.dicts)}


@register.inclusion_tag("row.html", takes_context=True)
def row_in_same_context(context):
    context["y"] = "same"
    return context


@register.inclusion_tag("row.html", takes_context=True)
def row_in_other_context(context):
    return template.Context({"x": "other", "parent": len(context.dicts)})


@register.inclusion_tag("row.html", takes_context=True)
def row_in_pushed_scope(context):
    with context.push(x="pushed") as scope:
        return scope


@register.inclusion_tag("tree.html")
def tree(depth):
    return {"depth": depth, "rest": range(depth), "less": depth - 1}


@register.inclusion_tag(["missing.html", "row.html"])
def chosen(value):
    return {"x": value}


@register.inclusion_tag("row.html")
def nothing():
    return None


@register.simple_tag
def speak(language):
    translation.activate(language)
    return ""


@register.simple_tag
def use_prefix(prefix):
    set_script_prefix(prefix)
    return ""


@register.simple_tag
def use_urlconf(name):
    set_urlconf(name)
    return ""


ROWS = {
    "row.html": "({{ x }}{{ y }}{% csrf_token %}{{ parent }})",
    "tree.html": "<{{ depth }}{% for _ in rest %}{% tree less %}{% endfor %}>",
}


class OddConverter(IntConverter):
    """Takes odd numbers only."""

    def to_url(self, value):
        if value % 2 == 0:
            raise ValueError
        return str(value)


register_converter(OddConverter, "odd")


def view(request, **kwargs):
    """Is never called."""


shop = [
    path("", view, name="index"),
    path("item/<int:pk>/", view, name="item"),
    path("item/<slug:slug>/", view, name="item"),
]
urlpatterns = [
    path("", view, name="home"),
    path("100%/<str:text>/~x", view, name="text"),
    path("int/<int:pk>/", view, name="one"),
    path("slug/<slug:slug>", view, name="one"),
    path("uuid/<uuid:id>/<int:pk>", view, name="two"),
    path("path/<path:rest>", view, name="path"),
    path("odd/<odd:pk>/", view, name="odd"),
    path("even/<int:pk>/", view, name="odd"),
    path("extra/", view, {"page": 1}, name="extra"),
    path("extra/<int:page>/", view, name="extra"),
    path("default/<int:page>/", view, {"page": 2}, name="default"),
    re_path(r"^re/(?P<year>[0-9]{4})/$", view, name="year"),
    re_path(r"^re/([a-z]+)/(\d+)?$", view, name="unnamed"),
    re_path(r"^/double/(?P<text>.*)$", view, name="double"),
    path("a/<str:tenant>/", include((shop, "shop"), namespace="first")),
    path("b/", include((shop, "shop"), namespace="second")),
    path("c/", include([path("<int:pk>/x", view, name="nested")]), {"kind": "c"}),
    path("view/", view),
]
urlpatterns += i18n_patterns(
    path("about/", view, name="about"),
    path(gettext_lazy("users/"), view, name="users"),
    path("at/<int:pk>/", include((shop, "local"))),
)
