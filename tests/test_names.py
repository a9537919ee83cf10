"""Names that the project may use, and what becomes of the others."""

from functools import cached_property

import pytest
from django.test import RequestFactory
from django.utils.functional import cached_property as django_cached_property

from enliven import LiveView, event
from enliven.errors import DefinitionError
from enliven.testing import LiveClient


class Assigning(LiveView):
    template = "<!doctype html><p>{{ content_type }}{{ name }}</p>"
    name = ""

    def mount(self, request, name: str = "", value: object = "x"):
        if name:
            setattr(self, name, value)

    @event
    def assign(self, name: str):
        self.name = "changed"
        setattr(self, name, "x")


RESERVED = ["content_type", "template_name", "extra_context", "get", "args", "request", "mount"]


@pytest.mark.parametrize("name", RESERVED)
def test_state_that_templates_would_not_see_is_refused(name):
    with pytest.raises(DefinitionError, match=rf"Assigning assigns to self\.{name}: .*rename it"):
        LiveClient(Assigning, name=name)
    client = LiveClient(Assigning)
    with pytest.raises(DefinitionError, match=rf"Assigning assigns to self\.{name}"):
        client.send("assign", name=name)
    assert client.view.name == ""
    client.send("assign", name="free")
    assert client.view.free == "x"


def test_what_configures_a_view_may_be_set_before_it_is_mounted():
    class Configured(LiveView):
        def setup(self, request, *args, **kwargs):
            super().setup(request, *args, **kwargs)
            self.template_name = "app/counter.html"

        count = 7

    request = RequestFactory().get("/")
    response = Configured.as_view(content_type="text/html; charset=ascii")(request)
    assert b"7" in response.content
    assert response.headers["Content-Type"] == "text/html; charset=ascii"


@pytest.mark.parametrize("name", ["options", "mount", "subscribe", "args", "kwargs"])
@pytest.mark.parametrize("value", [["a"], property(len), cached_property(len)])
def test_data_in_place_of_a_method_is_refused(name, value):
    class Base:
        pass

    setattr(Base, name, value)
    with pytest.raises(DefinitionError, match=rf"Base\.{name}: .* templates do not see it"):
        type("Named", (Base, LiveView), {})


class Totals(LiveView):
    template = "<!doctype html><p>{{ total }} {{ doubled }}</p>"

    def mount(self, request):
        self.items = [1]

    @cached_property
    def total(self):
        return sum(self.items)

    @django_cached_property
    def doubled(self):
        return 2 * self.total

    @event
    def add(self, number: int):
        assert self.total == sum(self.items)
        self.items.append(number)


def test_cached_properties_are_computed_anew_for_every_render():
    client = LiveClient(Totals)
    assert client.text("p") == "1 2"
    client.send("add", number=2)
    assert client.text("p") == "3 6"
    client.view.items.append(3)
    client.send("add", number=4)
    assert client.text("p") == "10 20"
