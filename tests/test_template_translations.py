"""Translations are those that Django prints."""

import copy
from contextlib import contextmanager
from functools import partial
from types import SimpleNamespace
from unittest import mock

import pytest
from django.template import Context
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy, pgettext_lazy, trans_real
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines import engines
from tests.test_template_tags import VALUES, compare, compare_nested

#: What the German catalogue has for these tests, right and wrong.
GERMAN = {
    "Hello": "<Hallo>",
    "100%%": "hundert %%",
    "a\nb": "zwei Zeilen",
    "shop\x04Hello": "Laden & %%",
    "plain": "%",
    "%(a)s and %(b)s": "%(b)s und %(a)s, 5%%",
    "broken %(a)s": "kaputt %(other)s",
    "wrong %(a)s": "falsch %(a)d",
    "odd %(a)s": "seltsam %(a)5s %%",
    "open %(a)s": "offen %(a",
    "shop\x04%(a)s": "im Laden %(a)s",
    ("%(n)s row", 0): "%(n)s Zeile",
    ("%(n)s row", 1): "%(n)s Zeilen von %(a)s",
    ("shop\x04%(n)s row", 0): "%(n)s Regal",
    ("one form", 0): "eine Form",
}


@contextmanager
def german():
    """Makes these tests' German the active language."""
    catalogue = trans_real.translation("de")._catalog._catalogs[0]
    with translation.override("de"), mock.patch.dict(catalogue, GERMAN):
        yield


MESSAGES = [
    *("Hello", "100%", "a\\nb", "plain", "Yes", "", "No such message", "50%% off"),
    *("<b>", "{{", "\r\n"),
]
CONTEXTS = ["", "context 'shop'", "context b", "context missing", "context '' ", "context a|upper"]
TARGETS = st.sampled_from(["", "as c", "as a"])
FILTERS = st.sampled_from(["", "", "", "|upper", "|brackets", "|length", "|default:a", "|safe"])
VARIABLES = st.fixed_dictionaries(
    {
        "a": st.one_of(VALUES, st.sampled_from(["Hello", "a\r\nb", mark_safe("Hello"), "100%"])),
        "b": st.one_of(VALUES, st.sampled_from(["shop", "", SafeString("shop")])),
        "items": st.lists(st.sampled_from(["Hello", "<", 1]), max_size=2),
    }
)
OPTIONS = st.fixed_dictionaries({"autoescape": st.booleans()})


def property_test(*arguments):
    """A test of a tag with random arguments, variables and settings."""

    def decorate(test):
        return settings(deadline=None, max_examples=40)(
            given(st.tuples(*arguments), VARIABLES, OPTIONS)(test)
        )

    return decorate


@property_test(
    st.sampled_from([*(f'"{m}"' for m in MESSAGES), "a", "x", "missing", "5", "_('Hello')"]),
    FILTERS,
    st.sampled_from([*CONTEXTS, "noop"]),
    TARGETS,
)
def test_translate(parts, variables, options):
    message, filters, *rest = parts
    # Django does not parse a filter after a text to translate here.
    filters = "" if message.startswith("_(") else filters
    source = (
        "{% load i18n %}{% translate " + message + filters + " " + " ".join(rest) + " %}{{ c }}"
    )
    with german():
        compare_nested(source, variables, language=translation.get_language(), **options)
    compare(source, variables, language="fr", **options)


BODIES = [
    *("Hello", "100%", "plain", "{{ a }} and {{ b }}", "broken {{ a }}", "wrong {{ a }}"),
    *("odd {{ a }}", "open {{ a }}", "{{ a }}", "{{ missing }}{{ x }}", "{{ a|upper }}", ""),
    *("\r\n{{ b }} % ", " spaced \n {{ a }} ", "{{ a }}{{ a }}"),
]


