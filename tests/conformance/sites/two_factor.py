"""Logins with a second factor, by django-two-factor-auth."""

from django.urls import include, path
from two_factor.urls import urlpatterns as two_factor_urls

from .library import data

urlpatterns = [path("", include(two_factor_urls))]

populate = data.populate


def visit(browser):
    login = {"login_view-current_step": "auth"}
    browser.get("/account/login/")
    browser.post("/account/login/", {**login, "auth-username": "x", "auth-password": "<y>"})
    browser.login(data.user())
    browser.get("/account/two_factor/")
    browser.get("/account/two_factor/setup/")
    browser.post("/account/two_factor/setup/", {"setup_view-current_step": "welcome"})
    browser.post("/account/two_factor/setup/", {})
    browser.get("/account/two_factor/backup/tokens/")
    browser.get("/account/two_factor/disable/")
    browser.get("/account/two_factor/setup/complete/")
