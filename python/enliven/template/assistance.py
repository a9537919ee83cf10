"""What rendering asks Python to do off its fast path.

Each function does what a part of Django's does; Rust calls them by name.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, cast

from django.template import base, defaulttags, library, loader_tags
from django.template.exceptions import TemplateSyntaxError
from django.template.loader_tags import BlockNode, ExtendsNode, construct_relative_path
from django.templatetags import i18n, tz
from django.utils.inspect import signature

from .nodelist import LoweredNodeList, is_child

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.contrib.admin.templatetags.base import InclusionAdminNode
    from django.template.context import Context
    from django.template.engine import Engine
    from django.template.library import InclusionNode
    from django.template.loader_tags import IncludeNode

    #: The templates that one `{% include %}` has found in this rendering, by their names.
    Found = dict[tuple[str, ...], base.Template]


logger = logging.getLogger("django.template")

#: What Django's tags take for a template, whatever stands in `django.template.base` by now.
_PARENT: type[base.Template] = vars(loader_tags)["Template"]
_INCLUDED: type[base.Template] = vars(library)["Template"]


def annotate(node: base.Node, context: Context, error: Exception) -> None:
    """Notes at an exception where in the template it came from, as `Node.render_annotated` does."""
    if not _engine_of(context).debug:
        return
    notes = vars(error)
    culprit = notes.setdefault("_culprit_node", node)
    template = cast("base.Template", context.render_context.template)
    if not hasattr(error, "template_debug") and template.origin == culprit.origin:
        notes["template_debug"] = template.get_exception_info(error, culprit.token)


def _engine_of(context: Context) -> Engine:
    return cast("base.Template", context.template).engine


def call_failed(function: Callable[[], object], stand_in: str, error: TypeError) -> str:
    """Tells a call that wants arguments, which prints `stand_in`, from one that failed inside.

    Raises:
        TypeError: The call's own.
    """
    try:
        parameters = signature(function)
    except ValueError:
        return stand_in
    try:
        parameters.bind()
    except TypeError:
        return stand_in
    raise error


def make_missing(name: str, value: object) -> base.VariableDoesNotExist:
    """Makes the exception for a failed look-up."""
    return base.VariableDoesNotExist("Failed lookup for key [%s] in %r", (name, value))


def log_missing(context: Context, name: str, value: object) -> None:
    """Logs a failed look-up."""
    log_failure(context, name, make_missing(name, value))


def log_failure(context: Context, name: str, error: Exception) -> None:
    """Logs an exception met while looking a name up."""
    logger.debug(
        "Exception while resolving variable '%s' in template '%s'.",
        name,
        getattr(context, "template_name", None) or "unknown",
        exc_info=error,
    )


def now() -> object:
    """Returns the time that `{% now %}` writes.

    Its names are looked up in the tag's own module, where tests replace the clock.
    """
    names = vars(defaulttags)
    zone = names["timezone"].get_current_timezone() if names["settings"].USE_TZ else None
    return cast("object", names["datetime"].now(tz=zone))


def tell_test_client(render: Callable[..., str], template: base.Template, context: Context) -> bool:
    """Sends the signal `template_rendered` if `render`, in the place of `_render`, is for that."""
    test_utils = sys.modules.get("django.test.utils")
    if test_utils is None or render is not test_utils.instrumented_test_render:
        return False
    test_utils.template_rendered.send(sender=template, template=template, context=context)
    return True


def find_included(node: IncludeNode, context: Context, template: object) -> object:
    """Finds what `{% include %}` names, as `IncludeNode.render` does."""
    if callable(getattr(template, "render", None)):
        return getattr(template, "template", template)
    names: tuple[str, ...]
    if isinstance(template, str) and template:
        own_name = cast("str", node.origin.template_name)
        names = (construct_relative_path(own_name, template),)
    else:
        names = tuple(cast("Iterable[str]", template or ()))
    layer = cast("dict[IncludeNode, Found]", context.render_context.dicts[0])
    cache = layer.setdefault(node, {})
    found = cache.get(names)
    if found is None:
        # Django's own node hands over a tuple, too.
        found = cache[names] = _engine_of(context).select_template(cast("list[str]", names))
    return found


def load_constant(
    node: base.Node,
    engine: Engine,
    name: str,
    loaded: dict[tuple[str | None, str], base.Template],
) -> base.Template:
    """Finds a template that a tag names by a constant, without rendering; `loaded` remembers it."""
    own_name = cast("str", node.origin.template_name)
    is_parent = isinstance(node, ExtendsNode)
    name = construct_relative_path(own_name, name, allow_recursion=is_parent)
    key = (node.origin.name if is_parent else None, name)
    if key not in loaded:
        if is_parent:
            loaded[key], _ = engine.find_template(name, skip=[node.origin])
        else:
            loaded[key] = engine.get_template(name)
    return loaded[key]


#: Tags that do nothing but set the variable that they keep as `variable`.
_ASSIGNING = (
    i18n.GetAvailableLanguagesNode,
    i18n.GetCurrentLanguageNode,
    i18n.GetCurrentLanguageBidiNode,
    tz.GetCurrentTimezoneNode,
)


def assigned_variable(node: base.Node) -> str | None:
    """Returns the variable that a tag sets to something of its making, if it does nothing else."""
    return vars(node)["variable"] if type(node) in _ASSIGNING else None


def node_lists(node: base.Node) -> list[LoweredNodeList]:
    """Returns the node lists that a tag of somebody's own keeps as attributes."""
    return [value for value in vars(node).values() if isinstance(value, LoweredNodeList)]


