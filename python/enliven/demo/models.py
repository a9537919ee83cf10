"""What the demo keeps in its database."""

from django.db import models


class Task(models.Model):
    """Something to do, on the one list that every visitor shares."""

    title = models.CharField(max_length=120)
    is_done = models.BooleanField(default=False)

    class Meta:
        """Oldest first."""

        ordering = ("id",)

    def __str__(self) -> str:
        return self.title


class Message(models.Model):
    """Something said in the chat."""

    author = models.CharField(max_length=30)
    text = models.CharField(max_length=500)
    sent_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Oldest first."""

        ordering = ("id",)

    def __str__(self) -> str:
        return f"{self.author}: {self.text}"
