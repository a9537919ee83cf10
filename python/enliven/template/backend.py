"""The `TEMPLATES` backend."""

from __future__ import annotations

from typing import Any

from django.template.backends.django import DjangoTemplates

from .engine import Engine


class EnlivenTemplates(DjangoTemplates):
    """`DjangoTemplates` with an engine that renders in Rust.

    Takes every option of `DjangoTemplates`, and `lowering`: False renders every node by Python.

    Args:
        params: An entry of `TEMPLATES`, without `BACKEND`.
    """

    def __init__(self, params: dict[str, Any]) -> None:
        options = dict(params["OPTIONS"])
        lowering = options.pop("lowering", True)
        super().__init__({**params, "OPTIONS": options})
        self.engine: Engine = Engine.like(self.engine, lowering=lowering)