def find_parent(node: ExtendsNode, context: Context, parent: object) -> base.Template:
    """Finds what `{% extends %}` names, as `ExtendsNode.get_parent` does with what it resolves."""
    expression = cast("base.FilterExpression", node.parent_name)
    if not parent:
        # With an empty tuple, `%` fails, here as there.
        message = "Invalid template name in 'extends' tag: %r." % parent  # noqa: UP031
        if expression.filters or isinstance(expression.var, base.Variable):
            message += f" Got this from the '{expression.token}' variable."
        raise TemplateSyntaxError(message)
    for template in (parent, getattr(parent, "template", None)):
        if isinstance(template, _PARENT):
            return template
    return node.find_template(cast("str", parent), context)


def find_root_blocks(nodelist: base.NodeList) -> dict[str, BlockNode] | None:
    """Finds the blocks of a template that extends no other."""
    if is_child(nodelist):
        return None
    found = cast("list[BlockNode]", nodelist.get_nodes_by_type(BlockNode))
    return {node.name: node for node in found}


def find_inclusion(node: InclusionNode, context: Context) -> base.Template:
    """Finds the template of an inclusion tag, once a rendering, as `InclusionNode.render` does."""
    state = context.render_context
    template = cast("base.Template | None", state.get(node))
    if template is None:
        name = node.filename
        wrapped = getattr(name, "template", None)
        if isinstance(name, _INCLUDED):
            template = name
        elif isinstance(wrapped, _INCLUDED):
            template = wrapped
        elif not isinstance(name, str) and isinstance(name, Iterable):
            template = _engine_of(context).select_template(cast("list[str]", name))
        else:
            template = _engine_of(context).get_template(cast("str", name))
        state[node] = template
    return template


def choose_admin_template(node: InclusionAdminNode, context: Context) -> None:
    """Chooses the model's, the app's or the admin's own template of an inclusion tag."""
    options = context["opts"]
    app, model, name = options.app_label.lower(), options.model_name, node.template_name
    names = [f"admin/{app}/{model}/{name}", f"admin/{app}/{name}", f"admin/{name}"]
    context.render_context[node] = _engine_of(context).select_template(names)
