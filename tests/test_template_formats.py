"""Numbers, dates and times come out as from Django's engine, in every language and time zone."""

import asyncio
import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.conf import global_settings
from django.template import Context
from django.template import Engine as DjangoEngine
from django.test import override_settings
from django.utils import timezone, translation
from django.utils.formats import reset_format_cache
from django.utils.safestring import SafeString
from hypothesis import example, given, settings
from hypothesis import strategies as st

from enliven.template import Engine
from tests.engines import engines

LANGUAGES = ["en", "de", "fr", "pl", "ar", "hi", "ja", "en-in", "pt-br", "sv", "de-ch", None]
FORMATS = {
    "FORMAT_MODULE_PATH": "tests.formats",
    "NUMBER_GROUPING": 3,
    "DECIMAL_SEPARATOR": "<",
    "THOUSAND_SEPARATOR": "&",
    "DATE_FORMAT": "l jS \\o\\f F Y <b>",
}

zones = st.one_of(
    st.none(),
    st.sampled_from([dt.UTC, ZoneInfo("Europe/Berlin"), ZoneInfo("America/New_York")]),
    st.sampled_from([ZoneInfo("Asia/Kolkata"), ZoneInfo("Pacific/Apia"), ZoneInfo("UTC")]),
    st.integers(-1439, 1439).map(lambda minutes: dt.timezone(dt.timedelta(minutes=minutes))),
)
folds = st.sampled_from(
    [
        "2024-10-27T02:30",
        "2024-03-31T02:30",
        "2024-11-03T01:15",
        "0001-01-01T00:00",
        "9999-12-31T23:59:59.999999",
    ]
).map(dt.datetime.fromisoformat)
datetimes = st.builds(
    lambda value, zone, fold: value.replace(tzinfo=zone, fold=fold),
    st.datetimes() | folds,
    zones,
    st.integers(0, 1),
)
times = st.builds(lambda value, zone: value.replace(tzinfo=zone), st.times(), zones)
moments = st.one_of(datetimes, datetimes, st.dates(), times)


class OddInt(int):
    """A number that prints as it likes."""

    def __str__(self):
        return "odd"


class OddDate(dt.date):
    """A date that prints as it likes."""

    @property
    def day(self):
        return 99


class OddZone(dt.tzinfo):
    """A time zone with code of its own."""

    def utcoffset(self, value):
        return dt.timedelta(hours=2, minutes=7)

    def dst(self, value):
        return dt.timedelta(0)

    def tzname(self, value):
        return "<odd>"


decimals = st.decimals(allow_nan=True, allow_infinity=True) | st.decimals(
    min_value=-(10**9), max_value=10**9, places=3
)
numbers = st.one_of(
    st.integers(),
    st.integers(-(10**7), 10**7),
    st.floats(),
    st.floats(-1e7, 1e7),
    st.floats(-1e7, 1e7).map(lambda value: round(value, 2)),
    decimals,
    st.sampled_from([2**63, -(2**63), 1e16, 1e-5, 1e22, -0.0, 0.125, 2.5, 1e199, 1e201]),
    st.sampled_from([Decimal("0E+5"), Decimal("1E+5"), Decimal("-0.00"), Decimal("1E-7")]),
    st.sampled_from([Decimal("1E-199"), Decimal("1E-200"), Decimal("1E+300")]),
)
oddities = st.one_of(
    st.none(),
    st.booleans(),
    st.sampled_from(["", SafeString(""), "<", SafeString("<"), "2024-01-02", " 5 ", "1_0", "٣"]),
    st.integers().map(OddInt),
    st.dates().map(lambda day: OddDate(day.year, day.month, day.day)),
    st.just(dt.datetime(2024, 5, 6, 7, 8, tzinfo=OddZone())),
    st.just([1.5]),
)
values = st.one_of(numbers, moments, oddities)
texts_of_numbers = st.one_of(
    numbers.map(str),
    numbers.map(SafeString),
    st.from_regex(r"[+-]?\d{0,12}\.?\d{0,4}(e[+-]?\d{1,3})?", fullmatch=True),
)

