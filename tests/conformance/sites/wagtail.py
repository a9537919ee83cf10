"""A site of Wagtail: its pages, its admin and its preview."""

import json

from django.urls import include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as admin_urls
from wagtail.documents import urls as document_urls
from wagtail.models import Locale, Page, Site

from .articles.models import Article, FormField, Inquiry, Link, Notice
from .library import data

urlpatterns = [
    path("admin/", include(admin_urls)),
    path("documents/", include(document_urls)),
    path("", include(wagtail_urls)),
]

BODY = [
    {"type": "heading", "value": "Heading <1> & co"},
    {"type": "text", "value": "<p>Rich <b>text</b> with <a linktype='page' id='3'>link</a></p>"},
    {"type": "list", "value": ["one", "<two>"]},
    {"type": "card", "value": {"title": "Card & co", "when": "2024-02-29"}},
    {
        "type": "table",
        "value": {"data": [["a", "<b>"], ["1", None]], "first_row_is_table_header": 1},
    },
]


def populate():
    data.populate(2)
    Locale.objects.get_or_create(language_code="de")
    root = Page.objects.get(depth=1)
    home = Article(title="Home & <co>", slug="start", intro="Intro", body=json.dumps(BODY))
    root.add_child(instance=home)
    Site.objects.update(root_page=home, hostname="testserver", site_name="Site <name>")
    for number in range(25):
        page = Article(
            title=f"Article <{number}>",
            slug=f"a{number}",
            live=number % 4 != 0,
            show_in_menus=number % 3 == 0,
            text=f"<p>text {number}</p>",
            body=json.dumps(BODY),
            first_published_at=data.DAY if number % 4 else None,
        )
        home.add_child(instance=page)
        page.save_revision(user=data.user())
        Link.objects.create(article=page, url="https://example.com/?a=1&b=2")
    form = Inquiry(title="Form", slug="form", to_address="a@example.com")
    home.add_child(instance=form)
    for index, kind in enumerate(("singleline", "email", "dropdown", "checkboxes", "date")):
        FormField.objects.create(
            page=form, label=f"Field <{kind}>", field_type=kind, choices="a & b,c", sort_order=index
        )
    Notice.objects.create(name="<notice>")


def visit(browser):
    visit_pages(browser)
    browser.login(data.user())
    visit_explorer(browser)
    visit_other_parts(browser)


def visit_pages(browser):
    browser.get("/")
    browser.get("/a1/")
    browser.get("/form/")
    browser.post("/form/", {"field_email": "x"})
    browser.get("/nowhere/")
    browser.get("/admin/login/")
    browser.post("/admin/login/", {"username": "x", "password": "<y>"})


def visit_explorer(browser):
    home = Page.objects.get(slug="start").pk
    article = Page.objects.get(slug="a1").pk
    browser.get("/admin/")
    browser.get(f"/admin/pages/{home}/")
    browser.get(f"/admin/pages/{home}/", {"ordering": "-title", "p": "2"})
    for part in ("edit", "delete", "move", "copy", "history", "usage", "unpublish", "privacy"):
        browser.get(f"/admin/pages/{article}/{part}/")
    fields = {"title": "", "slug": "a 2", "intro": "<" * 300, "body-count": "0"}
    links = {"links-TOTAL_FORMS": "1", "links-INITIAL_FORMS": "0", "links-0-url": "<x>"}
    comments = {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    browser.post(f"/admin/pages/{article}/edit/", {**fields, **links, **comments})
    browser.get(f"/admin/pages/{home}/add_subpage/")
    browser.get(f"/admin/pages/add/articles/article/{home}/")
    revision = Page.objects.get(pk=article).latest_revision_id
    browser.get(f"/admin/pages/{article}/revisions/{revision}/view/")
    browser.get(f"/admin/pages/{article}/view_draft/")
    browser.get("/admin/pages/search/", {"q": "Article"})


def visit_other_parts(browser):
    browser.get("/admin/snippets/")
    browser.get("/admin/snippets/articles/notice/")
    browser.get("/admin/snippets/articles/notice/add/")
    browser.post("/admin/snippets/articles/notice/add/", {"name": ""})
    browser.get(f"/admin/settings/articles/contact/{Site.objects.get().pk}/")
    for part in ("images", "documents", "users", "groups", "sites", "redirects"):
        browser.get(f"/admin/{part}/")
    for part in ("images/add", "documents/add", "users/new", "groups/new", "sites/new"):
        browser.get(f"/admin/{part}/")
    browser.post("/admin/users/new/", {"username": "root", "email": "x"})
    browser.get("/admin/groups/edit/1/")
    browser.get("/admin/account/")
    browser.get("/admin/collections/")
    browser.get("/admin/workflows/list/")
    browser.get("/admin/workflows/tasks/index/")
    # Not the site's history: it is named after one of a set of models, another in each process.
    browser.get("/admin/reports/workflow/")
    browser.get("/admin/reports/aging-pages/")
    browser.get("/admin/reports/locked/")
    browser.get("/admin/forms/")
    browser.get("/admin/styleguide/")
    browser.get("/admin/choose-page/")
