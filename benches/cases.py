"""What is rendered: templates in each engine's language, and the values for one rendering."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from .models import make_article

if TYPE_CHECKING:
    from collections.abc import Callable

ARTICLES = [make_article(number) for number in range(1000)]
FIELDS = ("id", "title", "author", "section", "stock", "rating", "price", "is_featured")
DICTS = [{name: getattr(article, name) for name in FIELDS} for article in ARTICLES]


@dataclass(frozen=True)
class Case:
    """One template with what it needs.

    Attributes:
        name: What the table of results calls it.
        django: The source; or by name the sources of several, `page` being what is rendered.
        values: Makes the variables, anew for each rendering.
        jinja: The same for Jinja2 and minijinja; None where they lack what the case is about.
        is_pure: Whether only the engine works: no URL resolver, no catalogue, no foreign tag.
        language: The language that is active while compiling and rendering.
    """

    name: str
    django: str | dict[str, str]
    values: Callable[[], dict[str, Any]]
    jinja: str | dict[str, str] | None = None
    is_pure: bool = True
    language: str = field(default="en-us", kw_only=True)


def sources(template: str | dict[str, str]) -> dict[str, str]:
    """The sources by name."""
    return {"page": template} if isinstance(template, str) else template


def variables() -> dict[str, Any]:
    """What a view with one object hands over."""
    return {
        "article": ARTICLES[7],
        "shop": {"name": "Corner & Sons", "address": {"street": "High Street 1", "city": "York"}},
        "links": ["/about/", "/terms/", "/imprint/"],
        "visitor": "Zoë",
        "count": 12,
        "total": 118.5,
    }


def articles(number: int, *, of: list[Any] = ARTICLES) -> Callable[[], dict[str, Any]]:
    """What a view with a list hands over."""
    return lambda: {"articles": of[:number], "heading": "Articles", "page_number": 1}


VARIABLES = """<h1>{{ article.title }}</h1><p>by {{ article.author }}, {{ article.section }}</p>
<p>{{ shop.name }}, {{ shop.address.street }}, {{ shop.address.city }}</p>
<p>Hello {{ visitor }}, {{ count }} in your basket: {{ total }}</p>
<ul><li>{{ links.0 }}</li><li>{{ links.1 }}</li><li>{{ links.2 }}</li></ul>
<p>{{ article.stock }} left, {{ article.rating }} stars</p><title>{{ article.title }}</title>
<footer>{{ shop.name }} {{ shop.address.city }} {{ visitor }} {{ count }} {{ total }}</footer>"""

TABLE = """<h1>{{ heading }}</h1><table>{% for article in articles %}
<tr><td>{{ article.id }}</td><td>{{ article.title }}</td><td>{{ article.author }}</td>
<td class="number">{{ article.stock }}</td><td>{{ article.rating }}</td></tr>{% endfor %}</table>"""

FILTERS = """{% for a in articles %}<h2>{{ a.title|upper }}</h2><p>{{ a.author|lower }}
{{ subtitle|default:"no subtitle" }} {{ a.title|length }} letters {{ tags|join:", " }}
{{ tags|first }} {{ tags|last }} {{ a.title|urlencode }} {{ a.section|title }}
{{ a.author|escape }} {{ html|safe }} {{ html|striptags }}</p>{% endfor %}"""
FILTERS_JINJA = FILTERS.replace('default:"no subtitle"', 'default("no subtitle", true)').replace(
    'join:", "', 'join(", ")'
)
FILTERS_OF_DJANGO = """{% for a in articles %}<h2>{{ a.title|truncatechars:12 }}</h2>
<p id="{{ a.title|slugify }}">{{ a.author|capfirst }} {{ a.author|truncatewords:2 }}
{{ a.stock }} piece{{ a.stock|pluralize }}, {{ a.is_featured|yesno:"new,old" }}
{{ text|linebreaksbr }} {{ a.stock|add:1 }} {{ a.author|cut:" " }} {{ text|wordcount }}
{{ tags|slice:":2"|join:"/" }} {{ a.stock|divisibleby:7 }} {{ a.title|addslashes }}
{{ nothing|default_if_none:"none" }} {{ a.stock|stringformat:"05d" }}</p>{% endfor %}"""


def texts() -> dict[str, Any]:
    """Articles with texts beside them."""
    return {
        **articles(50)(),
        "tags": ["new", "<b>", "sale"],
        "html": "<em>Only</em> today",
        "subtitle": "",
        "nothing": None,
        "text": "First line\nsecond & last",
    }


IFS = """{% for a in articles %}{% if a.stock > 900 %}plenty
{% elif a.stock > 500 and a.rating > 2 %}good
{% elif a.section == "books" or not a.is_featured %}some{% elif a.stock == 0 %}none
{% else %}few{% endif %}{% if a.is_featured %}<b>featured</b>{% endif %}
{% if a.author in authors %}known{% endif %}{% endfor %}"""

BASE = """<!doctype html><html><head><title>{% block title %}Shop{% endblock %}</title>
{% block head %}<link rel="stylesheet" href="/shop.css">{% endblock %}</head><body>
<header>{% block header %}<h1>{{ heading }}</h1>{% endblock %}</header>
<main>{% block main %}{% endblock %}</main>
<footer>{% block footer %}<p>Page {{ page_number }}</p>{% endblock %}</footer></body></html>"""
SECTION = """{% extends "base" %}{% block title %}Section: {{ block.super }}{% endblock %}
{% block main %}<nav>{{ heading }}</nav><div>{% block content %}{% endblock %}</div>
{% block aside %}<aside>Nothing</aside>{% endblock %}{% endblock %}"""
PAGE = """{% extends "section" %}{% block head %}{{ block.super }}<script src="/s.js"></script>
{% endblock %}{% block content %}<ul>{% for a in articles %}<li>{{ a.title }}</li>{% endfor %}</ul>
{% endblock %}{% block aside %}<aside>{{ articles.0.author }}</aside>{% endblock %}"""

INCLUDING = """<ul>{% for a in articles %}{% include "row" %}{% endfor %}</ul>"""
ROW = """<li class="{{ a.section }}">{{ a.title }}, {{ a.author }}: {{ a.stock }}</li>"""

DATES = """{% load humanize %}{% for a in articles %}<tr><td>{{ a.published }}</td>
<td>{{ a.published|date:"j. F Y" }}</td><td>{{ a.published|date:"SHORT_DATE_FORMAT" }}</td>
<td>{{ a.published|time:"H:i" }}</td><td>{{ a.price }}</td><td>{{ a.price|floatformat:2 }}</td>
<td>{{ a.rating }}</td><td>{{ a.rating|floatformat }}</td><td>{{ a.stock|intcomma }}</td></tr>
{% endfor %}"""

URLS = """{% for a in articles %}<a href="{% url 'home' %}">Home</a>
<a href="{% url 'orders-list' %}">Orders</a><a href="{% url 'shop:search' %}">Search</a>
{% endfor %}"""
URLS_JINJA = URLS.replace("{% url '", "{{ url('").replace("' %}", "') }}")
URLS_WITH_ARGUMENTS = """{% for a in articles %}<a href="{% url 'articles-detail' a.id %}">Show</a>
<a href="{% url 'articles-edit' pk=a.id %}">Edit</a>
<a href="{% url 'articles-slug' pk=a.id slug=a.section %}">{{ a.title }}</a>{% endfor %}"""
URLS_WITH_ARGUMENTS_JINJA = """{% for a in articles %}
<a href="{{ url('articles-detail', args=[a.id]) }}">Show</a>
<a href="{{ url('articles-edit', kwargs={'pk': a.id}) }}">Edit</a>
<a href="{{ url('articles-slug', kwargs={'pk': a.id, 'slug': a.section}) }}">{{ a.title }}</a>
{%- endfor %}""".replace("%}\n<a", "%}<a", 1)

STATIC = """{% load static i18n %}{% for a in articles %}<img src="{% static 'shop/icon.svg' %}"
alt="{% translate 'Search' %}"><a href="{% static 'shop/list.css' %}">{% translate "Home" %}</a>
<b>{% translate "Delete" %}</b><i>{% translate "Save" %}</i>{{ a.title }}
{% blocktranslate with full_result_count=a.stock trimmed %}
{{ full_result_count }} total
{% endblocktranslate %}{% endfor %}"""
STATIC_JINJA = """{% for a in articles %}<img src="{{ static('shop/icon.svg') }}"
alt="{{ _('Search') }}"><a href="{{ static('shop/list.css') }}">{{ _("Home") }}</a>
<b>{{ _("Delete") }}</b><i>{{ _("Save") }}</i>{{ a.title }}
{{ _("%(full_result_count)s total", full_result_count=a.stock) }}{% endfor %}"""

TAG_PER_ROW = """{% load library %}{% for a in articles %}<p>{{ a.title }} {% stars a.rating %}</p>
{% endfor %}"""
TAG_PER_ROW_JINJA = TAG_PER_ROW.replace("{% load library %}", "").replace(
    "{% stars a.rating %}", "{{ stars(a.rating) }}"
)
BLOCK_TAG = "{% load library %}{% panel %}" + TABLE + "{% endpanel %}"

CASES = [
    Case("variables", VARIABLES, variables, VARIABLES),
    Case("filters that all engines have, 50 rows", FILTERS, texts, FILTERS_JINJA),
    Case("filters of Django's, 50 rows", FILTERS_OF_DJANGO, texts),
    Case("table of 1,000 model instances", TABLE, articles(1000), TABLE),
    Case("table of 1,000 dicts", TABLE, articles(1000, of=DICTS), TABLE),
    Case(
        "if chains, 500 rows",
        IFS,
        lambda: {**articles(500)(), "authors": ["Ann O'Nym the 3.", "Ann O'Nym the 4."]},
        IFS,
    ),
    Case(
        "inheritance, 3 levels",
        {"page": PAGE, "section": SECTION, "base": BASE},
        articles(10),
        {
            name: source.replace("block.super", "super()")
            for name, source in {"page": PAGE, "section": SECTION, "base": BASE}.items()
        },
    ),
    Case(
        "include in a loop of 100",
        {"page": INCLUDING, "row": ROW},
        articles(100),
        {"page": INCLUDING, "row": ROW},
    ),
    Case("dates and numbers in German, 100 rows", DATES, articles(100), language="de"),
    Case("url without arguments, 100 rows", URLS, articles(100), URLS_JINJA, is_pure=False),
    Case(
        "url with arguments, 100 rows",
        URLS_WITH_ARGUMENTS,
        articles(100),
        URLS_WITH_ARGUMENTS_JINJA,
        is_pure=False,
    ),
    Case(
        "static and translate in German, 100 rows",
        STATIC,
        articles(100),
        STATIC_JINJA,
        is_pure=False,
        language="de",
    ),
    Case(
        "foreign tag in each of 500 rows",
        TAG_PER_ROW,
        articles(500),
        TAG_PER_ROW_JINJA,
        is_pure=False,
    ),
    Case("foreign block tag around a table of 200", BLOCK_TAG, articles(200), is_pure=False),
]
