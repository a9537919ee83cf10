"""The demo's pages."""

from django.urls import path
from django.views.generic import TemplateView

from enliven.demo.views.chat import Chat
from enliven.demo.views.contact import Contact
from enliven.demo.views.counter import Counter
from enliven.demo.views.table import Table
from enliven.demo.views.todo import Todo

urlpatterns = [
    path("", TemplateView.as_view(template_name="demo/index.html"), name="index"),
    path("counter/", Counter.as_view(), name="counter"),
    path("table/", Table.as_view(), name="table"),
    path("contact/", Contact.as_view(), name="contact"),
    path("chat/", Chat.as_view(), name="chat"),
    path("todo/", Todo.as_view(), name="todo"),
]