places = st.fixed_dictionaries(
    {
        "language": st.sampled_from(LANGUAGES),
        "zone": st.sampled_from([None, "Europe/Berlin", "America/New_York", "Asia/Kolkata"]),
        "settings": st.fixed_dictionaries(
            {
                "USE_THOUSAND_SEPARATOR": st.booleans(),
                "USE_TZ": st.booleans(),
            },
            optional={
                "NUMBER_GROUPING": st.sampled_from([0, 3, 4, (3, 2, 0), [2, 1], (), -1, "3"])
            },
        )
        | st.just({**FORMATS, "USE_THOUSAND_SEPARATOR": True, "USE_TZ": True}),
        "context": st.fixed_dictionaries(
            {
                "use_l10n": st.sampled_from([None, True, False]),
                "use_tz": st.sampled_from([None, True, False]),
                "autoescape": st.booleans(),
            }
        ),
    }
)


def result_of(engine, source, variables, place):
    with translation.override(place["language"]), timezone.override(place["zone"]):
        try:
            return engine.from_string(source).render(Context(variables, **place["context"]))
        except Exception as error:  # noqa: BLE001 - compared, whatever it is
            return type(error), str(error)


def agree(source, variables, place):
    """Renders with both engines at a place and asserts that nothing differs."""
    with override_settings(**place["settings"]):
        reset_format_cache()
        expected, ours = (result_of(engine, source, variables, place) for engine in engines())
        reset_format_cache()
    assert ours == expected
    return ours


HERE = {
    "language": "en",
    "zone": None,
    "settings": {},
    "context": {"use_l10n": None, "use_tz": None, "autoescape": True},
}


def at(**changes):
    return {**HERE, **changes}


def typed(expression, loads="l10n humanize"):
    """Prints a value, whether it is markup, and whether it is a number."""
    return (
        f"{{% load {loads} %}}{{{{ {expression} }}}}|"
        f"{{% with r={expression} %}}{{{{ r|add:r }}}}{{% if r %}}+{{% endif %}}{{% endwith %}}"
    )


@settings(deadline=None)
@given(value=values, place=places)
@example(value=1234567, place=at(language="en-in", settings={"USE_THOUSAND_SEPARATOR": True}))
@example(value=1059438285926254.25, place=HERE)
@example(value=-26363981746409.3125, place=at(language="de"))
@example(value=1234567.5, place=at(language="de", settings={"USE_THOUSAND_SEPARATOR": True}))
def test_values_print_as_in_django(value, place):
    agree("{{ x }}", {"x": value}, place)


class German:
    """Changes the language when it is looked at."""

    @property
    def spoken(self):
        translation.activate("de")
        timezone.activate("Asia/Tokyo")
        return ""


SCOPES = [
    "{% load l10n tz %}{% localize off %}{{ x }}{% endlocalize %} {{ x }}",
    "{% load l10n %}{% localize on %}{{ x }}{% endlocalize %} {{ x }}",
    "{% load tz %}{% localtime off %}{{ x }}{% endlocaltime %} {{ x }}",
    "{% load tz %}{% localtime on %}{{ x|date:'c' }}{% endlocaltime %} {{ x|date:'c' }}",
    "{% load tz %}{% timezone zone %}{{ x }}{% endtimezone %} {{ x }}",
    "{% load tz %}{% timezone zone %}{{ x|date:'H:i e' }}{% endtimezone %} {{ x|time }}",
    "{{ x }}{% speak_german %}{{ x }}{{ x|date:'F' }}{% localize_off %}{{ x }}",
    "{{ x|date:'F' }}{{ german.spoken }}{{ x|date:'F' }}{{ x }}{{ x|floatformat:'2g' }}",
    "{% load i18n %}{{ x }}{% language 'fr' %}{{ x }}{% endlanguage %}{{ x }}",
]


@pytest.mark.parametrize("source", SCOPES)
@settings(deadline=None, max_examples=60)
@given(
    value=values,
    zone=zones | st.sampled_from(["Asia/Tokyo", "Nowhere", "", 3]),
    place=places,
)
@example(
    value=1234567,
    zone="Asia/Tokyo",
    place=at(language="de", settings={"USE_THOUSAND_SEPARATOR": True}),
)
def test_scopes_hold_for_their_bodies_only(source, value, zone, place):
    agree(source, {"x": value, "zone": zone, "german": German()}, place)


