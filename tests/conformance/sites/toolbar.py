"""Pages with the debug toolbar, which replaces how templates render, in a project with DEBUG."""

import re

from debug_toolbar.toolbar import debug_toolbar_urls
from django.contrib import admin
from django.shortcuts import render
from django.urls import path

from .library import data
from .library.models import Author, Book
from .library.pages import options

authors, books = options(admin.ModelAdmin, admin.TabularInline)
admin.site.register(Author, authors)
admin.site.register(Book, books)


def is_shown(request):
    return True


def show(request):
    books = Book.objects.select_related("author").order_by("author", "pk")
    return render(request, "library/list.html", {"title": "<Books>", "books": books})


urlpatterns = [path("books/", show), path("admin/", admin.site.urls), *debug_toolbar_urls()]

populate = data.populate


def panels(browser):
    """Fetches the panels of the page that was fetched last."""
    (request,) = re.findall(r'data-request-id="(\w+)"', browser.last)
    client = browser.client("en")
    for panel in ("TemplatesPanel", "StaticFilesPanel", "RequestPanel"):
        arguments = {"request_id": request, "panel_id": panel}
        browser.fetch(f"GET {panel}", client.get, "/__debug__/render_panel/", arguments)


def visit(browser):
    browser.get("/books/")
    panels(browser)
    browser.login(data.user())
    browser.get("/admin/")
    browser.get("/admin/library/book/")
    browser.get("/admin/library/book/7/change/")
    panels(browser)
