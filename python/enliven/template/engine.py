"""Subclasses of Django's `Engine` and `Template` whose node lists run in Rust."""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, cast
from weakref import WeakKeyDictionary

import django
from django.core.exceptions import ImproperlyConfigured
from django.core.signals import setting_changed
from django.template import TemplateDoesNotExist, TemplateSyntaxError, base, engine, engines
from django.template.backends.django import DjangoTemplates
from django.template.backends.django import Template as Wrapper
from django.template.base import Template as PlainTemplate
from django.template.loaders import cached
from django.utils.autoreload import file_changed
from django.utils.functional import cached_property

from enliven._core import lower, render_bound

from .loaders import derive, make_own
from .nodelist import Parser
from .suggestions import add_note, suggest_template

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import Any, Self

    from django.template.context import Context
    from django.template.loaders.base import Loader
    from django.utils.safestring import SafeString

    from enliven._core import Read

#: Whether the message of a syntax error begins with the template's name.
_NAMES_TEMPLATES = django.VERSION >= (6, 1)


class Template(PlainTemplate):
    """A compiled template whose node lists run in Rust.

    Args:
        template_string: The source; may be lazy.
        origin: Where it came from.
        name: The name it was loaded by.
        engine: The engine that supplies libraries and loaders; by default `Engine.get_default()`.
    """

    def __init__(
        self,
        template_string: str,
        origin: base.Origin | None = None,
        name: str | None = None,
        engine: engine.Engine | None = None,
    ) -> None:
        super().__init__(template_string, origin, name, engine or Engine.get_default())

    @classmethod
    def from_template(cls, source: object, engine: engine.Engine | None = None) -> PlainTemplate:
        """Makes a template that Rust renders out of whatever stands for one.

        Args:
            source: Template text, a `django.template.Template`, or a backend's wrapper of one.
            engine: The engine for text; a template object keeps its own engine.

        Returns:
            The template itself if it is one already, or of a class of its author's own.

        Raises:
            TypeError: `source` is none of these.
        """
        if isinstance(source, Wrapper):
            source = source.template
        if type(source) is PlainTemplate:
            return cls(source.source, source.origin, source.name, source.engine)
        if isinstance(source, PlainTemplate):
            return source
        if isinstance(source, str):
            return cls(source, engine=engine)
        raise TypeError(
            f"expected template text or a Django template, not {type(source).__name__}; "
            "a template's file name goes through get_template() first"
        )

    def paths(self) -> list[Read]:
        """Returns what the template reads of its context; see `Program.paths`.

        Raises:
            TemplateDoesNotExist: A template that it includes or extends does not exist.
            TemplateSyntaxError: One of them does not compile.
        """
        return lower(self.nodelist).paths(self.engine)

    def render(self, context: Context) -> SafeString:
        """Renders with a context, which is bound to the template meanwhile."""
        text = render_bound(self, context)
        return super().render(context) if text is None else text

    def compile_nodelist(self) -> base.NodeList:
        """Parses the source with Django's parser; every node list comes out in Rust's form."""
        lexer = (base.DebugLexer if self.engine.debug else base.Lexer)(self.source)
        parser = Parser(
            lexer.tokenize(),
            self.engine.template_libraries,
            self.engine.template_builtins,
            self.origin,
        )
        parser.is_lowering = getattr(self.engine, "lowering", True)
        try:
            nodelist = parser.parse()
        except Exception as error:
            if self.engine.debug:
                notes = vars(error)
                notes["template_debug"] = self.get_exception_info(error, notes["token"])
            if _NAMES_TEMPLATES and isinstance(error, TemplateSyntaxError):
                self._name_in(error)
            raise
        self.extra_data = parser.extra_data
        return nodelist

    def _name_in(self, error: TemplateSyntaxError) -> None:
        """Puts the template's name before a message."""
        if self.origin.name != base.UNKNOWN_SOURCE and error.args:
            message, *others = error.args
            vars(error)["raw_error_message"] = message
            error.args = (f"Template: {self.origin.name}, {message}", *others)


