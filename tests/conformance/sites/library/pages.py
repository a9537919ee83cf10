"""The pages of an admin with books, for packages that change how an admin looks."""

from . import data


def visit_admin(browser):
    """Fetches every kind of page of the admin."""
    browser.get("/admin/login/")
    browser.post("/admin/login/", {"username": "x", "password": "<y>"})
    browser.login(data.user())
    browser.get("/admin/")
    books = "/admin/library/book/"
    browser.get(books)
    browser.get(books, {"q": "Book", "genre__exact": "p", "o": "-4.1", "p": "2"})
    browser.get(f"{books}add/")
    browser.post(f"{books}add/", {"title": "", "price": "<x>", "published_0": "x"})
    browser.get(f"{books}7/change/")
    browser.post(f"{books}7/change/", {"title": "x" * 99, "rating": "<1>"})
    browser.get(f"{books}7/delete/")
    browser.get(f"{books}7/history/")
    browser.post(books, {"action": "delete_selected", "_selected_action": ["1", "2", "3"]})
    browser.get("/admin/library/author/")
    browser.get("/admin/library/author/1/change/")
    browser.get("/admin/library/author/add/", {"_popup": "1"})
    author = {"books-TOTAL_FORMS": "2", "books-INITIAL_FORMS": "0", "books-0-title": "<new>"}
    browser.post("/admin/library/author/add/", {"name": "", **author})
    browser.get("/admin/auth/user/")
    browser.get("/admin/auth/user/1/change/")
    browser.get("/admin/auth/user/1/password/")
    browser.get("/admin/auth/group/add/")
    browser.get("/admin/password_change/")


def options(base, inline):
    """Makes admin classes for authors and books out of a package's classes."""
    from .models import Book  # noqa: PLC0415 - the apps are ready by then

    class Books(inline):
        model = Book
        extra = 1

    class BookAdmin(base):
        list_display = ("title", "author", "price", "rating", "is_lent", "published", "copies")
        list_filter = ("genre", "is_lent", "author", "published")
        list_editable = ("is_lent",)
        search_fields = ("title",)
        date_hierarchy = "published"
        list_per_page = 20
        readonly_fields = ("copies",)
        radio_fields = {"genre": 1}
        fieldsets = (
            (None, {"fields": ("title", ("author", "price"), "genre", "copies")}),
            ("More & <more>", {"classes": ("collapse",), "fields": ("rating", "is_lent")}),
            ("Rest", {"description": "<i>x</i>", "fields": ("published", "opened", "summary")}),
        )

    class AuthorAdmin(base):
        list_display = ("name", "born")
        inlines = (Books,)

    return AuthorAdmin, BookAdmin
