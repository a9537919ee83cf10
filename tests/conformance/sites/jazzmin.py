"""The admin as jazzmin shows it."""

from django.contrib import admin
from django.urls import path

from .library import data
from .library.models import Author, Book
from .library.pages import options, visit_admin

authors, books = options(admin.ModelAdmin, admin.TabularInline)
admin.site.register(Author, authors)
admin.site.register(Book, books)

urlpatterns = [path("admin/", admin.site.urls)]

populate = data.populate
visit = visit_admin
