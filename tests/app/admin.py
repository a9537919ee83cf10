"""An admin site of Django's own models, as a URL configuration."""

from django.contrib.admin import AdminSite
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.urls import path

site = AdminSite()
site.register(User, UserAdmin)
site.register(Group, GroupAdmin)

urlpatterns = [path("admin/", site.urls)]
