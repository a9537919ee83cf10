"""Accounts, social accounts and multi-factor authentication of django-allauth."""

from django.urls import include, path

from .library import data

urlpatterns = [path("accounts/", include("allauth.urls"))]

populate = data.populate


def visit(browser):
    for page in ("login", "signup", "password/reset", "password/reset/done", "confirm-email"):
        browser.get(f"/accounts/{page}/")
    browser.get("/accounts/login/", {"next": "/a?b=1&c=<2>"})
    browser.post("/accounts/login/", {"login": "root", "password": "<wrong>"})
    browser.post("/accounts/signup/", {"email": "x", "username": "root", "password1": "1"})
    browser.post("/accounts/password/reset/", {"email": "x"})
    browser.get("/accounts/password/reset/key/1-abc/")
    browser.get("/accounts/confirm-email/abc/")
    browser.get("/accounts/inactive/")
    browser.login(data.user())
    for page in ("email", "logout", "password/change", "password/set", "3rdparty", "2fa"):
        browser.get(f"/accounts/{page}/")
    browser.get("/accounts/reauthenticate/")
    browser.get("/accounts/2fa/recovery-codes/")
    browser.post("/accounts/email/", {"action_add": "", "email": "x"})
    browser.post("/accounts/password/change/", {"oldpassword": "x", "password1": "a"})
    browser.post("/accounts/reauthenticate/", {"password": "x"})
    browser.get("/accounts/3rdparty/login/cancelled/")
    browser.get("/accounts/3rdparty/login/error/")
    browser.get("/accounts/3rdparty/signup/")
