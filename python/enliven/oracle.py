"""The oracle: patches, applied to the page before, give the page that the next render is."""

import difflib
import re

from enliven._core import Dom
from enliven.errors import OracleError

#: How much of the patches an error shows.
_SHOWN = 2000


def verify(before: str, after: str, patches: bytes, *, page: bool | None = None) -> None:
    """Apply patches to one render, and compare with the next.

    Args:
        before: The markup that the patches are for.
        after: The markup that they have to lead to.
        patches: A JSON array.
        page: Whether both are whole pages; None leaves that to the markup.

    Raises:
        OracleError: They do not fit, or lead elsewhere.
    """
    expected, patched = Dom.parse(after, page), Dom.parse(before, page)
    try:
        patched.apply(patches)
    except ValueError as error:
        message = f"the patches do not fit the page: {error}\npatches: {_show(patches)}"
        raise OracleError(message) from error
    if patched != expected:
        raise OracleError(
            "the patched page is not what was rendered.\n"
            f"{explain_difference(expected, patched)}\npatches: {_show(patches)}"
        )


def explain_difference(expected: Dom, found: Dom) -> str:
    """Give the lines in which two pages differ."""
    before, after = (re.split(r"(?=<)", dom.html()) for dom in (expected, found))
    lines = difflib.unified_diff(before, after, "rendered", "patched", lineterm="", n=2)
    return "\n".join(line.rstrip("\n") for line in lines) or "(the same markup, other nodes)"


def _show(patches: bytes) -> str:
    return patches.decode()[:_SHOWN]
