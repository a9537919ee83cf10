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
    path("half-async/<str:room>/", views.HalfAsync.as_view()),
    path("half-async-mount/", views.HalfAsyncMount.as_view()),
    path("linked/", views.Linked.as_view()),
    path("there/", views.index, name="there"),
    path("flash/", views.Flash.as_view()),
    path("subscribed-notes/", views.SubscribedNotes.as_view()),
    path("notes/", views.Notes.as_view()),
    path("private/", views.Private.as_view()),
    path("staff/", views.Staff.as_view()),
    path("decorated/", views.Decorated.as_view()),
    path("away/", views.Away.as_view()),
    path("localised/", views.Localised.as_view()),
    path("scoped/", views.Scoped.as_view()),
]