@property_test(
    st.sampled_from(BODIES),
    st.sampled_from(["", "with a=b", "with a=x|default:b y=a", "trimmed"]),
    st.sampled_from(CONTEXTS),
    st.sampled_from(["", "asvar c"]),
)
def test_blocktranslate(parts, variables, options):
    body, *rest = parts
    start = "{% load i18n %}{% blocktranslate " + " ".join(rest) + " %}"
    source = start + body + "{% endblocktranslate %}{{ c }}{{ y }}"
    with german():
        compare_nested(source, variables, language=translation.get_language(), **options)
    compare(source, variables, language="pl", **options)


@property_test(
    st.sampled_from(["{{ n }} row", "one form", "{{ n }} {{ a }}"]),
    st.sampled_from(["{{ n }} rows", "{{ a }}{{ n }}", "other", ""]),
    st.sampled_from(["a", "b", "1", "0", "2", "missing", "items|length"]),
    st.sampled_from([*CONTEXTS[:2], "with a=b", "asvar c"]),
)
def test_plurals(parts, variables, options):
    singular, plural, count, option = parts
    start = "{% load i18n %}{% blocktranslate count n=" + count + " " + option + " %}" + singular
    source = start + "{% plural %}" + plural + "{% endblocktranslate %}{{ c }}{{ n }}"
    with german():
        compare_nested(source, variables, language=translation.get_language(), **options)
    for language in ["pl", "ja"]:
        compare(source, variables, language=language, **options)


@property_test(st.sampled_from(["'de'", "'fr'", "a", "missing", "none", "'xx'", "items"]))
def test_language(parts, variables, options):
    (language,) = parts
    body = "{{ 1.5 }}{% translate 'Yes' %}{% language 'ar' %}{{ lazy }}{% endlanguage %}{{ lazy }}"
    source = "{% load i18n %}{% language " + language + " %}" + body + "{% endlanguage %}{{ 1.5 }}"
    variables |= {"lazy": gettext_lazy("No"), "none": None}
    compare_nested(source, variables, **options)


LAZY = [
    gettext_lazy("Hello"),
    gettext_lazy(mark_safe("Hello")),
    gettext_lazy(message="Hello"),
    gettext_lazy("a\r\nb"),
    gettext_lazy(""),
    gettext_lazy("<No such message>"),
    gettext_lazy(gettext_lazy("Hello")),
    gettext_lazy(5),
    gettext_lazy("Hello", "more"),
    gettext_lazy("a\ud800"),
    pgettext_lazy("shop", "Hello"),
]


@pytest.mark.parametrize("autoescape", [True, False])
@pytest.mark.parametrize("lazy", LAZY, ids=range(len(LAZY)))
def test_lazy_text_prints_its_translation(lazy, autoescape):
    source = "{{ x }}{% firstof x %}{{ x|upper }}{% autoescape off %}{{ x }}{% endautoescape %}"
    parts = [source, "{{ x }}", "{% if x %}yes{% endif %}{{ x|default:'none' }}", "{{ x|cut:'a' }}"]
    with german():
        for part in parts:
            compare(part, {"x": lazy}, language="de", autoescape=autoescape)
    compare("{{ x }}{{ _('100%') }}", {"x": lazy}, language="en", autoescape=autoescape)


SOURCE = (
    "{% load i18n %}{% translate 'Yes' %}{% translate 'May' context 'alt. month' %}{{ lazy }}"
    "{% blocktranslate %}Yes{% endblocktranslate %}{{ _('No') }}"
)


def rendered():
    """What both engines print for every way to translate; they have to agree."""
    django, ours = (
        engine.from_string(SOURCE).render(Context({"lazy": gettext_lazy("Yes")}))
        for engine in engines()
    )
    assert ours == django
    return ours


def test_the_active_language_is_asked_each_time():
    assert rendered() == "YesMayYesYesNo"
    with translation.override("de"):
        assert rendered() == "JaMaiJaJaNein"
    translation.deactivate()
    assert rendered() == "YesMayYesYesNo"
    with translation.override(None):
        assert rendered() == "YesMayYesYesNo"


