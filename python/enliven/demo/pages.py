"""The demo's pages: what the index and the navigation list, and the files each page shows."""

from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent


@dataclass(frozen=True)
class Page:
    """One page of the demo."""

    name: str
    """Of its URL, its module in `views` and its template."""
    title: str
    summary: str
    also: tuple[str, ...] = ()
    """Files worth reading besides the view and the template, relative to this package."""

    @property
    def files(self) -> tuple[str, ...]:
        """Paths of the files to show, relative to this package."""
        return (f"views/{self.name}.py", f"templates/demo/{self.name}.html", *self.also)

    @property
    def thumbnail(self) -> str:
        """The template of the drawing that the index shows."""
        return f"demo/thumbnails/{self.name}.svg"


PAGES = (
    Page(
        "counter",
        "Counter",
        "A number on the server, a few buttons in the browser: the whole idea.",
    ),
    Page(
        "table",
        "Table",
        "A thousand rows to create, sort, swap and filter. Only what changed is sent.",
    ),
    Page(
        "contact",
        "Contact form",
        "A Django form, validated on the server while you type.",
    ),
    Page(
        "chat",
        "Chat",
        "Open this page in two tabs: what one says, the other shows.",
        also=("models.py",),
    ),
    Page(
        "todo",
        "To-do list",
        "Rows of a model: add, edit, tick off, filter. Reload: nothing is lost.",
        also=("models.py",),
    ),
)
BY_NAME = {page.name: page for page in PAGES}
