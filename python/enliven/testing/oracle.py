"""The oracle: patches, applied to the page before, give the page that the view renders now."""

import difflib
import re
from typing import TYPE_CHECKING

from enliven._core import Dom
from enliven.errors import OracleError

if TYPE_CHECKING:
    from enliven.session import Session


def require_agreement(session: "Session", patched: Dom, patches: bytes) -> None:
    """Compare a patched page with a fresh render of its view.

    Args:
        session: Session of the view.
        patched: The page after the patches.
        patches: The patches, for the message.

    Raises:
        OracleError: They differ.
    """
    with session.locale():
        fresh = Dom.parse(session.render(), session.is_page)
    if patched != fresh:
        raise OracleError(_explain(session.name, patched, fresh, patches))


def _explain(name: str, patched: Dom, fresh: Dom, patches: bytes) -> str:
    before, after = (re.split(r"(?=<)", dom.html()) for dom in (fresh, patched))
    lines = difflib.unified_diff(before, after, "rendered", "patched", lineterm="", n=2)
    difference = "\n".join(line.rstrip("\n") for line in lines) or "(the same markup, other nodes)"
    return (
        f"{name}: the patched page is not what the view renders now. Either the template gives"
        " another page each time (a time, something random, a generator that is used up), or the"
        f" patches are wrong.\n{difference}\npatches: {patches.decode()[:2000]}"
    )
