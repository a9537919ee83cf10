"""What the pages show."""

import datetime as dt
from decimal import Decimal

from django.db import models

SECTIONS = {"books": "Books", "games": "Games & toys", "garden": "Garden"}
PUBLISHED = dt.datetime(2026, 2, 3, 16, 5, tzinfo=dt.UTC)


class Article(models.Model):
    """A row of a table, on a page or in the admin."""

    title = models.CharField(max_length=100)
    author = models.CharField(max_length=100)
    section = models.CharField(max_length=20, choices=SECTIONS)
    stock = models.IntegerField()
    rating = models.FloatField()
    price = models.DecimalField(max_digits=8, decimal_places=2)
    is_featured = models.BooleanField()
    published = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


def make_article(number: int) -> Article:
    """Makes an article that is not saved; the same for the same number."""
    return Article(
        pk=number + 1,
        title=f"Article <{number}> of the catalogue",
        author=f"Ann O'Nym the {number % 30}.",
        section=list(SECTIONS)[number % 3],
        stock=number * 7 % 1000,
        rating=number % 9 / 2 + 0.25,
        price=Decimal(number * 37 % 9000) / 100,
        is_featured=number % 4 == 0,
        published=PUBLISHED + dt.timedelta(hours=31 * number),
    )
