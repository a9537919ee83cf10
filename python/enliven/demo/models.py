"""The demo's one table."""

from django.db import models


class Task(models.Model):
    """Something to do, on the list of everybody who uses this demo."""

    title = models.CharField(max_length=120)
    is_done = models.BooleanField(default=False)

    class Meta:
        ordering = ("id",)

    def __str__(self) -> str:
        return self.title
