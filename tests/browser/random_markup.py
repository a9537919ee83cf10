"""Random markup that resembles what templates make of changing data."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")

WORDS = [
    "",
    " ",
    "\n  ",
    "text",
    "a &amp; b",
    " padded ",
    "<!-- note -->",
    "é 漢 👩‍👩‍👧",
    "&lt;b&gt;",
]
TAGS = ["div", "div", "b", "span", "h2", "section", "x-y", "pre"]
ATTRIBUTES = ["class", "title", "hidden", "data-x", "@click", "style", "id"]
OWN = 0.15


class RandomMarkup:
    """Makes the markup of one step: all steps of a seed have most of their structure in common."""

    def __init__(self, seed: str, data: Random) -> None:
        self.shape = Random(seed)
        self.data = data
        self.makers: list[Callable[[int], str]] = [
            self.words,
            self.words,
            self.element,
            self.element,
            self.items,
            self.table,
            self.form,
            self.special,
        ]

    def vary(self, draw: Callable[[Random], T]) -> T:
        """Draws what all steps share, or now and then what only this one has."""
        shared, own = draw(self.shape), draw(self.data)
        return own if self.data.random() < OWN else shared

    def number(self) -> int:
        return self.vary(lambda random: random.randint(0, 2))

    def content(self, depth: int = 3) -> str:
        """Some nodes, at most `depth` deep."""
        if depth < 0:
            return ""
        nodes = [self.shape.choice(self.makers)(depth) for _ in range(self.shape.randint(0, 4))]
        while nodes and self.data.random() < OWN:
            nodes.pop(self.data.randrange(len(nodes)))
        return "".join(nodes)

    def words(self, _depth: int) -> str:
        return self.vary(lambda random: random.choice(WORDS))

    def attributes(self) -> str:
        names = self.vary(lambda random: random.sample(ATTRIBUTES, random.randint(0, 2)))
        return "".join(f' {name}="{self.data.randint(0, 2)}"' for name in names)

    def element(self, depth: int) -> str:
        tag = self.vary(lambda random: random.choice(TAGS))
        inside = self.content(depth - 1) if depth else "x"
        return f"<{tag}{self.attributes()}>{inside}</{tag}>"

    def keys(self) -> list[int]:
        return self.vary(lambda random: random.sample(range(9), random.randint(0, 7)))

    def items(self, depth: int) -> str:
        seed = self.shape.random()
        return f"<ul>\n{''.join(self.item(seed, key, depth) for key in self.keys())}</ul>"

    def item(self, seed: float, key: int, depth: int) -> str:
        inside = RandomMarkup(f"{seed}{key}", self.data).content(depth - 2)
        return f'<li live-key="{key}">{key} {inside}</li>\n'

    def table(self, _depth: int) -> str:
        seed = self.shape.random()
        return f"<table>{''.join(self.row(seed, key) for key in self.keys())}</table>"

    def row(self, seed: float, key: int) -> str:
        cell = RandomMarkup(f"{seed}{key}", self.data)
        cells = f"<td>{key}</td><td{cell.attributes()}>{cell.words(0)}</td>"
        return f'<tr live-key="{key}">{cells}</tr>'

    def form(self, _depth: int) -> str:
        options = "".join(f"<option value='{key}'>{key}</option>" for key in self.keys())
        return (
            f"<input value='{self.number()}'{self.attributes()}>"
            f"<textarea>{self.words(0)}</textarea><select>{options}</select>"
        )

    def special(self, depth: int) -> str:
        number = self.number()
        inside = self.content(depth - 2)
        kinds = [
            f'<svg viewBox="0 0 1 {number}"><g><path d="M{number}"></path></g></svg>',
            f"<template><p>{inside}</p></template>",
            f"<math><mi>x</mi><mn>{number}</mn></math>",
            f"<svg><a xlink:href='#{number}'><text>{number}</text></a></svg>",
            f"<style>.x{number} {{}}</style>",
            f"<script>window.ran = {number}</script>",
            f"<noscript><p>{number}</p></noscript>",
            f"<!--{number}-->",
        ]
        return kinds[self.shape.randrange(len(kinds))]
