"""Notes at errors: beside Django's message, never in it."""

import traceback

import pytest
from django.template import Context, Library, TemplateDoesNotExist, TemplateSyntaxError
from django.template.engine import Engine as DjangoEngine
from django.test import RequestFactory
from django.views.debug import ExceptionReporter

from enliven.template import Engine

LIBRARIES = {
    "humanize": "django.contrib.humanize.templatetags.humanize",
    "i18n": "django.templatetags.i18n",
    "l10n": "django.templatetags.l10n",
    "tz": "django.templatetags.tz",
}
NOT_INSTALLED = "which INSTALLED_APPS does not name"


def failure(engine_class, source, templates=None, **options):
    """The exception that compiling and rendering the template ends in."""
    loader = ("django.template.loaders.locmem.Loader", {**(templates or {}), "page": source})
    engine = engine_class(loaders=[loader], libraries=LIBRARIES, debug=True, **options)
    with pytest.raises((TemplateSyntaxError, TemplateDoesNotExist)) as caught:
        engine.get_template("page").render(Context({"names": ["nothing", "shared/hader.html"]}))
    return caught.value


def compare(source, templates=None):
    """Compares all that Django's exception tells, and gives the notes that ours has besides."""
    theirs, ours = (failure(kind, source, templates) for kind in (DjangoEngine, Engine))
    assert type(ours) is type(theirs)
    assert str(ours) == str(theirs)
    assert ours.args == theirs.args
    assert vars(ours).get("template_debug") == vars(theirs).get("template_debug")
    assert "".join(map(str, vars(ours).get("tried", ()))) == "".join(
        map(str, vars(theirs).get("tried", ()))
    )
    assert "__notes__" not in vars(theirs)
    return vars(ours).get("__notes__", [])


@pytest.mark.parametrize(
    ("source", "note"),
    [
        ("a\n{% includ 'x' %}", "Did you mean 'include'?"),
        ("{% if a %}\n{% esle %}{% endif %}", "Did you mean 'else'?"),
        ("{% translate 'x' %}", "'translate' is in the library 'i18n': {% load i18n %} first."),
        (
            "{% blocktranslat %}x{% endblocktranslate %}",
            "Did you mean 'blocktranslate' of the library 'i18n'? {% load i18n %} first.",
        ),
        ("{% load i18n %}{% translat 'x' %}", "Did you mean 'translate'?"),
        ("{% if a %}{% elseif b %}{% endif %}", "Did you mean 'elif'?"),
        ("{% if a %}{% elsif b %}{% endif %}", "Did you mean 'elif'?"),
        ("{% if a %}{% endfi %}", "Did you mean 'endif'?"),
        ("{% fro a in b %}{% endfor %}", "Did you mean 'for'?"),
        (
            "{% get_flatpage as pages %}",
            (
                "Did you mean 'get_flatpages'? "
                "It is of 'flatpages', which needs 'django.contrib.flatpages' in INSTALLED_APPS."
            ),
        ),
        ("{% endif %}", "No {% if %} is open here."),
        ("{% if a %}{% endfor %}{% endif %}", "No {% for %} is open here."),
        (
            "{% for a in b %}\n{% if a %}\n{% endfor %}",
            "{% if %} of line 2 must be closed first.",
        ),
    ],
)
def test_an_unknown_tag_has_a_suggestion(source, note):
    assert compare(source) == [note]


@pytest.mark.parametrize(
    ("source", "note"),
    [
        ("{{ a|truncatwords:3 }}", "Did you mean 'truncatewords'?"),
        ("{{ a|truncate:3 }}", "Did you mean 'truncatewords'?"),
        ("{{ a|defualt:3 }}", "Did you mean 'default'?"),
        ("{{ a|count }}", "Did you mean 'length'?"),
        ("{{ a|natrualtime }}", "Did you mean 'naturaltime' of the library 'humanize'? "),
        ("{{ a|uper }}", "Did you mean 'upper'?"),
        ("{{ a|intcomma }}", "'intcomma' is in the library 'humanize': {% load humanize %} first."),
        ("{% if a|intcoma %}{% endif %}", "Did you mean 'intcomma' of the library 'humanize'? "),
        ("{% for a in b %}{% if a|lenght %}{% endif %}{% endfor %}", "Did you mean 'length'?"),
    ],
)
def test_an_unknown_filter_has_a_suggestion(source, note):
    (found,) = compare(source)
    assert found.startswith(note)


