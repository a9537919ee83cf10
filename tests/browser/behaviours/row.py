"""One statement about the client, as data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Row:
    """A page, what a person or a script does to it, a patch, and what holds after it.

    `act` and `check` are JavaScript with the names of `support.js`: `act` a function body run
    before the patch, `check` an expression that must be true after it.
    """

    statement: str
    """Id and wording of the statement."""
    old: str
    """Content of the root before."""
    new: str
    """Content of the root as the server has it after."""
    check: str
    act: str = ""
    keys: tuple[str, str] | None = None
    """A selector, and what is typed on the keyboard there, before `act`."""
    exact: bool = True
    """Whether the page must equal a fresh parse of `new`; not where others changed nodes."""
    page: bool = False
    """Whether `old` and `new` are whole documents."""
    broken: str = ""
    """Why the statement does not hold yet."""

    @property
    def id(self) -> str:
        """The statement's id."""
        return self.statement.split()[0]
