"""Tags give what Django's give, whatever they are given."""

from decimal import Decimal

from django.template import Context
from django.utils import translation
from django.utils.functional import lazystr
from django.utils.safestring import SafeString
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engines import engines

TEXTS = st.one_of(
    st.text(max_size=6),
    st.text(alphabet="ab<>&'\" \n%\x1c\xa0", max_size=8),
    st.sampled_from(["", "1", "2.5", "<b>", "a\ud800", " 1 ", "nan"]),
)
NUMBERS = st.one_of(
    st.integers(-3, 300),
    st.integers(),
    st.floats(),
    st.sampled_from([2**53 + 1, 2**63, 10**400, 0.5, 1.5, -0.0, 1e18, 1e300, 1e-300]),
    st.decimals(),
    st.booleans(),
)
VALUES = st.one_of(
    TEXTS,
    TEXTS.map(SafeString),
    TEXTS.map(lazystr),
    NUMBERS,
    st.none(),
    st.lists(st.integers(0, 2), max_size=2),
)
#: Values among which equal ones are likely.
FEW = st.sampled_from(["a", "b", SafeString("a"), "", 1, 1.0, True, 0, None, "<b>", Decimal(1)])
OPERANDS = st.sampled_from(
    ["a", "b", "a|upper", "b|default:a", "missing", "x.real", "'<x>'", "1.5", "x", "x|brackets"]
)
VARIABLES = st.fixed_dictionaries({"a": VALUES, "b": VALUES, "items": st.lists(FEW, max_size=3)})

OPTIONS = st.fixed_dictionaries(
    {"autoescape": st.booleans(), "language": st.sampled_from(["en", "de", "fr"])}
)


def described(context):
    """The variables that a rendering leaves, with their types."""
    return [
        {name: (type(value), repr(value)) for name, value in scope.items()}
        for scope in context.dicts
    ]


def outcomes(template, variables, **options):
    """What two renderings in a row give: state of the first must not show in the second."""
    found = []
    for _ in range(2):
        context = Context(dict(variables), **options)
        try:
            result = template.render(context)
        except Exception as error:  # noqa: BLE001 - compared, whatever it is
            found.append((type(error), str(error)))
        else:
            found.append((type(result), result, described(context)))
    return found


def compare(source, variables, templates=None, *, language="en", **options):
    """Asserts that both engines print, raise and leave the same."""
    results = []
    for engine in engines(templates):
        template = engine.from_string(source)
        # What a filter makes of the language is not for the other engine.
        with translation.override(language):
            results.append(outcomes(template, variables, **options))
    assert results[1] == results[0]


def compare_nested(source, variables, **options):
    """Compares the source by itself, in loops, in an include and in a foreign node."""
    compare(source, variables, **options)
    loop = "{% for x in items %}{{ x }}" + source + "{% for y in items %}" + source + "{% endfor %}"
    included = "{% include 'part' %}{% include 'part' with a=x %}{% endfor %}"
    foreign = "{% twice %}" + source + "{% endtwice %}{{ c }}"
    compare(loop + included + foreign, variables, {"part": source}, **options)


def property_test(*arguments):
    """A test of a tag with random arguments, variables and settings."""

    def decorate(test):
        return settings(deadline=None, max_examples=40)(given(*arguments, VARIABLES, OPTIONS)(test))

    return decorate


@property_test(st.lists(OPERANDS, min_size=2, max_size=3), st.sampled_from(["", "c", "x", "a"]))
def test_cycle(operands, target, variables, options):
    for end in ["", " silent"] if target else [""]:
        tag = f"{{% cycle {' '.join(operands)} {target and 'as ' + target}{end} %}}"
        again = "{% cycle " + target + " %}{% resetcycle %}" if target else ""
        source = tag + "{% if x %}" + again + "{% endif %}{{ c }}{{ x }}"
        compare_nested(source, variables, **options)


@property_test(st.lists(OPERANDS, min_size=1, max_size=3), st.sampled_from(["", "as c", "as x"]))
def test_firstof(operands, target, variables, options):
    source = f"{{% firstof {' '.join(operands)} {target} %}}{{{{ c }}}}{{{{ x }}}}"
    compare_nested(source, variables, **options)


@property_test(
    st.lists(OPERANDS, max_size=2),
    st.sampled_from(["{{ a }}", "{{ x }}", "{% cycle '' 'a' x %}", "", "{% surrogate %}"]),
    st.sampled_from(["", "{% else %}-{{ x }}"]),
)
def test_ifchanged(operands, body, otherwise, variables, options):
    source = f"{{% ifchanged {' '.join(operands)} %}}{body}{otherwise}{{% endifchanged %}}"
    compare_nested(source, variables, **options)


@property_test(
    st.sampled_from(["items", "a", "pairs", "pairs|slice:':2'", "missing", "table.items"]),
    st.sampled_from(["0", "real", "1", "missing", "0|upper", "0|default:b", "0|brackets"]),
    st.sampled_from(["c", "items", "x"]),
    st.lists(st.tuples(FEW, FEW), max_size=5),
)
def test_regroup(sequence, key, target, pairs, variables, options):
    source = f"{{% regroup {sequence} by {key} as {target} %}}{{{{ {target} }}}}"
    shown = "{% for key, list in c %}{{ key }}:{{ list }};{% endfor %}{{ c.0.grouper }}"
    variables |= {"pairs": pairs, "table": {"items": dict(pairs)}}
    compare_nested(source + shown, variables, **options)


@settings(deadline=None, max_examples=150)
@given(
    st.lists(st.one_of(NUMBERS, VALUES), min_size=3, max_size=3),
    st.sampled_from(["a b c", "a b 100", "a 7 c", "3 b|add:c 10", "missing b c", "a b missing"]),
)
def test_widthratio(numbers, operands):
    variables = dict(zip("abc", numbers, strict=True))
    source = f"{{% widthratio {operands} %}}{{% widthratio {operands} as r %}}{{{{ r }}}}"
    compare(source, variables)


SPACES = st.text(alphabet="<> \n\t\x1c\x1f\x85\xa0\u2003\u200b\u3000a", max_size=12)


@property_test(SPACES, SPACES)
def test_spaceless(before, after, variables, options):
    inner = "{% spaceless %}" + before + "{{ b }}" + after + "{% endspaceless %}"
    source = "{% spaceless %}" + before + "{{ a }}> {{ x }}" + inner + after + "{% endspaceless %}"
    compare_nested(source, variables, **options)


FILTERS = st.sampled_from(
    [
        *("upper", "brackets", "default:var", "default:a", "cut:'<'", "tell_escape", "length"),
        *("force_escape", "add:x", "cut:missing", "add:var|lower", "capfirst", "speaking:'de'"),
    ]
)


@property_test(st.lists(FILTERS, min_size=1, max_size=3), TEXTS)
def test_filter(filters, text, variables, options):
    text = text.replace("{", "")
    source = f"{{% filter {'|'.join(filters)} %}}{text}{{{{ a }}}}{{{{ x }}}}{{% endfilter %}}"
    compare_nested(source + "{{ a }}{{ var }}", variables, **options)
