"""Tables by django-tables2, filters by django-filter, and an admin that imports and exports."""

import django_filters
import django_tables2
from django.contrib import admin
from django.core.files.uploadedfile import SimpleUploadedFile
from django.shortcuts import render
from django.urls import path
from import_export.admin import ImportExportModelAdmin

from .library import data
from .library.models import Author, Book
from .library.pages import options, visit_admin

STYLES = ("table", "bootstrap", "bootstrap4", "bootstrap5", "semantic", "bootstrap5-responsive")

authors, books = options(ImportExportModelAdmin, admin.StackedInline)
admin.site.register(Author, authors)
admin.site.register(Book, books)


class BookTable(django_tables2.Table):
    chosen = django_tables2.CheckBoxColumn(accessor="pk")
    price = django_tables2.Column(footer=lambda table: sum(row.price for row in table.data))
    cut = django_tables2.TemplateColumn(
        "{{ record.title|truncatechars:7 }} {{ value }} {{ default }} {{ row_counter }}",
        accessor="summary",
    )
    link = django_tables2.LinkColumn("shown", args=["table"], text="<see>", accessor="pk")

    class Meta:
        model = Book
        attrs = {"class": "a & b"}
        row_attrs = {"data-id": lambda record: record.pk}


class BookFilter(django_filters.FilterSet):
    price = django_filters.RangeFilter()
    published = django_filters.DateFromToRangeFilter()
    order = django_filters.OrderingFilter(fields=("title", "price"))

    class Meta:
        model = Book
        fields = {"title": ["icontains"], "author": ["exact"], "is_lent": ["exact"]}


def show(request, style):
    found = BookFilter(request.GET, queryset=Book.objects.order_by("pk"))
    table = BookTable(found.qs, template_name=f"django_tables2/{style}.html")
    django_tables2.RequestConfig(request, paginate={"per_page": 9}).configure(table)
    return render(request, "library/tables.html", {"table": table, "filter": found})


urlpatterns = [
    path("admin/", admin.site.urls),
    path("tables/<style>/", show, name="shown"),
]

populate = data.populate


def visit(browser):
    for style in STYLES:
        browser.get(f"/tables/{style}/")
        browser.get(f"/tables/{style}/", {"sort": "-price,title", "page": "3"})
        browser.get(f"/tables/{style}/", {"title__icontains": "<", "price_min": "x", "order": "z"})
    visit_admin(browser)
    browser.get("/admin/library/book/export/")
    browser.get("/admin/library/book/import/")
    browser.post("/admin/library/book/import/", {"format": "0"})
    csv = "id,title,author,price,genre\n1,<b>new</b> title,1,2.5,p\n2,Book,99,x,q\n"
    for language in browser.languages:
        upload = SimpleUploadedFile("books.csv", csv.encode())
        browser.fetch(
            f"POST import [{language}]",
            browser.client(language).post,
            "/admin/library/book/import/",
            {"format": "0", "resource": "", "import_file": upload},
        )
