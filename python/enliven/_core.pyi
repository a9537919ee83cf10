"""Rust half of Enliven."""

from typing import Self, final

from django.template.base import NodeList, Template
from django.template.context import Context
from django.template.engine import Engine
from django.utils.safestring import SafeString
from typing_extensions import disjoint_base

__all__ = [
    "Addresses",
    "Document",
    "Dom",
    "Element",
    "Memento",
    "Program",
    "Read",
    "Render",
    "ViewScope",
    "lower",
    "render_bound",
    "render_values",
]

@final
class Document:
    """What a client shows of a session, and the changes to it."""

    def __new__(cls, page: bool | None = None) -> Document:
        """Makes a document without content, at version 0.

        Args:
            page: Whether the content is a whole page, `<html>` being the root, or what stands in
                one element. Left out, the first content tells: a page starts, after white space and
                comments, with `<!doctype` or `<html`.
        """

    def reset(self, content: Render | str) -> None:
        """Takes this content as what the client shows; the version grows by one.

        Raises:
            RuntimeError: A document has taken this render before.
        """

    def patch(self, content: Render | str) -> bytes:
        """Returns the patches that lead from the content to this one, which takes its place.

        Two renders of one template are compared slot by slot, where the template's markup can be
        understood; all else is parsed. The interpreter is released meanwhile. The version grows by
        one if there are patches. A failure changes nothing.

        Returns:
            A JSON array of patches, as `docs/internals/protocol.md` describes them.

        Raises:
            RuntimeError: The document has no content yet, or a document has taken this render.
            UnicodeEncodeError: The content holds a lone surrogate, which no page can.
        """

    def strays(self) -> list[str]:
        """Names the values of the content that do not stay where their template has them.

        They are known once a change had to be told from this content.
        """

    def replacement(self) -> bytes:
        """Returns patches that give a root this content, whatever it held before.

        Returns:
            A JSON array: one `h` patch as a rule, after the root's attributes in a page. What no
            markup gives follows as nodes.

        Raises:
            RuntimeError: The document has no content yet.
        """

    def html(self) -> str:
        """Returns the content as it was given; empty before the first."""

    @property
    def is_page(self) -> bool | None:
        """Whether the content is a whole page; None before the first if that is to tell."""

    def sizes(self) -> tuple[int, int]:
        """Returns how many bytes are kept: of markup, and of where slots lie in it."""

    @property
    def version(self) -> int:
        """Counts the contents that changed something, the first included."""

@final
class Render:
    """One render of a template, with what is known of the template's markup.

    A document that it is given to takes its content.
    """

    def __new__(cls, html: str) -> Render:
        """Makes a render of a template that is not known.

        Args:
            html: The markup.
        """

    @property
    def html(self) -> str:
        """The markup; empty once a document has taken it."""

    def find_duplicate_key(self) -> tuple[str, str] | None:
        """Returns a `live-key` that two items of one list have, and where the list stands."""

    @property
    def notices(self) -> list[str]:
        """Which parts of the template are parsed whenever they change, why, and what to do."""

@final
class Dom:
    """A parsed page or fragment, for tests and tools: patches, CSS selectors, comparison.

    Two are equal when their roots hold the same elements, attributes and texts. The order of
    attributes does not count, nor does what stands outside a page's root.
    """

    @staticmethod
    def parse(html: str, page: bool | None = None) -> Dom:
        """Parses markup as a browser does, scripting enabled.

        Args:
            html: The markup.
            page: Whether it is a whole page; left out, the markup tells, as for `Document`.
        """

    def apply(self, patches: bytes) -> None:
        """Applies a JSON array of patches; elements found before are void.

        Raises:
            ValueError: The array is malformed or a patch does not fit; nothing has changed.
        """

    def html(self) -> str:
        """Returns the markup; of a page, with its doctype."""

    def select(self, css: str) -> list[Element]:
        """Returns the elements that match, in document order.

        Selectors know tags, classes, ids, attributes, combinators, `:is`, `:where`, `:not`, `:has`,
        `:nth-child` and its relatives, `:empty`, `:root`; no pseudo-class that depends on a
        browser, such as `:hover` or `:checked`.

        Raises:
            ValueError: The selector is wrong or not supported.
        """

    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...