def test_a_language_that_code_leaves_active_holds_at_once():
    source = "{% load i18n %}{% translate 'Yes' %}{% speak_german %}{% translate 'Yes' %}"
    for engine in engines():
        with translation.override("en"):
            assert engine.from_string(source).render(Context()) == "YesJa"


@pytest.mark.parametrize("name", ["gettext", "pgettext"])
def test_functions_put_in_the_place_of_djangos_are_called(name):
    for module in [translation, translation._trans, trans_real]:
        with mock.patch.object(module, name, lambda *messages: f"<{messages}>"):
            rendered()


def test_a_catalogue_of_ones_own_translates():
    class Shouting(trans_real.DjangoTranslation):
        def gettext(self, message):
            return super().gettext(message).upper()

    with translation.override("de"):
        trans_real._active.value = Shouting("de")
        assert rendered() == "JAMAIJAJANEIN"


def test_a_catalogue_may_change_between_renderings():
    with translation.override("de"):
        catalogue = trans_real.catalog()._catalog
        with mock.patch.dict(catalogue._catalogs[0], {"Yes": "Jawohl"}):
            assert rendered() == "JawohlMaiJawohlJawohlNein"
        with mock.patch.object(trans_real.catalog(), "gettext", lambda message: message * 2):
            assert rendered().startswith("YesYes")


def french():
    return trans_real.translation("fr")


def make_other_catalogue():
    return trans_real.TranslationCatalog(SimpleNamespace(_catalog={"Yes": "Jo"}, plural=None))


CHANGES = {
    "another language": lambda _: translation.activate("fr"),
    "no language": lambda _: translation.deactivate(),
    "another message": lambda active: active._catalog._catalogs[0].update({"Yes": "Jawohl"}),
    "other messages": lambda active: setattr(active, "_catalog", make_other_catalogue()),
    "another plural": lambda active: setattr(active, "plural", lambda _: 1),
    "another fallback": lambda active: setattr(active, "_fallback", french()),
    "another method": lambda active: setattr(active, "gettext", str.upper),
    "another function": lambda _: setattr(trans_real, "gettext", lambda _message: "gettext"),
    "another local": lambda _: setattr(trans_real, "_active", SimpleNamespace(value=french())),
    "another default": lambda _: setattr(trans_real, "_default", french()),
}


@pytest.mark.parametrize("is_active", [True, False])
@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_code_changes_of_translations_holds_at_once(monkeypatch, change, is_active):
    source = """{% load i18n %}{% translate 'Yes' %}{% translate 'No' %}
        {% translate 'only plural' %}{% translate 'May' context 'alt. month' %}
        {{ lazy }}{{ change }}"""
    only_plural = {("only plural", number): f"plural {number}" for number in range(2)}
    texts = []
    for engine in engines():
        template = engine.from_string(source * 2)
        with translation.override("de"), monkeypatch.context() as patch:
            active = copy.copy(trans_real.catalog())
            active._catalog = trans_real.TranslationCatalog()
            active._catalog._catalogs = [{"Yes": "Ja", **only_plural}]
            active._fallback = copy.copy(active._fallback)
            for name, value in {"_default": active, "_active": None, "gettext": None}.items():
                patch.setattr(trans_real, name, value or getattr(trans_real, name))
            if is_active:
                trans_real._active.value = active
            else:
                translation.deactivate()
            variables = {"lazy": gettext_lazy("Yes"), "change": partial(change, active)}
            texts.append(template.render(Context(variables)))
    assert texts[1] == texts[0]


def test_text_in_a_foreign_node_translates_before_and_after_ours():
    source = "{% load i18n %}{% twice %}{% translate 'Yes' as x %}{{ x }}{% endtwice %}"
    _, ours = engines()
    template = ours.from_string(source)
    twice = template.nodelist[1]
    with translation.override("de"):
        context = Context()
        assert template.render(context) == "JaJa"
        translate = twice.nodelist[0]
        with context.bind_template(template):
            assert translate.render(context) == ""
        assert context["x"] == "Ja"
        assert template.render(Context()) == "JaJa"
