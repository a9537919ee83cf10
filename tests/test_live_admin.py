"""Patches between pages of Django's admin lead from each to the next."""

import pytest
from django.contrib.auth.models import Group, User
from django.template import context_processors
from django.template.loader import select_template
from django.test import modify_settings, override_settings

from enliven import Document
from enliven._core import Dom

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client, monkeypatch):
    """A client whose user may do everything, and whose pages have one token."""
    monkeypatch.setattr(context_processors, "get_token", lambda _request: "token")
    client.force_login(User.objects.create_superuser("ada", "ada@example.com", "secret"))
    apps = modify_settings(INSTALLED_APPS={"append": "django.contrib.admin"})
    with apps, override_settings(ROOT_URLCONF="tests.app.admin"):
        yield client


class Page:
    """One admin page in a browser that only gets patches."""

    def __init__(self):
        self.document, self.dom = None, None

    def show(self, response):
        names, context = response.template_name, response.context_data
        request = response.wsgi_request
        template = select_template([names] if isinstance(names, str) else names)
        if self.document is None:
            self.document = Document(template.template)
            self.dom = Dom.parse(self.document.render(context, request))
        else:
            self.dom.apply(self.document.patch(context, request))
        assert self.dom == Dom.parse(template.render(context, request))


def people(*names):
    for name in names:
        User.objects.create_user(name, f"{name}@example.com", is_staff=name < "d")


def test_a_change_list(admin):
    people("bob", "cyd", "dan", "eve")
    page = Page()
    page.show(admin.get("/admin/auth/user/"))
    for query in ["", "?q=b", "?q=nobody", "?o=-1", "?o=1.-2", "?is_staff__exact=1", "?all="]:
        page.show(admin.get(f"/admin/auth/user/{query}"))
    people("fay", "gus", "<b>")
    page.show(admin.get("/admin/auth/user/"))
    User.objects.filter(username="cyd").update(first_name="Cyd & <Co>", is_active=False)
    page.show(admin.get("/admin/auth/user/"))
    User.objects.exclude(username="ada").delete()
    page.show(admin.get("/admin/auth/user/"))
    people(*(f"user{number}" for number in range(120)))
    for query in ["", "?p=2", "?all=", "?o=-1&all="]:
        page.show(admin.get(f"/admin/auth/user/{query}"))


@pytest.mark.parametrize(
    ("url", "forms"),
    [
        ("/admin/auth/user/add/", [{"username": "a b"}, {"username": "ada", "password1": "1"}]),
        ("/admin/auth/group/add/", [{}, {"name": "x" * 200}, {"permissions": ["0"]}]),
        ("/admin/password_change/", [{}, {"old_password": "x", "new_password1": "1"}]),
    ],
)
def test_a_form(admin, url, forms):
    page = Page()
    for form in [None, None, *forms, None]:
        page.show(admin.get(url) if form is None else admin.post(url, form))


def test_forms_of_several_objects(admin):
    people("bob")
    Group.objects.create(name="<Editors>")
    page = Page()
    for user in [*User.objects.all(), *User.objects.all()]:
        url = f"/admin/auth/user/{user.pk}/change/"
        page.show(admin.get(url))
        page.show(admin.post(url, {"username": "", "email": "x", "date_joined_0": "?"}))


def test_a_login(admin):
    admin.logout()
    page = Page()
    for form in [None, None, {}, {"username": "ada", "password": "<"}, None]:
        url = "/admin/login/"
        page.show(admin.get(url) if form is None else admin.post(url, form))
