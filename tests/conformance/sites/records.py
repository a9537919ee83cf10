"""Trees, tags, versions, permissions and assets."""

from django.contrib import admin
from django.shortcuts import render
from django.urls import path
from guardian.admin import GuardedModelAdmin
from mptt.admin import DraggableMPTTAdmin, MPTTModelAdmin
from reversion.admin import VersionAdmin
from simple_history.admin import SimpleHistoryAdmin
from treebeard.admin import TreeAdmin
from treebeard.forms import movenodeform_factory

from .archive.models import Branch, Record, Shelf
from .library import data
from .library.models import Author, Book


class RecordAdmin(SimpleHistoryAdmin):
    list_display = ("name",)


class BranchAdmin(TreeAdmin):
    form = movenodeform_factory(Branch)


class AuthorAdmin(VersionAdmin):
    pass


class BookAdmin(GuardedModelAdmin):
    pass


admin.site.register(Record, RecordAdmin)
admin.site.register(Branch, BranchAdmin)
admin.site.register(Shelf, DraggableMPTTAdmin)
admin.site.register(Author, AuthorAdmin)
admin.site.register(Book, BookAdmin)
drafts = admin.AdminSite("drafts")
drafts.register(Shelf, MPTTModelAdmin)


def show(request, name):
    context = {"title": "<Title>", "shelves": Shelf.objects.all(), "books": Book.objects.all()}
    return render(request, f"library/{name}.html", context)


urlpatterns = [
    path("admin/", admin.site.urls),
    path("drafts/", drafts.urls),
    path("<name>/", show),
]


def populate():
    data.populate(6)
    for number in range(9):
        parent = Shelf.objects.filter(name=f"Shelf <{number // 2}>").first() if number else None
        Shelf.objects.create(name=f"Shelf <{number}>", parent=parent)
    root = Branch.add_root(name="Root & co")
    for number in range(4):
        root.add_child(name=f"Branch <{number}>").add_child(name="leaf")
        root.refresh_from_db()
    for number in range(5):
        record = Record.objects.create(name=f"Record <{number}>")
        record.tags.add("a & b", f"t{number}")
        record.name += "!"
        record.save()
    Record.history.update(history_date=data.DAY)


def visit(browser):
    browser.get("/shelves/")
    browser.login(data.user())
    for model in ("archive/record", "archive/branch", "archive/shelf", "library/author"):
        page = f"/admin/{model}/"
        browser.get(page)
        browser.get(f"{page}add/")
        browser.post(f"{page}add/", {"name": ""})
        browser.get(f"{page}1/change/")
        browser.get(f"{page}1/history/")
        browser.get(f"{page}1/delete/")
    browser.get("/admin/archive/record/1/history/1/")
    browser.get("/admin/library/author/recover/")
    browser.get("/admin/library/book/1/permissions/")
    browser.get("/drafts/archive/shelf/")
    browser.get("/admin/taggit/tag/")
    browser.get("/admin/taggit/tag/1/change/")
