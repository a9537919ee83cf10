"""Colours for source code: Python and Django templates, one regular expression each."""

import keyword
import re
from functools import lru_cache

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

_PYTHON = re.compile(
    rf"""
      (?P<comment>\#.*)
    | (?P<string>[rbf]*(?:\"\"\"[\s\S]*?\"\"\"|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'))
    | (?P<decorator>@[\w.]+)
    | (?<=\bdef\ )(?P<definition>\w+)
    | (?<=\bclass\ )(?P<class>\w+)
    | \b(?P<keyword>{"|".join(keyword.kwlist)}|self)\b
    | \b(?P<number>\d[\d_.]*)\b
    """,
    re.VERBOSE,
)
_TEMPLATE = re.compile(
    r"""
      (?P<comment>\{\#.*?\#\}|<!--[\s\S]*?-->)
    | (?P<tag>\{%.*?%\})
    | (?P<variable>\{\{.*?\}\})
    | (?P<live>\blive-[\w-]+)
    | (?P<element></?[a-zA-Z][\w-]*|(?<=["\w\s}/])/?>)
    | (?P<attribute>(?<=\s)[a-zA-Z-]+(?==["']))
    """,
    re.VERBOSE,
)


@lru_cache(maxsize=64)
def highlight(source: str, suffix: str) -> SafeString:
    """Escaped HTML of a source file, its parts in spans with classes such as `code-keyword`.

    Args:
        source: The text of the file.
        suffix: `.py` for Python; anything else is read as a Django template.
    """
    pattern = _PYTHON if suffix == ".py" else _TEMPLATE
    pieces: list[str] = []
    end = 0
    for match in pattern.finditer(source):
        pieces.append(escape(source[end : match.start()]))
        pieces.append(f'<span class="code-{match.lastgroup}">{escape(match[0])}</span>')
        end = match.end()
    pieces.append(escape(source[end:]))
    return mark_safe("".join(pieces))  # noqa: S308 - every piece is escaped above
