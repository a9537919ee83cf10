"""Renders of live pages, which tell what changes without their markup being parsed.

Such a render knows where the slots of its template lie (`enliven_vdom::layout`). It passes by what
only a spectator of Django's own rendering could see: signals of included templates, and which of
them an error came from.
"""

from __future__ import annotations

import contextlib
import logging
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from django.template import base

from .engine import Template
from .nodelist import LoweredNodeList
from .originals import TEMPLATE_INNER_RENDER

if TYPE_CHECKING:
    from django.template.base import Template as PlainTemplate
    from django.template.context import Context

    from enliven._core import Document, Program, Render

logger = logging.getLogger("enliven.template")

#: Templates whose includes and parents a loader was asked for, and what was told of them.
_prepared: WeakKeyDictionary[PlainTemplate, set[str]] = WeakKeyDictionary()

#: What was logged of values; as many as the project's templates have lines, at most.
_told: set[str] = set()


def render_first(template: PlainTemplate, context: Context, *, page: bool | None) -> Render | str:
    """Renders what a browser gets as markup.

    Like Django's own, where somebody looks on: a test client, or a developer who wants errors that
    tell their template and line.

    Args:
        template: Any template of Django's.
        context: Bound to the template, or to none.
        page: Whether the markup is a whole page; None leaves that to the markup.
    """
    is_told = vars(base.Template)["_render"] is not TEMPLATE_INNER_RENDER
    if is_told or template.engine.debug:
        return "".join((template.render(context),))
    return render_next(template, context, page=page)


def render_next(template: PlainTemplate, context: Context, *, page: bool | None) -> Render | str:
    """Renders what changes a page; the markup alone where its template is not known to Rust.

    Args:
        template: Any template of Django's.
        context: Bound to the template, or to none.
        page: Whether the markup is a whole page; None leaves that to the markup.
    """
    if template not in _prepared:
        _prepare(template)
    program = _find_program(template)
    if program is None:
        return "".join((template.render(context),))
    if context.template is not None:
        with context.render_context.push_state(template):
            content = program.render_live(context, page)
    else:
        with context.render_context.push_state(template), context.bind_template(template):
            context.template_name = template.name
            content = program.render_live(context, page)
    if logger.isEnabledFor(logging.DEBUG) and not isinstance(content, str):
        _log_notices(template, content)
    return content


def _log_notices(template: PlainTemplate, content: Render) -> None:
    """Names what slows a template down, each once; templates that it finds later have more."""
    told = _prepared[template]
    for notice in content.notices:
        if notice not in told:
            told.add(notice)
            logger.debug("%s", notice)


def log_strays(document: Document) -> None:
    """Names values whose markup does not stay where they stand, each once a process."""
    if not logger.isEnabledFor(logging.DEBUG):
        return
    for stray in document.strays():
        if stray not in _told:
            _told.add(stray)
            logger.debug("%s", stray)


def _prepare(template: PlainTemplate) -> None:
    """Loads what a template names, which is known to Rust only then."""
    if isinstance(template, Template):
        # What is not there may never be rendered.
        with contextlib.suppress(Exception):
            template.paths()
    _prepared[template] = set()


def _find_program(template: PlainTemplate) -> Program | None:
    nodelist = template.nodelist
    if type(template) is not Template or type(nodelist) is not LoweredNodeList:
        return None
    return nodelist.program()
