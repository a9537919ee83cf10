"""The demo without a browser."""

import re
import stat
import subprocess
import sys
from html import unescape
from pathlib import Path

import pytest

from enliven.demo.__main__ import secret_key
from enliven.demo.highlight import highlight
from enliven.demo.models import Message, Task
from enliven.demo.pages import PAGES, ROOT
from enliven.demo.views.chat import HISTORY
from enliven.errors import InvalidArguments
from enliven.testing import LiveClient

pytestmark = [pytest.mark.django_db, pytest.mark.urls("enliven.demo.urls")]


def ids(page: LiveClient) -> list[int]:
    """The numbers of the rows that the table shows."""
    return [int(cell.text) for cell in page.find_all("tbody td.id")]


def test_counter_counts_in_steps():
    page = LiveClient.get("/counter/")
    page.click("[live-click=increase]")
    page.check("[name=step][value='10']")
    page.click("[live-click=increase]")
    assert page.text("output") == "11"
    page.click("[live-click=decrease]")
    assert page.text("output") == "1"
    page.click("[live-click=reset]")
    assert page.text("output") == "0"


def test_table_rows_come_change_and_go():
    page = LiveClient.get("/table/")
    page.click("[live-click=create]")
    assert ids(page) == list(range(1, 1001))
    page.click("[live-click=swap]")
    assert ids(page)[1] == 999
    page.click("[live-click=update]")
    page.click("[aria-label='Remove row 1']")
    assert ids(page)[:2] == [999, 3]
    page.click("[live-click=append]")
    assert ids(page)[-1] == 2000
    page.type("[name=query]", "kite")
    assert {"kite"} == {text.split()[1] for text in names(page)}
    page.click("th.id button")
    page.click("th.id button")
    assert ids(page) == sorted(ids(page), reverse=True)
    page.type("[name=query]", "")
    page.click("[live-click=clear]")
    assert ids(page) == []


def names(page: LiveClient) -> list[str]:
    """The names of the rows that the table shows."""
    return [cell.text.strip() for cell in page.find_all("tbody td.name")]


def test_table_refuses_to_sort_by_another_attribute():
    page = LiveClient.get("/table/")
    with pytest.raises(InvalidArguments):
        page.send("sort", column="__class__")


def test_contact_shows_errors_of_touched_fields_only():
    page = LiveClient.get("/contact/")
    page.type("[name=email]", "ada@")
    assert page.text("#id_email_error") == "Enter a valid email address."
    assert page.text("#id_name_error") == ""
    page.submit("form", name="Ada", email="ada@example.org")
    assert page.text("#id_message_error") == "This field is required."
    page.submit("form", topic="bug", message="It is a good demo, all in all.")
    assert page.text(".thanks h2") == "Thank you, Ada."


def test_chat_reaches_everybody_and_forgets_the_oldest():
    ada, grace = LiveClient.get("/chat/"), LiveClient.get("/chat/")
    for number in range(HISTORY + 2):
        ada.submit("form", author="Ada", text=f"Message {number}")
    texts = [text.text for text in grace.find_all(".messages .text")]
    assert texts == [f"Message {number}" for number in range(2, HISTORY + 2)]
    assert Message.objects.count() == HISTORY


def test_chat_keeps_blank_messages_to_itself():
    page = LiveClient.get("/chat/")
    page.send("send", author=" ", text="Who am I?")
    page.send("send", author="Ada", text=" ")
    assert not Message.objects.exists()


def test_todo_works_on_the_model():
    page = LiveClient.get("/todo/")
    page.submit("form.add", title="Sow")
    page.submit("form.add", title="Reap")
    sow = Task.objects.get(title="Sow")
    page.check(f"[live-change=tick][live-value-task-id='{sow.pk}']")
    assert Task.objects.get(is_done=True) == sow
    page.click("[live-value-which=active]")
    assert [task.text for task in page.find_all(".tasks label span")] == ["Reap"]
    page.click("[aria-label='Edit Reap']")
    page.submit(".tasks form", title="Rest")
    assert set(Task.objects.values_list("title", flat=True)) == {"Sow", "Rest"}
    page.click("[live-click=remove_done]")
    assert Task.objects.get().title == "Rest"


def test_todo_minds_that_others_remove_tasks_too():
    page = LiveClient.get("/todo/")
    page.submit("form.add", title="Sow")
    page.click("[aria-label='Edit Sow']")
    Task.objects.all().delete()
    page.submit(".tasks form", title="Reap")
    assert page.text(".tasks") == "Nothing to do."


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_colours_change_nothing_in_a_source(page):
    for name in page.files:
        source = (ROOT / name).read_text()
        html = highlight(source, Path(name).suffix)
        assert unescape(re.sub(r"</?span[^>]*>", "", html)) == source


def test_the_secret_key_outlives_a_start_and_is_private(tmp_path):
    key = secret_key(tmp_path)
    assert len(key) >= 50
    assert secret_key(tmp_path) == key
    assert stat.S_IMODE((tmp_path / "secret-key").stat().st_mode) == 0o600


@pytest.mark.parametrize("missing", ["uvicorn", "websockets"])
def test_without_a_server_the_demo_says_how_to_install_one(missing, tmp_path):
    code = "import runpy, sys; sys.modules[sys.argv.pop()] = None; runpy.run_module('enliven.demo')"
    code = code.replace("'enliven.demo'", "'enliven.demo', run_name='__main__'")
    result = subprocess.run(
        [sys.executable, "-c", code, missing],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert "-m pip install uvicorn websockets" in result.stderr
    assert list(tmp_path.iterdir()) == []
