"""The package as it is imported."""

import subprocess
import sys

import pytest

import enliven


def test_public_names_are_what_the_package_says():
    assert [getattr(enliven, name).__name__ for name in enliven.__all__] == enliven.__all__
    assert enliven.__all__ == sorted(enliven.__all__)


def test_other_names_are_attribute_errors():
    with pytest.raises(AttributeError, match="nonsense"):
        _ = enliven.nonsense


@pytest.mark.parametrize(
    "statement",
    [
        "import enliven",
        "from enliven.asgi import get_live_application",
        "from enliven.routing import websocket_urlpatterns",
        "from enliven import LiveView, event, broadcast, abroadcast, Document",
        "from enliven.testing import LiveClient",
    ],
)
def test_imports_do_not_need_settings(statement):
    subprocess.run([sys.executable, "-W", "error", "-c", statement], check=True)
