"""Puts Enliven's classes where Django's tests look for Django's.

It runs before any test module is imported, so that `from django.template import Engine, Template`
gives ours.
"""

import importlib
from functools import wraps

import django.forms.renderers
import django.template
import django.test.utils
from django.template import base, engine
from django.template.backends import django as backend
from django.template.loaders import base as loader


class Uses:
    """How often the engine was asked for something: a test without any says nothing about it."""

    count = 0


def counted(owner, name, of=object):
    """Counts the calls of a method on objects of a class."""
    method = getattr(owner, name)

    @wraps(method)
    def count(self, *args, **kwargs):
        Uses.count += isinstance(self, of)
        return method(self, *args, **kwargs)

    setattr(owner, name, count)


def count_django():
    """Counts the uses of Django's own engine."""
    counted(base.Template, "compile_nodelist")
    counted(base.Template, "render")


def install():
    """Replaces `Engine`, `Template` and the backend, and counts their uses."""
    from enliven.template import Engine, EnlivenTemplates, Template  # noqa: PLC0415
    from enliven.template.nodelist import LoweredNodeList  # noqa: PLC0415

    counted(Template, "compile_nodelist")
    counted(Template, "render")
    counted(LoweredNodeList, "render")
    # Lists without anything for Rust call it in the place of their own.
    counted(base.NodeList, "render", LoweredNodeList)
    # Django's error pages are written for Django's classes.
    for name in ("csrf", "debug", "defaults", "i18n", "static"):
        importlib.import_module(f"django.views.{name}")

    class DjangoTemplates(EnlivenTemplates):
        __module__ = backend.__name__

    Engine.__module__, Template.__module__ = engine.__name__, base.__name__
    django.template.Engine = engine.Engine = Engine
    django.template.Template = base.Template = loader.Template = engine.Template = Template
    backend.DjangoTemplates = DjangoTemplates
    django.forms.renderers.DjangoTemplates.backend = DjangoTemplates
