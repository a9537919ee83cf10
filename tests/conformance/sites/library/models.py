"""Authors and books, for packages that need models to work on."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Author(models.Model):
    """One who writes books."""

    name = models.CharField(_("name"), max_length=80)
    born = models.DateField(null=True, blank=True)

    def __str__(self):
        return self.name


class Book(models.Model):
    """One with a field of every common kind."""

    title = models.CharField(_("title"), max_length=80)
    author = models.ForeignKey(Author, models.CASCADE, related_name="books")
    price = models.DecimalField(_("price"), max_digits=9, decimal_places=2)
    rating = models.FloatField(null=True, blank=True)
    copies = models.PositiveIntegerField(default=12_345, help_text="<em>how</em> many & where")
    is_lent = models.BooleanField(null=True, default=False)
    published = models.DateTimeField(_("date"), null=True, blank=True)
    opened = models.TimeField(null=True, blank=True)
    summary = models.TextField(blank=True)
    genre = models.CharField(max_length=2, choices=[("p", "Poetry & co"), ("n", "<Novel>")])
    site = models.URLField(blank=True)

    def __str__(self):
        return f"{self.title} & more"
