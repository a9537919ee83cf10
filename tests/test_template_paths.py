"""What `Template.paths` tells of a template, against what rendering it touches."""

import contextlib
import re

import pytest
from django.template import Context, TemplateDoesNotExist
from hypothesis import given, settings
from hypothesis import strategies as st

from enliven.template import Engine

TEMPLATES = {
    "row": "{{ order.total }}{{ user.name }}",
    "tree": "{{ node.name }}"
    "{% for c in node.children %}{% include 'tree' with node=c %}{% endfor %}",
    "base": "{{ site.title }}"
    "{% block main %}{{ base.main }}{% endblock %}{% block x %}{% endblock %}",
    "middle": "{% extends 'base' %}"
    "{% block main %}{% for x in xs %}{{ block.super }}{{ x.y }}{% endfor %}{% endblock %}",
    "uses": "{{ x.part }}",
    "inherits": "{% extends 'layout' %}"
    "{% block main %}{% for x in xs %}{{ block.super }}{% endfor %}{% endblock %}",
    "layout": "{% block main %}{{ x.title }}{% endblock %}",
}


def engine_with(templates):
    return Engine(
        loaders=[("django.template.loaders.locmem.Loader", templates)],
        builtins=["django.templatetags.i18n", "tests.template_library"],
    )


def paths_of(source):
    return [read.path for read in engine_with(TEMPLATES).from_string(source).paths()]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{{ a.b.c }}{{ a.b.c }}", ["a.b.c"]),
        ("{{ a|default:b.c }}{{ a|upper }}", ["a", "b.c"]),
        (
            "{% for o in orders %}{{ o.customer.name }}{{ forloop.counter }}{% endfor %}{{ o }}",
            ["orders", "orders[].customer.name", "o"],
        ),
        (
            "{% for k, v in d.items %}{{ k }}{{ v.x }}{% endfor %}",
            ["d.items", "d.items[].0", "d.items[].1.x"],
        ),
        (
            "{% with x=a.b y=x %}{{ x.c }}{{ y.d }}{% endwith %}{{ x }}",
            ["a.b", "x", "a.b.c", "x.d"],
        ),
        (
            "{% if a and b.c %}{{ d }}{% elif e in f %}{{ g }}{% endif %}",
            ["a", "b.c", "e", "f", "f[]", "d", "g"],
        ),
        ("{% for x in a|default:b.c %}{{ x.y }}{% endfor %}", ["a", "b.c", "a[].y", "b.c[].y"]),
        (
            "{% for order in orders %}{% include 'row' %}{% endfor %}",
            ["orders", "orders[].total", "user.name"],
        ),
        ("{% include 'row' with order=a only %}", ["a", "a.total"]),
        ("{% include name %}", ["name", "*"]),
        (
            "{% include 'tree' with node=root %}",
            ["root", "root.name", "root.children", "root.children[]", "root.children[].*"],
        ),
        (
            "{% extends 'base' %}{% block main %}{{ a }}{% endblock %}{{ never }}",
            ["site.title", "a"],
        ),
        (
            "{% extends 'base' %}{% block main %}{{ block.super }}{% endblock %}",
            ["site.title", "base.main"],
        ),
        (
            "{% extends 'middle' %}{% block x %}{{ a }}{% endblock %}",
            ["site.title", "xs", "xs[].y", "base.main", "a"],
        ),
        ("{% extends 'inherits' %}", ["xs", "xs[].title"]),
        ("{% extends parent %}{% block main %}{{ a }}{% endblock %}", ["parent", "*"]),
        ("{% csrf_token %}{% url a.b c d=e.f as u %}{{ u }}", ["csrf_token", "a.b", "c", "e.f"]),
        ("{{ a|brackets }}", ["a", "a.*"]),
        ("{{ x }}{% remember %}", ["x", "*"]),
        (
            "{% twice %}{% for a in xs %}{{ a.maker.name }}{% endfor %}{% endtwice %}",
            ["*", "xs", "xs[].maker.name"],
        ),
        ("{% get_current_language as L %}{{ L }}{{ x }}", ["x"]),
    ],
)
def test_paths_are_followed_to_the_data(source, expected):
    assert paths_of(source) == expected


def test_a_path_names_template_and_line():
    template = engine_with(TEMPLATES).from_string("{{ a }}\n\n{% include 'row' %}")
    found = [(read.path, read.template, read.line) for read in template.paths()]
    assert found == [("a", None, 1), ("order.total", "row", 1), ("user.name", "row", 1)]
    assert repr(template.paths()[1]) == "<Read order.total at row:1>"
    assert template.paths() == template.paths()
    assert len({*template.paths(), *template.paths()}) == 3


def test_a_missing_template_is_an_error():
    with pytest.raises(TemplateDoesNotExist):
        paths_of("{% include 'missing' %}")


def test_templates_that_include_each_other_often_are_given_up():
    templates = {
        f"t{depth}": f"{{% include 't{depth + 1}' %}}{{% include 't{depth + 1}' %}}"
        for depth in range(22)
    }
    found = engine_with({**templates, "t22": "{{ x }}"}).get_template("t0").paths()
    assert {read.path for read in found} == {"x", "*"}


