"""Patches between pages of the demo, whatever their views hold, lead from each to the next."""

from datetime import UTC, datetime

import pytest
from django.template.loader import get_template
from django.test import RequestFactory
from hypothesis import given, settings
from hypothesis import strategies as st

from enliven import Document
from enliven._core import Dom
from enliven.demo.models import Message, Task
from enliven.demo.views.contact import Contact
from enliven.demo.views.counter import Counter
from enliven.demo.views.table import Row, Table
from enliven.demo.views.todo import Todo

pytestmark = [pytest.mark.django_db, pytest.mark.urls("enliven.demo.urls")]

TEXTS = st.text("ab é<>&\"'\n", max_size=6)
NUMBERS = st.integers(0, 7)


def some(make):
    """A few of eight things, in any order."""
    numbers = st.lists(NUMBERS, unique=True, max_size=8)
    return numbers.flatmap(lambda ids: st.tuples(*(make(number) for number in ids))).map(list)


def fields_of(view, *names):
    return {name: getattr(view, name) for name in names}


@st.composite
def counters(draw):
    view = Counter()
    view.count, view.step = draw(NUMBERS), draw(st.sampled_from(Counter.steps))
    return fields_of(view, "count", "step", "steps")


@st.composite
def tables(draw):
    view = Table()
    view.rows = draw(some(lambda number: st.builds(Row, st.just(number), TEXTS, NUMBERS)))
    view.selected, view.descending = draw(st.none() | NUMBERS), draw(st.booleans())
    view.query, view.sorted_by = draw(TEXTS), draw(st.sampled_from(["", *Table.columns]))
    names = ["rows", "visible", "columns", "selected", "sorted_by", "direction", "query"]
    return fields_of(view, *names)


@st.composite
def lists_of_tasks(draw):
    tasks = draw(
        some(lambda number: st.builds(Task, id=st.just(number), title=TEXTS, is_done=st.booleans()))
    )
    done = sum(task.is_done for task in tasks)
    return {
        "tasks": tasks,
        "filters": Todo.filters,
        "shown": draw(st.sampled_from(Todo.filters)),
        "editing": draw(st.none() | NUMBERS),
        "active_count": len(tasks) - done,
        "done_count": done,
    }


@st.composite
def chats(draw):
    sent_at = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)

    def make(number):
        return st.builds(Message, id=st.just(number), author=TEXTS, text=TEXTS)

    messages = draw(some(make))
    for message in messages:
        message.sent_at = sent_at
    return {"messages": messages, "author": draw(TEXTS)}


@st.composite
def contacts(draw):
    view = Contact()
    view.restart()
    names = st.sampled_from(["name", "email", "topic", "message"])
    view.data = draw(st.dictionaries(names, TEXTS))
    view.touched = draw(st.lists(names, unique=True))
    view.sent_by = draw(st.just("") | TEXTS)
    return fields_of(view, "form", "sent_by")


@pytest.mark.parametrize(
    ("name", "contexts"),
    [
        ("counter", counters()),
        ("table", tables()),
        ("todo", lists_of_tasks()),
        ("chat", chats()),
        ("contact", contacts()),
    ],
)
def test_patches_lead_from_each_page_to_the_next(name, contexts):
    template = get_template(f"demo/{name}.html")
    request = RequestFactory().get(f"/{name}/")

    @settings(deadline=None)
    @given(st.lists(contexts, min_size=2, max_size=5))
    def lead(steps):
        document = Document(template.template)
        page = Dom.parse(document.render(steps[0], request))
        for context in steps[1:]:
            page.apply(document.patch(context, request))
            assert page == Dom.parse(template.render(context, request))
        assert not document._core.strays()

    lead()
