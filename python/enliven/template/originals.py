"""Django's own methods, as they are before test clients and profilers put theirs in the place."""

import contextlib
import gettext
import inspect
import sys
from types import FunctionType

import django
from django.template import base, context, defaulttags, library, loader_tags
from django.templatetags import i18n, l10n, static, tz
from django.utils import translation
from django.utils.translation import trans_real


def own_method(owner: type, name: str) -> object:
    """Gives a method as its class's module wrote it, or None for what was put in its place before.

    A test client or a profiler may have been there before this module is imported.
    """
    written_by = next(one for one in owner.__mro__ if name in vars(one))
    method = written = vars(written_by)[name]
    if getattr(method, "__globals__", None) is vars(contextlib):
        written = inspect.unwrap(method)
    own = isinstance(written, FunctionType) and (
        written.__globals__ is vars(sys.modules[written_by.__module__])
    )
    return method if own else None


TEMPLATE_RENDER = own_method(base.Template, "render")
#: What it binds a context with.
BIND_TEMPLATE = own_method(context.Context, "bind_template")
PUSH_STATE = own_method(context.RenderContext, "push_state")
#: What makes a context: classes, names, and methods or functions.
CONTEXT_MAKERS = [
    (owner, name, own_method(owner, name))
    for owner, name in (
        (context.Context, "__init__"),
        (context.BaseContext, "_reset_dicts"),
        (context.BaseContext, "__init__"),
        (context.RenderContext, "__init__"),
    )
]
POP = own_method(context.RenderContext, "pop")
#: What `Template.render` calls once the context is bound.
TEMPLATE_INNER_RENDER = own_method(base.Template, "_render")
#: What `{{ block.super }}` calls.
BLOCK_SUPER = own_method(loader_tags.BlockNode, "super")

_RENDER_ANNOTATED = own_method(base.Node, "render_annotated")
_RESOLVE_EXPRESSION = own_method(base.FilterExpression, "resolve")
_RESOLVE_VARIABLE = own_method(base.Variable, "resolve")
_RESOLVE_LOOKUP = own_method(base.Variable, "_resolve_lookup")

_LOWERED: tuple[type[base.Node], ...] = (
    *(base.TextNode, base.VariableNode, static.StaticNode),
    *(defaulttags.IfNode, defaulttags.ForNode, defaulttags.WithNode, defaulttags.CommentNode),
    *(defaulttags.AutoEscapeControlNode, defaulttags.VerbatimNode, defaulttags.CsrfTokenNode),
    *(i18n.TranslateNode, i18n.BlockTranslateNode, i18n.LanguageNode),
    *(defaulttags.LoadNode, defaulttags.TemplateTagNode, defaulttags.SpacelessNode),
    *(defaulttags.CycleNode, defaulttags.FirstOfNode, defaulttags.IfChangedNode),
    *(defaulttags.RegroupNode, defaulttags.WidthRatioNode, defaulttags.FilterNode),
    *(defaulttags.URLNode, loader_tags.IncludeNode, loader_tags.ExtendsNode, loader_tags.BlockNode),
    *(l10n.LocalizeNode, tz.LocalTimeNode, tz.TimezoneNode, defaulttags.NowNode),
    *(library.SimpleNode, library.SimpleBlockNode, library.InclusionNode),
)
#: The methods `render` and `render_annotated` of each class that Rust knows, by its name.
NODES = {
    node.__name__: (node, own_method(node, "render"), own_method(node, "render_annotated"))
    for node in _LOWERED
}
#: Filters that this version of Django has otherwise than Rust, which follows Django 5.2.
FILTERS_LEFT_TO_DJANGO = frozenset(
    {"center", "escapejs", "intcomma", "ordinal", "urlize", "urlizetrunc"}
    if django.VERSION >= (6, 0)
    else ()
)
#: Methods that `render` of such a class calls, and that a node must have as Django wrote them.
HELPERS = {
    "get_parent": {loader_tags.ExtendsNode.get_parent},
    "find_template": {loader_tags.ExtendsNode.find_template},
    "get_resolved_arguments": {
        library.TagHelperNode.get_resolved_arguments,
        library.SimpleBlockNode.get_resolved_arguments,
    },
}


def is_admin_inclusion(node_class: type[base.Node]) -> bool:
    """Returns whether it is the admin's class of inclusion tags, rendering as Django wrote it."""
    module = sys.modules.get("django.contrib.admin.templatetags.base")
    if module is None or node_class is not vars(module).get("InclusionAdminNode"):
        return False
    _, render, render_annotated = NODES["InclusionNode"]
    own = vars(node_class).get("render")
    return (
        getattr(own, "__globals__", None) is vars(module)
        and library.InclusionNode.render is render
        and node_class.render_annotated is render_annotated
    )


#: What translates: the functions that templates call, and those that they choose with `USE_I18N`.
TRANSLATORS = {
    name: (getattr(translation, name), getattr(trans_real, name))
    for name in ("gettext", "pgettext", "ngettext", "npgettext")
}
#: By which `django.utils.formats` asks for the active language.
GET_LANGUAGE = translation.get_language
#: Methods in whose place Rust looks into a catalogue's dictionaries.
GETTEXT = gettext.GNUTranslations.gettext
GET = vars(trans_real)["TranslationCatalog"].get


def are_in_place() -> bool:
    """Returns whether nobody has replaced what every node of a program relies on."""
    variable = base.Variable
    return (
        base.Node.render_annotated is _RENDER_ANNOTATED
        and base.FilterExpression.resolve is _RESOLVE_EXPRESSION
        and variable.resolve is _RESOLVE_VARIABLE
        and vars(variable)["_resolve_lookup"] is _RESOLVE_LOOKUP
    )