ALL_LETTERS = "aAbcdDeEfFgGhHiIjlLmMnNoOPrsStTUuwWyYzZ"
NAMES = [
    "PROJECT_FORMAT",
    "DATE_FORMAT",
    "SHORT_DATETIME_FORMAT",
    "TIME_FORMAT",
    "YEAR_MONTH_FORMAT",
    "NO_FORMAT",
]
date_formats = st.one_of(
    st.sampled_from(["Y-m-d", "j. F Y", "H:i", "P", "\\Y", "\\\\Y", "Y\\", "DATE_INPUT_FORMATS"]),
    st.sampled_from(NAMES),
    st.text(alphabet=ALL_LETTERS, max_size=5),
    st.text(alphabet="YmdHisPNjkqx\\\n -<年", max_size=8),
)
arguments = date_formats | st.sampled_from([None, "", 3, SafeString("Y")]) | st.text(max_size=3)


@pytest.mark.parametrize("name", ["date", "time"])
@settings(deadline=None, max_examples=200)
@given(value=st.one_of(moments, moments, values), argument=arguments, place=places)
def test_dates_by_any_format(name, value, argument, place):
    variables = {"x": value, "format": argument}
    agree(f"{{{{ x|{name}:format }}}} {{{{ x|{name} }}}}", variables, place)


@pytest.mark.parametrize("letter", ALL_LETTERS)
@settings(deadline=None, max_examples=25)
@given(value=moments, place=places)
def test_each_letter(letter, value, place):
    source = typed(f"x|date:'{letter}'") + f"{{{{ x|time:'{letter}' }}}}"
    agree(source, {"x": value}, place)


def test_every_day_of_many_years():
    source = "{{ x|date:'D d z W o t w L S y Y' }}"
    django, ours = (engine.from_string(source) for engine in engines())
    days = [dt.date.fromordinal(ordinal) for ordinal in range(1, 3652060, 1009)]
    days += [dt.date(2000, 1, 1) + dt.timedelta(days) for days in range(370)]
    for day in days:
        context = Context({"x": day})
        assert ours.render(context) == django.render(context)


precisions = st.one_of(
    st.sampled_from(
        ["2", "-2", "2g", "g", "u", "gu", "ug", "2u", "-3gu", "0", "-0", "+1", "", "x"]
    ),
    st.sampled_from([" 2", "2.5", "1_0", "g2", "٣", "250", "-250", None, 2.5, True]),
    st.integers(-12, 12),
    st.integers(-12, 12).map(str),
    st.sampled_from([10**9, -(10**9), 2**63, "99999999999999999999"]),
)


@settings(deadline=None, max_examples=200)
@given(value=numbers | texts_of_numbers | values, argument=precisions, place=places)
@example(value=0.5, argument=0, place=HERE)
@example(value="1e5", argument="2g", place=HERE)
@example(value=1059438285926254.25, argument=1, place=HERE)
@example(value=-0.001, argument=2, place=HERE)
@example(value=Decimal("99.995"), argument="2u", place=at(language="de"))
def test_floatformat(value, argument, place):
    source = typed("x|floatformat:n") + "{{ x|floatformat }}"
    agree(source, {"x": value, "n": argument}, place)


FILTERS = ["intcomma", "localize", "unlocalize"]


@pytest.mark.parametrize("name", FILTERS)
@settings(deadline=None, max_examples=200)
@given(value=values | texts_of_numbers, place=places)
def test_filters_of_libraries(name, value, place):
    agree(typed(f"x|{name}"), {"x": value}, place)


@settings(deadline=None)
@given(form=date_formats, place=places)
def test_now_writes_the_clock(form, place):
    moment = dt.datetime(2024, 7, 8, 9, 0, 1, tzinfo=dt.UTC)

    class Clock(dt.datetime):
        @classmethod
        def now(cls, tz=None):
            return moment.astimezone(tz) if tz else moment.replace(tzinfo=None)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.template.defaulttags.datetime", Clock)
        if '"' in form or "\n" in form or "%}" in form:
            return
        agree(f'{{% now "{form}" %}}|{{% now "{form}" as t %}}{{{{ t }}}}', {}, place)


