"""What the test client compares after each event: the patched page and a fresh render."""

from typing import TYPE_CHECKING

from enliven._core import Dom
from enliven.errors import OracleError
from enliven.oracle import explain_difference

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
        raise OracleError(
            f"{session.name}: the patched page is not what the view renders now. Either the"
            " template gives another page each time (a time, something random, a generator that is"
            f" used up), or the patches are wrong.\n{explain_difference(fresh, patched)}\n"
            f"patches: {patches.decode()[:2000]}"
        )
