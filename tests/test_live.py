"""Patches of random templates lead from each of Django's renders to the next."""

from django.core.cache import caches
from hypothesis import assume, given, settings

from enliven import Document
from enliven._core import Dom
from enliven.errors import DocumentError
from tests.oracle import pair, surroundings
from tests.strategies import markup, values
from tests.test_template_grammar import SHARED, load

#: Tags that leave something behind for the next rendering, whatever renders it.
LASTING = "{% remember %}"


class Browser:
    """What a browser shows of a document, once it has applied its patches."""

    def __init__(self, document):
        self.document, self.page, self.is_page = document, None, False

    def show(self, context):
        if self.page is None:
            self.page = Dom.parse(self.document.render(context))
            self.is_page = bool(self.page.select("html > head"))
        else:
            self.page.apply(self.document.patch(context))

    def shows(self, html):
        return self.page == Dom.parse(html, self.is_page)


def outcome(render, codes, where):
    """What a rendering gives, or its exception."""
    caches["default"].clear()
    context = where.context({name: values.make(code) for name, code in codes.items()})
    with where:
        try:
            return render(context)
        except Exception as error:  # noqa: BLE001 - whatever it is, there is no page
            return error


@settings(deadline=None, max_examples=max(1, settings().max_examples // 4))
@given(page=markup.pages(), steps=markup.steps(), where=surroundings)
def test_patches_lead_from_each_of_djangos_renders_to_the_next(page, steps, where):
    source, templates = load(page[0]), {name: load(text) for name, text in page[1].items()}
    assume(
        not any(SHARED.search(text) or LASTING in text for text in [source, *templates.values()])
    )
    both = pair(debug=where.debug, string_if_invalid=where.string_if_invalid)
    both.load(templates)
    try:
        plain, live = (engine.from_string(source) for engine in both.engines)
    except Exception:  # noqa: BLE001 - what does not compile is compared elsewhere
        return
    browser = Browser(Document(live))
    for codes in steps:
        expected = outcome(plain.render, codes, where)
        found = outcome(browser.show, codes, where)
        if isinstance(found, Exception):
            assert isinstance(found, DocumentError) or type(found) is type(expected), found
        else:
            assert isinstance(expected, str)
            # Such a text is another one in each rendering.
            assume(" object at 0x" not in expected.replace("&#x27;", ""))
            assert browser.shows(expected)