@pytest.mark.parametrize("name", ["filesizeformat", "apnumber", "intword", "ordinal"])
@settings(deadline=None, max_examples=150)
@given(
    value=values
    | texts_of_numbers
    | st.integers(-5, 130)
    | st.integers(0, 62).map(lambda power: 2**power + 2**power // 4)
    | st.integers(-(10**18), 10**18),
    place=places,
)
def test_numbers_in_words(name, value, place):
    agree(typed(f"x|{name}"), {"x": value}, place)


NOON = dt.datetime(2024, 3, 1, 12, 30, 15, 250000, tzinfo=dt.UTC)


class Clock(type):
    """Takes every time for one of its own class."""

    def __instancecheck__(cls, value):
        return isinstance(value, dt.datetime)


class StoppedTime(dt.datetime, metaclass=Clock):
    """Times that all are noon."""

    @classmethod
    def now(cls, tz=None):
        return NOON.astimezone(tz) if tz else NOON.replace(tzinfo=None)


@pytest.fixture(scope="module")
def stopped_clock():
    with pytest.MonkeyPatch.context() as patch:
        module = SimpleNamespace(datetime=StoppedTime)
        patch.setattr("django.utils.timesince.datetime", module)
        patch.setattr("django.contrib.humanize.templatetags.humanize.datetime", StoppedTime)
        yield


spans = st.one_of(
    st.timedeltas(dt.timedelta(days=-800), dt.timedelta(days=800)),
    st.timedeltas(dt.timedelta(hours=-30), dt.timedelta(hours=30)),
    st.timedeltas(dt.timedelta(minutes=-2), dt.timedelta(minutes=2)),
    st.integers(-4000, 4000).map(dt.timedelta),
    st.integers(-90000, 90000).map(lambda seconds: dt.timedelta(seconds=seconds)),
)
near = st.one_of(
    st.builds(
        lambda span, zone: (
            (NOON + span).astimezone(zone) if zone else (NOON + span).replace(tzinfo=None)
        ),
        spans,
        zones,
    ),
    spans.map(lambda span: NOON + span),
    spans.map(lambda span: NOON.date() + span),
    values,
)


@pytest.mark.usefixtures("stopped_clock")
@pytest.mark.parametrize(
    "filters", ["timesince", "timeuntil", "naturaltime", "naturalday", "naturalday:'c'"]
)
@settings(deadline=None, max_examples=150)
@given(value=near, place=places)
@example(value=NOON, place=HERE)
def test_how_long_ago(filters, value, place):
    agree(typed(f"x|{filters}"), {"x": value}, place)


@pytest.mark.parametrize("name", ["timesince", "timeuntil"])
@settings(deadline=None, max_examples=200)
@given(value=near, other=near | moments, place=places)
def test_how_long_between(name, value, other, place):
    agree(f"{{{{ x|{name}:y }}}}", {"x": value, "y": other}, place)


SECONDS = [0, 1, 2, 60, 150, 3600, 7200, 86400, 10**8]
#: All that is worded by a language.
WORDS = """{% load humanize %}
{% for day in days %}{{ day }} {{ day|date:"b D E F l M N" }} {{ day|date:"SHORT_DATE_FORMAT" }}
{{ day|date:"YEAR_MONTH_FORMAT" }} {{ day|date:"MONTH_DAY_FORMAT" }}{% endfor %}
{% for time in times %}{{ time }} {{ time|time:"a A P" }} {{ time|date }} {% endfor %}
{% for moment in moments %}{{ moment }} {{ moment|date:"SHORT_DATETIME_FORMAT" }}
{{ moment|timesince }} {{ moment|timeuntil }} {{ moment|naturaltime }}
{{ moment|naturalday }}{% endfor %}
{% for n in numbers %}{{ n }} {{ n|intcomma }} {{ n|filesizeformat }} {{ n|intword }}
{{ n|apnumber }} {{ n|floatformat:2 }} {{ n|floatformat:"1g" }}{% endfor %}
"""


@pytest.mark.usefixtures("stopped_clock")
@pytest.mark.parametrize(
    "source",
    [
        "{% localize off %}{{ number }}{% endlocalize %}{{ number }}",
        "{{ number }}{% localize off %}{{ number }}{% endlocalize %}{{ number }}",
        "{% localize off %}{% localize on %}{{ number }}{% endlocalize %}{% endlocalize %}",
    ],
)
def test_whole_numbers_are_grouped_within_their_scope_only(source):
    place = at(language="de")
    source = "{% load l10n %}" + source
    with override_settings(USE_THOUSAND_SEPARATOR=True):
        django, ours = (result_of(engine, source, {"number": 12345}, place) for engine in engines())
    assert "12.345" in django
    assert ours == django


def test_every_language():
    steps = [dt.timedelta(seconds=sign * seconds) for seconds in SECONDS for sign in (1, -1)]
    variables = {
        "days": [dt.date(2024, month, 3 + month) for month in range(1, 13)],
        "times": [dt.time(hour, hour % 2 * 7) for hour in range(0, 24, 3)] + [dt.time(12)],
        "moments": [NOON + step for step in steps],
        "numbers": [*range(14), 21, 111, 1234.5, 10**5, *(3 * 10**n // 2 for n in range(6, 17, 2))],
    }
    # Some languages have a translation that `ordinal` fails with.
    ordinals = "{% load humanize %}{% for n in numbers %}{{ n|ordinal }} {% endfor %}"
    with override_settings(USE_THOUSAND_SEPARATOR=True):
        for language, _ in global_settings.LANGUAGES:
            for source in (WORDS, ordinals):
                place = at(language=language)
                django, ours = (result_of(engine, source, variables, place) for engine in engines())
                assert ours == django, language


def german_and_english():
    """What a template prints in two languages, one after the other."""
    template = Engine().from_string("{{ x }} {{ y }}")
    context = {"x": 1.5, "y": dt.date(2024, 3, 1)}
    texts = []
    for language in ("de", "en", "de"):
        with translation.override(language):
            texts.append(template.render(Context(context)))
    return texts


TEXTS = ["1,5 1. März 2024", "1.5 March 1, 2024", "1,5 1. März 2024"]


def test_a_rendering_does_not_take_the_language_of_the_one_before():
    assert german_and_english() == TEXTS
    with ThreadPoolExecutor(2) as threads:
        assert list(threads.map(lambda _: german_and_english(), range(4))) == [TEXTS] * 4


def test_tasks_of_one_thread_have_their_own_languages():
    template = Engine().from_string("{{ x }}")

    async def render(language):
        texts = []
        with translation.override(language):
            for _ in range(3):
                texts.append(template.render(Context({"x": 1.5})))
                await asyncio.sleep(0)
        return texts

    async def main():
        return await asyncio.gather(render("de"), render("en"), render("fr"))

    assert asyncio.run(main()) == [["1,5"] * 3, ["1.5"] * 3, ["1,5"] * 3]


def test_settings_changed_between_renderings_count():
    template = Engine().from_string("{{ x }} {{ n }}")
    context = {"x": 1234.5, "n": 1234}

    def render():
        return template.render(Context(context))

    assert render() == "1234.5 1234"
    with override_settings(USE_THOUSAND_SEPARATOR=True):
        assert render() == "1,234.5 1,234"
        with override_settings(LANGUAGE_CODE="de"):
            assert render() == "1.234,5 1.234"
    with override_settings(LANGUAGE_CODE="de"):
        assert render() == "1234,5 1234"
    with override_settings(FORMAT_MODULE_PATH="tests.formats"):
        theirs = DjangoEngine().from_string("{{ x }} {{ n }}")
        assert render() == theirs.render(Context(context))
    assert render() == "1234.5 1234"


def test_a_replaced_get_language_counts(monkeypatch):
    template = Engine().from_string("{{ x }}")
    assert template.render(Context({"x": 1.5})) == "1.5"
    monkeypatch.setattr("django.utils.formats.get_language", lambda: "de")
    assert template.render(Context({"x": 1.5})) == "1,5"
    monkeypatch.undo()
    assert template.render(Context({"x": 1.5})) == "1.5"


class NoOffset(dt.tzinfo):
    """A time zone that does not say how far it is from UTC."""

    def utcoffset(self, value):
        return None

    dst = tzname = utcoffset


def test_a_time_whose_zone_has_no_offset_is_naive():
    source = (
        "{% load tz %}{{ t }} {% timezone 'Asia/Tokyo' %}{{ t }} {{ t|date:'H:i' }}"
        "{% endtimezone %}"
    )
    context = {"t": dt.datetime(2020, 1, 1, 12, tzinfo=NoOffset())}
    theirs, ours = (e.from_string(source).render(Context(context)) for e in engines())
    assert ours == theirs
