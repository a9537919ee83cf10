"""What a template sees of a view: a lazy layer of Django's `Context`, not a copy."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Self

from enliven._core import ViewScope
from enliven.errors import ScopeError
from enliven.names import ViewClass, class_names, described_names, reserved_names

if TYPE_CHECKING:
    from enliven.views import LiveView

# What Django's `Variable` takes for "no such variable" at the first name of a path.
_SWALLOWED = (TypeError, AttributeError, KeyError, ValueError, IndexError)


class Scope(ViewScope):
    """Mapping of a view's public attributes, read when the template asks for them.

    Attributes of the instance are looked up in Rust, with the same outcome.

    It stands in `Context.dicts` between the context processors and what `get_context_data()`
    returned. Values that template tags set over one of its names (`{% cycle … as %}`) live as long
    as the render and never reach the view.
    """

    _view: "LiveView"
    _attributes: dict[str, object]
    _class_names: frozenset[str]
    _reserved: frozenset[str]
    _csrf_token: Callable[[], str]
    _overrides: dict[str, object]

    def __new__(cls, view: "LiveView", csrf_token: Callable[[], str]) -> Self:
        """Make the layer of one render.

        Args:
            view: The view.
            csrf_token: Gives the token of the page.
        """
        view_class: ViewClass = type(view)
        attributes = vars(view)
        overrides: dict[str, object] = {}
        names = class_names(view_class)
        reserved = reserved_names(view_class)
        described = described_names(view_class)
        self = super().__new__(cls, attributes, overrides, reserved, names, described)
        self._view = view
        self._attributes = attributes
        self._class_names = names
        self._reserved = reserved
        self._csrf_token = csrf_token
        self._overrides = overrides
        return self

    def __contains__(self, name: object) -> bool:
        if not isinstance(name, str) or name.startswith("_"):
            return False
        return (
            name in self._overrides
            or name in self._class_names
            or name == "csrf_token"
            or (name in self._attributes and name not in self._reserved)
        )

    def __getitem__(self, name: str) -> object:
        if name in self._overrides:
            return self._overrides[name]
        if name not in self:
            raise KeyError(name)
        if name == "csrf_token" and name not in self._attributes:
            return self._csrf_token()
        try:
            return getattr(self._view, name)
        except _SWALLOWED as error:
            if getattr(error, "silent_variable_failure", False):
                raise
            cls = type(self._view)
            raise ScopeError(f"{cls.__qualname__}.{name} raised {error!r}") from error

    def __setitem__(self, name: str, value: object) -> None:
        self._overrides[name] = value

    def get(self, name: str, default: object = None) -> object:
        """Give the value of a name, or `default` where the view has none."""
        return self[name] if name in self else default  # noqa: SIM401 - this is that method

    def keys(self) -> list[str]:
        """List the names, so that `Context.flatten()` can read all of them."""
        names = {name for name in self._attributes if name in self}
        return sorted(names | self._class_names | self._overrides.keys() | {"csrf_token"})

    def __iter__(self) -> Iterator[str]:
        return iter(self.keys())

    def __len__(self) -> int:
        return len(self.keys())
