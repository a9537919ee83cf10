"""URLs that a middleware chooses for some requests."""

from django.urls import path

from tests.app import views

urlpatterns = [
    path("linked/", views.Linked.as_view()),
    path("elsewhere/", views.index, name="there"),
]
