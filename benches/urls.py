"""A URLconf of the size that a shop with an admin has."""

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, include, path

RESOURCES = [
    *(
        "articles",
        "authors",
        "baskets",
        "brands",
        "categories",
        "comments",
        "customers",
        "invoices",
    ),
    *("messages", "offers", "orders", "pages", "payments", "returns", "reviews", "shipments"),
]


def answer(_request: HttpRequest, **_arguments: object) -> HttpResponse:
    """Stands for every page."""
    return HttpResponse()


def resource(name: str) -> list[URLPattern]:
    """The URLs that one kind of thing has as a rule."""
    return [
        path("", answer, name=f"{name}-list"),
        path("new/", answer, name=f"{name}-create"),
        path("archive/<int:year>/<int:month>/", answer, name=f"{name}-archive"),
        path("<int:pk>/", answer, name=f"{name}-detail"),
        path("<int:pk>/edit/", answer, name=f"{name}-edit"),
        path("<int:pk>/delete/", answer, name=f"{name}-delete"),
        path("<int:pk>/<slug:slug>/", answer, name=f"{name}-slug"),
    ]


urlpatterns = [
    path("", answer, name="home"),
    path("about/", answer, name="about"),
    path("admin/", admin.site.urls),
    *(path(f"{name}/", include(resource(name))) for name in RESOURCES),
    path("shop/", include(([path("search/", answer, name="search")], "shop"))),
]
