"""A handler fails under a visitor."""

import pytest
from playwright.sync_api import expect

from tests.browser.server import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def failing(tmp_path, visit, request):
    """A visitor of a page whose handler fails, with `DEBUG` as the test's parameter says."""
    server = Server(
        tmp_path,
        *("-m", "uvicorn", "tests.browser.stories.failing:application"),
        *("--port", "{port}", "--log-level", "warning"),
        FAILING_DEBUG=request.param,
    )
    server.start()
    visitor = visit(server)
    visitor.open("/")
    yield visitor
    server.kill()


def fail_and_go_on(visitor) -> None:
    """The page is as it was before the failure, and works."""
    page = visitor.page
    page.get_by_role("button", name="Increase").click()
    page.get_by_role("button", name="Fail").click()
    visitor.settle()
    expect(page.locator("output")).to_have_text("1")


def forget_failure(visitor) -> None:
    """The client reports the failure to the console, once."""
    assert len(visitor.complaints) == 1
    assert "handler-error" in visitor.complaints[0]
    visitor.complaints.clear()


@pytest.mark.parametrize("failing", ["1"], indirect=True)
def test_debug_shows_the_traceback(failing):
    fail_and_go_on(failing)
    overlay = failing.page.get_by_role("dialog")
    expect(overlay).to_contain_text("RuntimeError: nobody should read swordfish")
    expect(overlay).to_contain_text("failing.py")
    failing.page.keyboard.press("Escape")
    expect(overlay).to_have_count(0)
    failing.page.get_by_role("button", name="Increase").click()
    expect(failing.page.locator("output")).to_have_text("2")
    forget_failure(failing)


@pytest.mark.parametrize("failing", ["0"], indirect=True)
def test_without_debug_nothing_internal_is_shown(failing):
    received = []
    failing.page.on(
        "websocket",
        lambda socket: socket.on("framereceived", lambda text: received.append(str(text))),
    )
    failing.open("/")
    fail_and_go_on(failing)
    expect(failing.page.get_by_role("dialog")).to_have_count(0)
    frames = "".join(received)
    assert "handler-error" in frames
    assert "swordfish" not in frames
    assert "RuntimeError" not in frames
    forget_failure(failing)