@final
class Element:
    """An element of a `Dom`, as found; every use raises `RuntimeError` once its `Dom` was patched.

    Equal to another if both are the same node.
    """

    @property
    def tag(self) -> str:
        """The local name, in lower case for HTML."""

    @property
    def attributes(self) -> dict[str, str]:
        """A copy of the attributes, in source order; foreign names with their prefixes."""

    @property
    def text(self) -> str:
        """The text in the element and its descendants, as `textContent`."""

    @property
    def html(self) -> str:
        """The markup of the element itself, as `outerHTML`."""

    @property
    def parent(self) -> Element | None:
        """The element this one lies in; none for a page's root and at the top of a fragment."""

    def closest(self, css: str) -> Element | None:
        """Returns the nearest match among this element and those it lies in."""

    def select(self, css: str) -> list[Element]:
        """Returns the matches below this element, which is `:scope`, in document order."""

    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Memento:
    """The mutable state below an object's attributes, as it was; puts it back in place.

    Descends lists, dicts, sets, deques, byte arrays and their subclasses, tuples, dataclasses,
    pydantic models, Django models with their caches, and the results of querysets. Other objects
    are kept as they are, by reference. Shared and cyclic objects are seen once.
    """

    def __new__(cls, attributes: dict[str, object]) -> Memento:
        """Takes the snapshot.

        Args:
            attributes: The attributes of the object, such as `vars(view)`.
        """

    def restore(self) -> None:
        """Puts back what every container held; containers keep their identity.

        Can be called more than once. What one container refuses does not keep the others from being
        restored.

        Raises:
            Exception: The first refusal, such as a `BufferError` for a byte array that is exported.
        """

@disjoint_base
class ViewScope:
    """What a template finds of a view without any code being run; a subclass is the whole mapping.

    Nothing is copied: what is in the dictionaries when the template asks counts.
    """

    def __new__(
        cls,
        attributes: dict[str, object],
        overrides: dict[str, object],
        reserved: frozenset[str],
        class_names: frozenset[str],
        described: frozenset[str] | None,
    ) -> Self:
        """Makes one for a view.

        Args:
            attributes: Those of the instance.
            overrides: What template tags set in their place.
            reserved: Names of attributes that the template does not see.
            class_names: Names that the mapping itself answers where there is no such attribute.
            described: Names of attributes that the mapping itself answers; None for all.
        """

@final
class Read:
    """A place in the context that a template reads. Equal to another of the same place and line."""

    @property
    def path(self) -> str:
        """The names of a variable and of what is looked up on it, with dots between them.

        `[]` stands for an item of an iteration: `orders[].customer.name`. `.*` at the end is for
        anything below, which code that cannot be looked into may read; `*` alone for all variables.
        """

    @property
    def template(self) -> str | None:
        """The template's name, if it was loaded by one."""

    @property
    def line(self) -> int:
        """The line of the tag, counted from 1; 0 if it is not known."""

    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __hash__(self) -> int: ...

@final
class Addresses:
    """The addresses of one URL configuration in one language, below one script prefix."""

    def __new__(cls) -> Addresses: ...

@final
class Program:
    """A node list in the form that Rust runs. Immutable; renderings in several threads share it."""

    def render(self, context: Context) -> SafeString:
        """Renders to a `SafeString`."""

    def render_live(self, context: Context, page: bool | None = None) -> Render | str:
        """Renders to what a live page shows.

        Args:
            context: Bound to the template.
            page: Whether the markup is a whole page; None leaves that to the markup.

        Returns:
            The render; a string if it is no Unicode text.
        """

    def foreign(self) -> list[str]:
        """Returns the text of what Python still runs of it: nodes, filters and conditions.

        They are in the order of the template; what is in the body of such a node is not among them.
        """

    @property
    def is_native(self) -> bool:
        """Whether Rust does more of it than to write text and to call nodes of Python."""

    def paths(self, engine: Engine) -> list[Read]:
        """Returns what the program reads of its context, in the order of the template.

        Templates that it includes or extends by constant names are looked into, blocks and
        `block.super` included. Every read of a rendering is covered; a branch that a rendering does
        not take is listed as well.

        Args:
            engine: Finds the templates.

        Raises:
            TemplateDoesNotExist: One of them does not exist.
            TemplateSyntaxError: One of them does not compile.
        """

def lower(nodelist: NodeList) -> Program:
    """Lowers a node list of Django's to a program."""

def render_bound(template: Template, context: Context) -> SafeString | None:
    """Renders a template with a context that is bound to none, as `Template.render` does.

    Returns:
        None where one of Django's methods that it passes by has been replaced, or the context is of
        a class with methods of its own: then nothing has been rendered.
    """

def render_values(
    template: object, values: dict[str, object] | None, autoescape: bool
) -> SafeString | None:
    """Renders a template with a new context, as Django's backend does without a request.

    Returns:
        None where one of Django's methods that it passes by has been replaced, the template is none
        of ours, or the variables are in a dictionary of a class of its own: then nothing has been
        rendered.
    """
