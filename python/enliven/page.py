"""What a served page carries besides the render: the root's attributes and the client script.

Neither may change how the browser parses the rest. The attributes go on the `<html>` start tag, the
script where the head begins. Both places are found with the rules of the HTML standard's tokenizer
for what may stand in front of them (13.2.5: comments, doctypes, tags), and of its first insertion
modes (13.2.6.4.1 to 3: what they skip).
"""

import re
from dataclasses import dataclass

from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

_SPACE = "\t\n\f\r "
_COMMENT = re.compile(r"<!--(?:-?>|.*?--!?>)", re.DOTALL)
_BOGUS_COMMENT = re.compile(r"<(?:!(?!--)|\?|/(?=[^A-Za-z>]))[^>]*>")
_TAG_NAME = re.compile(r"<(/?)([A-Za-z][^\t\n\f\r />]*)")
_ATTRIBUTE = re.compile(
    r"""[\t\n\f\r /]*(?:
        (?P<end>>)
        | [^\t\n\f\r />][^\t\n\f\r /=>]*+
          (?:[\t\n\f\r ]*=[\t\n\f\r ]*(?:"[^"]*"|'[^']*'|(?=>)|[^\t\n\f\r >"'][^\t\n\f\r >]*+))?
          (?![\t\n\f\r ]*=[\t\n\f\r ]*["'])
    )""",
    re.VERBOSE,
)
# These end tags make the parser go on as if the missing tags were there; others are skipped.
_ACTING_END_TAGS = {"head", "body", "html", "br"}


@dataclass(frozen=True, slots=True)
class Places:
    """Where things go into a page's source.

    Attributes:
        root: Offset behind `<html`, or, without such a tag, of the place where it belongs.
        has_root: Whether the source writes an `<html>` tag.
        head: Offset at which the first element of the head may stand.
    """

    root: int
    has_root: bool
    head: int


def inject(html: str, attributes: dict[str, str], script: str) -> str:
    """Put attributes on the root of a page, and a script before everything else in its head."""
    places = find_places(html)
    written = write_attributes(attributes)
    start = written if places.has_root else f"<html{written}>"
    return "".join(
        (html[: places.root], start, html[places.root : places.head], script, html[places.head :])
    )


def find_places(html: str) -> Places:
    """Find where a page's root and head begin."""
    position = _skip(html, 1 if html.startswith("\ufeff") else 0)
    tag = _start_tag(html, position)
    root = position
    has_root = tag is not None and tag[0] == "html"
    if tag is not None and has_root:
        root = position + len("<html")
        position = _skip(html, tag[1], repeated="html")
        tag = _start_tag(html, position)
    if tag is not None and tag[0] == "head":
        position = tag[1]
    return Places(root, has_root, position)


def write_attributes(attributes: dict[str, str]) -> SafeString:
    """Write attributes as they stand in a start tag, each with a space before it."""
    return format_html_join("", ' {}="{}"', attributes.items())


def script_tag(request: HttpRequest | None, *, is_injected: bool) -> SafeString:
    """Write the element that loads the client, with the request's CSP nonce where there is one."""
    attributes = {"src": static("enliven/enliven.js")}
    nonce = _nonce(request)
    if nonce:
        attributes["nonce"] = nonce
    mark = " live-injected" if is_injected else ""
    return format_html("<script{} defer{}></script>", write_attributes(attributes), mark)


def _nonce(request: HttpRequest | None) -> str:
    # django-csp sets `csp_nonce`; Django 6 sets `_csp_nonce` and gives it out by `get_nonce()`.
    for name in ("csp_nonce", "_csp_nonce"):
        nonce = getattr(request, name, None)
        if nonce is not None:
            return str(nonce)  # both are made when they are first written, and false until then
    return ""


def _skip(html: str, position: int, repeated: str = "") -> int:
    """Pass over what makes no element: space, comments, doctypes, stray end tags."""
    while position < len(html):
        if html[position] in _SPACE:
            position += 1
            continue
        comment = _COMMENT.match(html, position) or _BOGUS_COMMENT.match(html, position)
        if comment:
            position = comment.end()
            continue
        if html.startswith("</>", position):
            position += 3
            continue
        end = _skipped_tag(html, position, repeated)
        if end is None:
            break
        position = end
    return position


def _skipped_tag(html: str, position: int, repeated: str) -> int | None:
    match = _TAG_NAME.match(html, position)
    if match is None:
        return None
    name = match[2].lower()
    is_skipped = name not in _ACTING_END_TAGS if match[1] else name == repeated
    return _tag_end(html, match.end()) if is_skipped else None


def _start_tag(html: str, position: int) -> tuple[str, int] | None:
    """Give the lower-case name of the start tag at `position`, and the offset behind its `>`."""
    match = _TAG_NAME.match(html, position)
    if match is None or match[1]:
        return None
    end = _tag_end(html, match.end())
    return None if end is None else (match[2].lower(), end)


def _tag_end(html: str, position: int) -> int | None:
    """Give the offset behind the `>` that ends a tag, None where the source ends first."""
    while match := _ATTRIBUTE.match(html, position):
        position = match.end()
        if match["end"]:
            return position
    return None
