"""A to-do list on a model."""

from typing import Literal

from django.db.models import QuerySet

from enliven import LiveView, event
from enliven.demo.models import Task

Filter = Literal["all", "active", "done"]


class Todo(LiveView):
    """The database has the tasks; the view, what is shown and edited."""

    template_name = "demo/todo.html"
    filters = ("all", "active", "done")

    shown: Filter = "all"
    editing: int | None = None

    @property
    def tasks(self) -> QuerySet[Task]:
        """The tasks that the filter lets through."""
        if self.shown == "all":
            return Task.objects.all()
        return Task.objects.filter(is_done=self.shown == "done")

    @property
    def active_count(self) -> int:
        """How many are left to do."""
        return Task.objects.filter(is_done=False).count()

    @property
    def done_count(self) -> int:
        """How many are done."""
        return Task.objects.filter(is_done=True).count()

    @event
    def add(self, title: str) -> None:
        """A new task at the end."""
        if title := title.strip()[:120]:
            Task.objects.create(title=title)

    @event
    def tick(self, task_id: int, *, is_done: bool = False) -> None:
        """Done, or not: a box without a tick sends nothing, as in any form."""
        Task.objects.filter(pk=task_id).update(is_done=is_done)

    @event
    def edit(self, task_id: int) -> None:
        """Turns the title into a field."""
        self.editing = task_id

    @event
    def rename(self, task_id: int, title: str) -> None:
        """Keeps the new title; an empty one removes the task."""
        self.editing = None
        if title := title.strip()[:120]:
            Task.objects.filter(pk=task_id).update(title=title)
        else:
            self.remove(task_id)

    @event
    def remove(self, task_id: int) -> None:
        """One task less."""
        Task.objects.filter(pk=task_id).delete()

    @event
    def remove_done(self) -> None:
        """A clean list."""
        Task.objects.filter(is_done=True).delete()

    @event
    def show(self, which: Filter) -> None:
        """All tasks, or the ones in one state."""
        self.shown = which
