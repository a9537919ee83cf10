"""Books, always the same."""

import datetime as dt
from decimal import Decimal

from django.contrib.auth.models import User

from .models import Author, Book

DAY = dt.datetime(2024, 2, 29, 13, 5, tzinfo=dt.UTC)


def populate(count=60):
    """Makes authors and books, and the users `root` and `guest`."""
    User.objects.create_superuser("root", "root@example.com", "root", date_joined=DAY)
    User.objects.create_user("guest", "guest@example.com", "guest", date_joined=DAY)
    authors = [
        Author.objects.create(name=name, born=DAY.date() - dt.timedelta(days=9999 * index))
        for index, name in enumerate(("Anna & Co", "<b>Bert</b>", "Çelik", "עדן", ""))
    ]
    for number in range(count):
        Book.objects.create(
            title=f"Book <{number}>" if number % 4 else "  spaces\n& lines ",
            author=authors[number % 5],
            price=Decimal(number * 1234567) / 100,
            rating=number * 1.1 if number % 3 else None,
            copies=number * 4321,
            is_lent=(True, False, None)[number % 3],
            published=DAY - dt.timedelta(hours=1111 * number) if number % 6 else None,
            opened=dt.time(number % 24, number % 60) if number % 5 else None,
            summary="One.\n\nTwo & <three>.\n" * (number % 3),
            genre="pn"[number % 2],
            site="https://example.com/?a=1&b=2" * (number % 2),
        )


def user(name="root"):
    """Returns a user by name."""
    return User.objects.get(username=name)
