"""URLs of the tests' project."""

from django.urls import path

from tests.app import views

urlpatterns = [
    path("", views.index),
    path("login/", views.login),
    path("counter/", views.Counter.as_view()),
    path("counter/<int:start>/", views.Counter.as_view()),
    path("slow/", views.Slow.as_view()),
    path("blocking/", views.Blocking.as_view()),
    path("chat/<str:room>/", views.Chat.as_view()),
    path("async-chat/<str:room>/", views.AsyncChat.as_view()),
    path("notes/", views.Notes.as_view()),
    path("private/", views.Private.as_view()),
    path("staff/", views.Staff.as_view()),
    path("decorated/", views.Decorated.as_view()),
    path("away/", views.Away.as_view()),
    path("localised/", views.Localised.as_view()),
    path("scoped/", views.Scoped.as_view()),
]
