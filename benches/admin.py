"""The admin of the articles, with what admins usually have on a list."""

from django.contrib import admin

from .models import Article


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    """Shows 100 articles on a page."""

    list_display = ("title", "author", "section", "stock", "price", "is_featured", "published")
    list_filter = ("section", "is_featured")
    search_fields = ("title", "author")
    list_per_page = 100
