"""A site of django CMS: its pages, its toolbar and its admin."""

from cms.api import add_plugin, create_page
from cms.models import PageContent
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.urls import include, path

from .library import data

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("cms.urls")),
]


def populate():
    data.populate(2)
    root = data.user()
    home = create_page("Home <&>", "library/cms.html", "en", created_by=root, in_navigation=True)
    home.set_as_homepage(root)
    for number in range(6):
        page = create_page(
            f"Child <{number}>",
            "library/cms_child.html",
            "en",
            created_by=root,
            parent=None,
            in_navigation=True,
            reverse_id=f"child-{number}",
            slug=f"child-{number}",
        )
        content = page.pagecontent_set(manager="admin_manager").first()
        placeholder = content.get_placeholders().get(slot="content")
        box = add_plugin(placeholder, "TeaserPlugin", "en", text="Outer <b>")
        add_plugin(placeholder, "TeaserPlugin", "en", target=box, text="Inner & co")
        create_page(
            f"Grandchild {number}",
            "library/cms.html",
            "en",
            created_by=root,
            parent=page,
            in_navigation=True,
        )


def pages(browser):
    """Fetches what visitors see."""
    for page in ("", "child-1/", "child-1/grandchild-1/", "nowhere/"):
        browser.get(f"/{page}")
        browser.get(f"/{page}", {"edit": "1"})


def visit(browser):
    pages(browser)
    browser.login(data.user())
    pages(browser)
    content = PageContent.admin_manager.order_by("pk")[1]
    browser.get(f"/admin/cms/placeholder/object/{_kind(content)}/edit/{content.pk}/")
    browser.get(f"/admin/cms/placeholder/object/{_kind(content)}/structure/{content.pk}/")
    browser.get(f"/admin/cms/placeholder/object/{_kind(content)}/preview/{content.pk}/")
    browser.get("/admin/cms/pagecontent/")
    browser.get("/admin/cms/pagecontent/add/")
    browser.post("/admin/cms/pagecontent/add/", {"title": ""})
    browser.get(f"/admin/cms/pagecontent/{content.pk}/change/")
    browser.get("/admin/cms/page/2/change/")
    browser.get("/admin/cms/page/2/advanced-settings/")
    browser.get("/admin/cms/page/2/permissions/")
    browser.get("/admin/cms/usersettings/")
    browser.get("/admin/")


def _kind(content):
    return ContentType.objects.get_for_model(content).pk
