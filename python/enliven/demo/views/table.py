"""A table of a thousand rows."""

from dataclasses import dataclass
from operator import attrgetter
from typing import Literal

from django.http import HttpRequest

from enliven import LiveView, event

ADJECTIVES = ("amber", "brisk", "calm", "dusty", "eager", "fancy", "gentle")
NOUNS = ("anchor", "bridge", "candle", "drum", "fiddle", "kite")


@dataclass
class Row:
    """One line of the table."""

    id: int
    name: str
    price: int


def make_row(number: int) -> Row:
    """A row that looks random and is the same each time."""
    adjective = ADJECTIVES[number * 3 % len(ADJECTIVES)]
    noun = NOUNS[number * 5 % len(NOUNS)]
    return Row(number, f"{adjective} {noun}", 5 + number * 37 % 495)


class Table(LiveView):
    """Handlers change plain objects; the difference in the page is sent."""

    template_name = "demo/table.html"
    columns = ("id", "name", "price")

    rows: list[Row]
    last_id: int = 0
    selected: int | None = None
    sorted_by: str = ""
    descending: bool = False
    query: str = ""

    def mount(self, request: HttpRequest) -> None:
        """Once, when the page is asked for: no rows yet."""
        self.rows = []

    @property
    def direction(self) -> str:
        """The value of `aria-sort` at the column that orders the rows."""
        return "descending" if self.descending else "ascending"

    @property
    def visible(self) -> list[Row]:
        """The rows that the filter lets through."""
        query = self.query.strip().lower()
        return [row for row in self.rows if query in row.name]

    @event
    def create(self) -> None:
        """A thousand new rows in place of the ones there are."""
        self.clear()
        self.append()

    @event
    def append(self) -> None:
        """A thousand more at the end."""
        numbers = range(self.last_id + 1, self.last_id + 1001)
        self.rows += [make_row(number) for number in numbers]
        self.last_id += 1000
        self.sorted_by = ""

    @event
    def update(self) -> None:
        """Marks every tenth row."""
        for row in self.rows[::10]:
            row.name += " *"

    @event
    def swap(self) -> None:
        """The second row and the last but one change places."""
        if self.rows[2:]:
            self.rows[1], self.rows[-2] = self.rows[-2], self.rows[1]
            self.sorted_by = ""

    @event
    def clear(self) -> None:
        """No rows."""
        self.rows = []
        self.selected = None

    @event
    def select(self, row_id: int) -> None:
        """Picks one row, or lets it go again."""
        self.selected = None if row_id == self.selected else row_id

    @event
    def remove(self, row_id: int) -> None:
        """One row less."""
        self.rows = [row for row in self.rows if row.id != row_id]

    @event
    def sort(self, column: Literal["id", "name", "price"]) -> None:
        """By this column; a second time, the other way round."""
        self.descending = column == self.sorted_by and not self.descending
        self.sorted_by = column
        self.rows.sort(key=attrgetter(column), reverse=self.descending)

    @event
    def search(self, query: str) -> None:
        """Filters as it is typed."""
        self.query = query
