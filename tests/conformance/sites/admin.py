"""Django's admin, with its documentation generator, on the models that Django brings along."""

import datetime as dt

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.urls import include, path

urlpatterns = [
    path("admin/doc/", include("django.contrib.admindocs.urls")),
    path("admin/", admin.site.urls),
    path("accounts/", include("django.contrib.auth.urls")),
]

JOINED = dt.datetime(2024, 2, 29, 13, 5, tzinfo=dt.UTC)


def populate():
    users = [
        User(
            username=f"user{number}",
            first_name=["Anna & Co", "<b>Bert</b>", "Çelik", "עדן"][number % 4],
            last_name="O'Neill" * (number % 3),
            email=f"user{number}@example.com" * (number % 2),
            is_staff=number % 3 == 0,
            is_active=number % 7 != 0,
            date_joined=JOINED - dt.timedelta(days=97 * number),
            last_login=JOINED if number % 2 else None,
        )
        for number in range(120)
    ]
    User.objects.bulk_create(users)
    User.objects.create_superuser("root", "root@example.com", "root", date_joined=JOINED)
    User.objects.create_user("guest", is_staff=True, date_joined=JOINED)
    for name in ("Editors", "<Writers>", "Readers & co"):
        group = Group.objects.create(name=name)
        group.permissions.set(Permission.objects.order_by("pk")[:7])
    root = User.objects.get(username="root")
    root.groups.set(Group.objects.all())
    kind = ContentType.objects.get_for_model(User)
    for number in range(30):
        LogEntry.objects.create(
            user=root,
            content_type=kind,
            object_id=str(number % 3 + 1),
            object_repr=f"<user {number}>",
            action_flag=number % 3 + 1,
            action_time=JOINED + dt.timedelta(hours=number),
            change_message=(
                '[{"changed": {"fields": ["First name"]}}]' if number % 3 + 1 == CHANGE else ""
            ),
        )


def visit(browser):
    visit_accounts(browser)
    browser.login(User.objects.get(username="root"))
    visit_users(browser)
    visit_others(browser)
    browser.login(User.objects.get(username="guest"))
    browser.get("/admin/")
    browser.get("/admin/auth/user/")


def visit_accounts(browser):
    browser.get("/admin/login/")
    browser.post("/admin/login/", {"username": "nobody", "password": "<wrong>"})
    browser.get("/accounts/password_reset/")
    browser.post("/accounts/password_reset/", {"email": "not an address"})


def visit_users(browser):
    pk = User.objects.get(username="root").pk
    browser.get("/admin/")
    browser.get("/admin/auth/")
    users = "/admin/auth/user/"
    browser.get(users)
    browser.get(users, {"q": "user1", "is_staff__exact": "1", "o": "-3.1"})
    browser.get(users, {"p": "2", "all": ""})
    browser.get(users, {"e": "1"})
    browser.get(f"{users}add/")
    browser.post(f"{users}add/", {"username": "root", "password1": "a", "password2": "b"})
    browser.get(f"{users}{pk}/change/")
    browser.post(f"{users}{pk}/change/", {"username": "", "email": "x", "date_joined_0": "x"})
    browser.get(f"{users}{pk}/password/")
    browser.post(f"{users}{pk}/password/", {"password1": "a", "password2": "b"})
    browser.get(f"{users}1/history/")
    browser.get(f"{users}1/delete/")
    browser.get(f"{users}999/change/")
    browser.post(users, {"action": "delete_selected", "_selected_action": ["1", "2", "3"]})
    browser.post(users, {"action": "delete_selected"})


def visit_others(browser):
    browser.get("/admin/auth/group/")
    browser.get("/admin/auth/group/1/change/")
    browser.get("/admin/auth/group/add/", {"_popup": "1"})
    browser.post("/admin/auth/group/add/", {"name": "Editors"})
    browser.get("/admin/flatpages/flatpage/add/")
    browser.post("/admin/flatpages/flatpage/add/", {"url": "no slash"})
    browser.get("/admin/sites/site/")
    browser.get("/admin/redirects/redirect/")
    browser.get("/admin/password_change/")
    browser.post("/admin/password_change/", {"old_password": "x"})
    browser.get("/admin/doc/")
    for part in ("tags", "filters", "views", "models", "bookmarklets"):
        browser.get(f"/admin/doc/{part}/")
    browser.get("/admin/doc/models/auth.user/")
    browser.get("/admin/nowhere/")