@pytest.mark.parametrize(
    ("source", "note"),
    [
        ("{% load humanise %}", "Did you mean 'humanize'?"),
        ("{% load i18n l01n %}", "Did you mean 'l10n'?"),
        ("{% load intcoma from humanize %}", "Did you mean 'intcomma'?"),
        ("{% load intcomma from humanise %}", "Did you mean 'humanize'?"),
        ("{% load naturalday intcoma from humanize %}", "Did you mean 'intcomma'?"),
        (
            "{% if a %}{% load flatpages %}{% endif %}",
            f"'flatpages' is a library of 'django.contrib.flatpages', {NOT_INSTALLED}.",
        ),
        ("{% load enliven %}", f"'enliven' is a library of 'enliven', {NOT_INSTALLED}."),
    ],
)
def test_an_unknown_library_has_a_suggestion(source, note):
    assert compare(source) == [note]


@pytest.mark.parametrize(
    "source",
    [
        "{% include 'shared/hader.html' %}",
        "{% include names %}",
        "{% extends 'shared/hader.html' %}",
        "{% for a in names %}{% include 'header.html' %}{% endfor %}",
    ],
)
def test_a_missing_template_has_a_suggestion(source):
    templates = {"shared/header.html": "", "shared/footer.html": ""}
    assert compare(source, templates) == ["Did you mean 'shared/header.html'?"]


@pytest.mark.parametrize(
    ("name", "start"),
    [("intcomma", "'intcomma' is"), ("natrualtime", "Did you mean 'naturaltime'? It is")],
)
def test_what_an_app_has_that_is_not_installed_is_told(name, start):
    with pytest.raises(TemplateSyntaxError, match=f"Invalid filter: '{name}'") as caught:
        Engine().from_string(f"{{{{ 1|{name} }}}}")
    assert caught.value.__notes__ == [
        f"{start} of 'humanize', which needs 'django.contrib.humanize' in INSTALLED_APPS."
    ]


def test_a_template_that_extends_itself_is_not_suggested():
    assert compare("{% extends 'page' %}", {"pages": "", "pagf": ""}) == []


def test_templates_are_known_from_directories(tmp_path):
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop" / "article_list.html").touch()
    engine = Engine(dirs=[str(tmp_path)], debug=True)
    with pytest.raises(TemplateDoesNotExist) as caught:
        engine.select_template(["shop/articles_list.html", "shop/list.html"])
    assert caught.value.__notes__ == ["Did you mean 'shop/article_list.html'?"]


def test_without_debugging_no_directory_is_read_for_a_suggestion(tmp_path):
    (tmp_path / "article.html").touch()
    with pytest.raises(TemplateDoesNotExist) as caught:
        Engine(dirs=[str(tmp_path)]).select_template(["artikle.html"])
    assert not hasattr(caught.value, "__notes__")


@pytest.mark.parametrize(
    "source",
    [
        "{% natural %}",
        "{% elseif %}",
        "{% count %}",
        "{{ a|cat }}",
        "{% xyzzyplugh %}",
        "{{ a|xyzzyplugh }}",
        "{% load xyzzyplugh %}",
        "{% load * %}",
        "{% load ../x %}",
        "{% load __init__ %}",
        "{% load xyzzyplugh from i18n %}",
        "{% include 'xyzzyplugh' %}",
        "{% if %}{% endif %}",
        "{{ }}",
        "{{ load humanise }}",
        "{{ load * }}",
        "{% for %}",
        "{{ a|upper:1 }}",
    ],
)
def test_where_nothing_is_near_nothing_is_suggested(source):
    assert compare(source) == []


def test_an_error_within_another_template_is_noted_once():
    templates = {"row": "{% if a %}{{ a|uper }}{% endif %}"}
    assert compare("{% if names %}{% include 'row' %}{% endif %}", templates) == [
        "Did you mean 'upper'?"
    ]


def test_the_error_of_another_load_tag_is_left_alone():
    def load(_parser, token):
        raise TemplateSyntaxError(token.contents)

    library = Library()
    library.tag("load", load)
    engine = Engine(libraries=LIBRARIES)
    engine.template_builtins.append(library)
    with pytest.raises(TemplateSyntaxError, match="load humanise") as caught:
        engine.from_string("{% load humanise %}")
    assert not hasattr(caught.value, "__notes__")


def test_the_debug_page_and_tracebacks_show_the_note():
    error = failure(Engine, "one\n{{ a|uper }}")
    assert traceback.format_exception_only(error)[-1] == "Did you mean 'upper'?\n"
    request = RequestFactory().get("/")
    page = ExceptionReporter(request, type(error), error, error.__traceback__).get_traceback_html()
    assert "Invalid filter: &#x27;uper&#x27;\nDid you mean &#x27;upper&#x27;?" in page
