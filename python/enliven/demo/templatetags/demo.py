"""What the demo's layout asks for: the list of pages, the page it is drawing, its source."""

from dataclasses import dataclass
from pathlib import Path

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString

from enliven.demo.highlight import highlight
from enliven.demo.pages import BY_NAME, PAGES, ROOT, Page

register = template.Library()


@dataclass(frozen=True)
class Source:
    """A file of this package, ready to show."""

    name: str
    html: SafeString


@register.simple_tag
def all_pages() -> tuple[Page, ...]:
    """Every page of the demo, in the order of the navigation."""
    return PAGES


@register.simple_tag(takes_context=True)
def current_page(context: Context) -> Page | None:
    """The page that is being rendered, known by its template; none on the index."""
    name = context.template.name if context.template else None
    return BY_NAME.get((name or "").removeprefix("demo/").removesuffix(".html"))


@register.simple_tag
def sources(page: Page) -> list[Source]:
    """The files of a page, read anew so that an edited one shows at the next reload."""
    return [
        Source(file, highlight((ROOT / file).read_text(encoding="utf-8"), Path(file).suffix))
        for file in page.files
    ]
