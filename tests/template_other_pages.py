"""Another URL configuration, with names of `template_pages`."""

from django.urls import path

from tests.template_pages import view

urlpatterns = [path("other/", view, name="home"), path("other/<slug:x>", view, name="one")]
