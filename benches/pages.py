"""Whole things rather than templates: a form, a page of the admin, compiling.

Each function gives, by engine, what is to be measured, for the engines with Django's language.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import django
from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.models import User
from django.db import connection
from django.template import engines
from django.template.loader_tags import ExtendsNode
from django.test import RequestFactory

from enliven.template.nodelist import LoweredNodeList

from .admin import ArticleAdmin
from .backends import ChosenRenderer, form_renderer, make_backend
from .models import SECTIONS, Article, make_article
from .replay import recording

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from django.forms.renderers import BaseRenderer
    from django.http import HttpRequest
    from django.template.base import NodeList
    from django.template.response import TemplateResponse


class OrderForm(forms.Form):
    """Eight fields with the widgets that forms usually have."""

    name = forms.CharField(max_length=80, help_text="As on the <b>parcel</b>.")
    email = forms.EmailField()
    section = forms.ChoiceField(choices=SECTIONS)
    amount = forms.IntegerField(min_value=1, initial=1)
    delivery = forms.DateField(required=False)
    payment = forms.ChoiceField(choices={"card": "Card", "bill": "Bill"}, widget=forms.RadioSelect)
    remarks = forms.CharField(widget=forms.Textarea, required=False)
    accept = forms.BooleanField(label="I accept the terms")


def form_renderings() -> dict[str, Callable[[], str]]:
    """Making the form and rendering it, as a view does."""

    def work(renderer: BaseRenderer) -> Callable[[], str]:
        return lambda: OrderForm(renderer=renderer).render()

    return {name: work(form_renderer(name)) for name in settings.BACKENDS}


def create_articles() -> None:
    """Makes the table and fills it."""
    with connection.schema_editor() as editor:
        editor.create_model(Article)
    Article.objects.bulk_create(make_article(number) for number in range(150))


def changelist_request() -> HttpRequest:
    """A superuser's request for the list."""
    request = RequestFactory().get("/admin/benches/article/")
    request.user = User(username="ann", first_name="Ann", is_staff=True, is_superuser=True)
    return request


def changelist(name: str, request: HttpRequest) -> TemplateResponse:
    """The response of the admin's list before it is rendered."""
    ChosenRenderer.name = name
    response = ArticleAdmin(Article, admin.site).changelist_view(request)
    response.using = name
    return response


def changelist_pages() -> dict[str, Callable[[], str]]:
    """The whole page: queries, view and rendering, without middleware."""
    return {
        name: lambda name=name: changelist(name, changelist_request()).render().content.decode()
        for name in settings.BACKENDS
    }


@contextmanager
def changelist_templates() -> Iterator[dict[str, Callable[[], str]]]:
    """The page's rendering alone, what the functions of its tags return being known already."""

    def work(name: str) -> Callable[[], str]:
        request = changelist_request()
        response = changelist(name, request)
        context = response.resolve_context(response.context_data)
        backend = make_backend(name, app_dirs=True, **settings.TEMPLATES[0]["OPTIONS"])
        template = backend.get_template("admin/change_list.html")
        template.render(context, request)
        return lambda: template.render(context, request)

    with recording() as made:
        works = {name: work(name) for name in settings.BACKENDS}
        made.is_complete = True
        yield works


def shipped_templates() -> list[str]:
    """The sources of every template that comes with Django and is written in its language."""
    root = Path(django.__file__).parent
    paths = sorted(path for path in root.glob("**/templates/**/*") if path.is_file())
    return [path.read_text() for path in paths]


def lower_all(nodelist: NodeList) -> None:
    """Lowers what rendering would: the list, and each block that stands for a parent's."""
    if isinstance(nodelist, LoweredNodeList):
        nodelist.program()
        for node in nodelist:
            if isinstance(node, ExtendsNode):
                for block in node.blocks.values():
                    block.nodelist.program()


def compilations() -> dict[str, Callable[[], None]]:
    """Compiling the corpus, lowering included."""
    corpus = shipped_templates()

    def work(name: str) -> Callable[[], None]:
        engine: Any = engines[name].engine

        def compile_corpus() -> None:
            for source in corpus:
                lower_all(engine.from_string(source).nodelist)

        return compile_corpus

    return {name: work(name) for name in settings.BACKENDS}


def without_token(html: str) -> str:
    """Leaves out the masked token, which is another one each time."""
    return re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", html)