class Engine(engine.Engine):
    """Django's engine, making templates of ours, also from loaders."""

    #: False renders every node by Python, for profilers that replace `Node.render`.
    lowering = True

    @classmethod
    def like(cls, other: engine.Engine, *, lowering: bool = True) -> Self:
        """Makes an engine with the configuration of another, and loaders of its own."""
        new = cls.__new__(cls)
        vars(new).update(vars(other), lowering=lowering)
        vars(new).pop("template_loaders", None)
        return new

    @staticmethod
    @functools.lru_cache
    def get_default() -> Engine:
        """Returns the engine for templates that name none.

        It is that of the first `EnlivenTemplates` backend; in a project without one, an engine
        with the options of the first `DjangoTemplates` backend.

        Raises:
            ImproperlyConfigured: `TEMPLATES` has neither.
        """
        backends = [b for b in engines.all() if isinstance(b, DjangoTemplates)]
        for backend in backends:
            if isinstance(backend.engine, Engine):
                return backend.engine
        for backend in backends:
            return Engine.like(backend.engine)
        raise ImproperlyConfigured(
            "No DjangoTemplates backend is configured. EnlivenTemplates is one: "
            "add it to the TEMPLATES setting."
        )

    def find_template_loader(self, loader: str | Sequence[Any]) -> Loader:
        """Makes one loader; what it loads are templates of ours."""
        return make_own(super().find_template_loader(loader), Template)

    def find_template(
        self,
        name: str,
        dirs: None = None,
        skip: list[base.Origin] | None = None,
    ) -> tuple[PlainTemplate, base.Origin]:
        """Finds and compiles a template by its name."""
        try:
            template, origin = super().find_template(name, dirs, skip)
        except TemplateDoesNotExist as error:
            # Only `{% extends %}` skips; a view may have other names to try.
            if skip is not None:
                self._suggest(error, [name])
            raise
        return self._convert(template), origin

    def from_string(self, template_code: str) -> PlainTemplate:
        """Compiles template text."""
        return Template(template_code, engine=self)

    def get_template(self, template_name: str) -> PlainTemplate:
        """Finds and compiles a template by its name."""
        found = self._find_cached([template_name])
        return self._convert(super().get_template(template_name)) if found is None else found

    def _find_cached(self, names: Sequence[str]) -> Template | None:
        """Finds the first template by what a caching loader that comes first remembers of names."""
        loaders = self.template_loaders
        if type(self) is not Engine or not loaders or type(loaders[0]) is not CachedLoader:
            return None
        cache = cast("cached.Loader", loaders[0]).get_template_cache
        for name in names:
            found = cache.get(name) if type(name) is str else None
            if type(found) is Template:
                return found
            if len(loaders) > 1 or found is not TemplateDoesNotExist:
                return None
        return None

    def select_template(self, template_name_list: list[str]) -> PlainTemplate:
        """Finds and compiles the first of several templates that exists."""
        if isinstance(template_name_list, list | tuple):
            found = self._find_cached(template_name_list)
            if found is not None:
                return found
        try:
            return super().select_template(template_name_list)
        except TemplateDoesNotExist as error:
            self._suggest(error, template_name_list)
            raise

    def _suggest(self, error: TemplateDoesNotExist, names: Iterable[str]) -> None:
        """Notes the template that may have been meant, where a developer will see it."""
        if self.debug:
            add_note(error, suggest_template(self, names))

    @cached_property
    def _converted(self) -> WeakKeyDictionary[PlainTemplate, PlainTemplate | None]:
        return WeakKeyDictionary()

    def _convert(self, template: PlainTemplate) -> PlainTemplate:
        """Replaces a plain template of a loader with its own `get_template`, once.

        One that the loader has changed after it was compiled stays what it is.
        """
        if type(template) is not PlainTemplate:
            return template
        if template not in self._converted:
            converted = Template.from_template(template)
            is_same = _outline(converted) == _outline(template)
            self._converted[template] = converted if is_same else None
        return self._converted[template] or template


def _outline(template: PlainTemplate) -> object:
    nodes = template.nodelist.get_nodes_by_type(base.Node)
    texts = [(type(node), str(node.token), vars(node).get("s")) for node in nodes]
    return set(vars(template)), texts


#: Django's caching loader, making templates of ours: what it has in its cache, Rust finds there.
CachedLoader = derive(cached.Loader, Template)


def _forget_default(*, setting: str, **_kwargs: object) -> None:
    if setting in {"TEMPLATES", "DEBUG", "INSTALLED_APPS"}:
        Engine.get_default.cache_clear()


def _reload_default(**_kwargs: object) -> None:
    """Drops cached templates of a default engine that no backend owns and so nobody resets."""
    if Engine.get_default.cache_info().currsize:
        for loader in Engine.get_default().template_loaders:
            loader.reset()


setting_changed.connect(_forget_default, dispatch_uid="enliven.template.forget_default")
file_changed.connect(_reload_default, dispatch_uid="enliven.template.reload_default")