class Recorder:
    """An object that has every key, two items, and a note of what was asked of it."""

    def __init__(self, path, touched):
        self.path = path
        self.touched = touched

    def __getitem__(self, key):
        if not isinstance(key, str):
            return next(iter(self))
        child = Recorder(f"{self.path}.{key}", self.touched)
        self.touched.add(child.path)
        return child

    def __iter__(self):
        self.touched.add(f"{self.path}[]")
        return iter([Recorder(f"{self.path}[]", self.touched) for _ in range(2)])

    def __len__(self):
        self.touched.add(self.path)
        return 2

    def __str__(self):
        self.touched.add(self.path)
        return self.path

    def __lt__(self, other):
        return False


NAMES = ["a", "b", "x", "y"]
MEMBERS = ["m", "n"]
variables = st.builds(
    lambda name, members: ".".join([name, *members]),
    st.sampled_from(NAMES),
    st.lists(st.sampled_from(MEMBERS), max_size=2),
)
expressions = st.one_of(
    variables,
    st.builds(
        "{}|{}".format, variables, st.sampled_from(["upper", "first", "default:b.m", "join:a.n"])
    ),
    st.builds("{}|dictsort:'m.n'|last".format, variables),
)
names = st.sampled_from(NAMES)
leaves = st.one_of(
    st.builds("{{{{ {} }}}}".format, expressions),
    st.builds("{{% cycle {} {} as {} %}}".format, expressions, expressions, names),
    st.builds("{{% firstof {} {} as {} %}}".format, expressions, expressions, names),
    st.builds("{{% regroup {} by m.n as {} %}}".format, expressions, names),
    st.builds("{{% widthratio {} {} 10 %}}".format, expressions, expressions),
    st.builds("{{% filter cut:{} %}}-{{% endfilter %}}".format, variables),
    st.builds(
        "{{% blocktranslate with p={} %}}{{{{ p }}}}{{{{ {} }}}}{{% endblocktranslate %}}".format,
        expressions,
        names,
    ),
    st.sampled_from(
        ["{% include 'uses' %}", "{% include 'uses' with x=a.m.n only %}", "{{ block.super }}"]
    ),
)


def nested(body):
    bodies = st.lists(body, max_size=3).map("".join)
    return st.one_of(
        st.builds(
            "{{% for {} in {} %}}{}{{% empty %}}{{{{ b.e }}}}{{% endfor %}}".format,
            names,
            expressions,
            bodies,
        ),
        st.builds(
            "{{% for {}, q in {} %}}{}{{{{ q.m }}}}{{% endfor %}}".format, names, variables, bodies
        ),
        st.builds(
            "{{% with {}={} y={} %}}{}{{% endwith %}}".format,
            names,
            expressions,
            expressions,
            bodies,
        ),
        st.builds(
            "{{% if {} in {} %}}{}{{% else %}}{}{{% endif %}}".format,
            variables,
            variables,
            bodies,
            bodies,
        ),
        st.builds(
            "{{% ifchanged {} %}}{}{{% else %}}{}{{% endifchanged %}}".format,
            variables,
            bodies,
            bodies,
        ),
        st.builds("{{% spaceless %}}{}{{% endspaceless %}}".format, bodies),
        st.builds(
            "{{% for {} in x.list %}}{{% include 'uses' with y=x.m %}}{}{{% endfor %}}".format,
            names,
            bodies,
        ),
    )


bodies = st.lists(st.recursive(leaves, nested, max_leaves=6), max_size=3).map("".join)


def normal(path):
    """A path with every item of an iteration alike, unpacked or not."""
    return re.sub(r"\.\d+\b", "[]", path)


def is_covered(path, reads):
    return any(
        # Iterating over what is read counts as reading it.
        read in {"*", path, path.removesuffix("[]")}
        or read.startswith((path + ".", path + "["))
        or (read.endswith(".*") and path.startswith(read[:-2]))
        for read in reads
    )


@settings(max_examples=60)
@given(page=bodies, base=bodies, part=bodies)
def test_everything_that_rendering_touches_is_listed(page, base, part):
    templates = {
        "uses": "{{ x.m.n }}" + part.replace("{% include 'uses'", "{% include 'leaf'"),
        "leaf": "{{ y.n }}",
        "base": f"{base}{{% block main %}}{{{{ b.base }}}}{base}{{% endblock %}}",
        "page": "{% extends 'base' %}{% block main %}" + page + "{% endblock %}",
    }
    template = engine_with(templates).get_template("page")
    reads = {normal(read.path) for read in template.paths()}
    touched = set()
    # What was touched before a failure counts as well.
    with contextlib.suppress(Exception):
        template.render(Context({name: Recorder(name, touched) for name in NAMES}))
    missed = {path for path in map(normal, touched) if not is_covered(path, reads)}
    assert not missed, (missed, sorted(reads))


straight = st.lists(
    st.one_of(
        st.builds("{{{{ {} }}}}".format, variables),
        st.builds(
            "{{% for x in {} %}}{{{{ x.{} }}}}{{{{ x.m.n }}}}{{% endfor %}}".format,
            variables,
            st.sampled_from(MEMBERS),
        ),
        st.builds(
            "{{% with y={} %}}{{{{ y.m }}}}{{% include 'leaf' %}}{{% endwith %}}".format, variables
        ),
    ),
    max_size=6,
).map("".join)


@given(straight)
def test_nothing_is_listed_that_rendering_does_not_touch(page):
    template = engine_with({"leaf": "{{ y.leaf }}", "page": page}).get_template("page")
    touched = set()
    template.render(Context({name: Recorder(name, touched) for name in NAMES}))
    reads = {read.path for read in template.paths() if "." in read.path}
    assert reads <= touched
