"""Random templates of all of Django's tags and of others', with any nesting.

Each function writes one construct; `Writer` knows what may stand where: block names are unique in
a template, a cycle may be reset only after it.
"""

from hypothesis import strategies as st

from .expressions import NAMES, draw_expression, draw_plain
from .values import WORDS

#: How deep constructs nest, and how many stand beside each other.
_DEPTH, _WIDTH = 3, 3
_VARIABLES = [*NAMES, "x", "y", "forloop.counter", "forloop.parentloop.counter0", "block.super"]
_OPERATORS = ["==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not", "and", "or"]
_SEQUENCES = [
    *("rows", "row.a", "name", "value", "missing", "count", "row.b.items", "'abc'", "rows.0.items"),
    *("x", "x.b", "groups", "value|make_list", "rows|slice:':2'", "other"),
]


class Writer:
    """Draws the parts of one template."""

    def __init__(self, draw):
        self.draw, self.blocks, self.cycles = draw, 0, []

    def choose(self, options):
        return self.draw(st.sampled_from(options))

    def body(self, depth):
        size = self.draw(st.integers(0 if depth < _DEPTH else 1, _WIDTH))
        return "".join(self.node(depth) for _ in range(size))

    def node(self, depth):
        kind = self.draw(st.integers(0, 9))
        if kind < 2:
            return self.choose(["text", "<b> </b>", " ", "\n  ", "&", "é", "<i>\n</i> <i>"])
        if kind < 5 or depth == 0:
            return "{{ " + self.value() + " }}" if kind < 7 else self.choose(_SINGLES)(self)
        if kind < 7:
            return self.choose(_SINGLES)(self)
        return self.choose(_BLOCKS)(self, depth - 1)

    def value(self):
        """An expression without spaces outside of quotes."""
        kind = self.draw(st.integers(0, 5))
        if kind < 4:
            return self.choose(_VARIABLES)
        return draw_plain(self.draw) if kind < 5 else draw_expression(self.draw)

    def condition(self):
        code = self.value()
        for _ in range(self.draw(st.integers(0, 2))):
            negation = self.choose(["", "", "not "])
            code = f"{negation}{code} {self.choose(_OPERATORS)} {self.value()}"
        return code

    def target(self, *, always=False):
        """A variable to set, if any."""
        return self.choose([" as y", " as z"] if always else ["", "", " as y", " as z"])

    def block_name(self):
        self.blocks += 1
        return "abcdefgh"[self.blocks - 1] if self.blocks <= 8 else f"more{self.blocks}"


def _enclosed(tag, *intermediate):
    """A construct of a tag, a body, an end tag, and maybe tags with bodies between them."""

    def write(writer, depth):
        opening = writer.choose(tag) if isinstance(tag, list) else tag(writer)
        parts = [f"{{% {opening} %}}", writer.body(depth)]
        for other in intermediate:
            if writer.draw(st.booleans()):
                between = other if isinstance(other, str) else other(writer)
                parts += [f"{{% {between} %}}", writer.body(depth)]
        return "".join([*parts, f"{{% end{opening.split()[0]} %}}"])

    return write


def _block(writer, depth):
    name = writer.block_name()
    return f"{{% block {name} %}}{writer.body(depth)}{{% endblock {name} %}}"


def _translation(writer, depth):
    opening = "blocktranslate" + writer.choose(["", " trimmed", " context 'c'", " with q=value"])
    text = writer.choose(["Yes", "{{ x }} of {{ value }}", "{{ q }}\n  %s %(x)s", "Yes {{ y }} %"])
    if writer.draw(st.integers(0, 2)) == 0:
        opening = f"blocktranslate count n={writer.choose(['count', 'value', '1', 'row.a.0'])}"
        text = "{{ n }} thing{% plural %}{{ n }} things {{ x }}"
    opening += writer.choose(["", "", " asvar y"])
    return f"{{% {opening} %}}{text}{{% endblocktranslate %}}"


def _cycle(writer):
    values = " ".join(writer.value() for _ in range(writer.draw(st.integers(2, 3))))
    kind = writer.draw(st.integers(0, 4))
    if kind == 0:
        name = f"c{len(writer.cycles)}"
        writer.cycles.append(name)
        return f"{{% cycle {values} as {name}{writer.choose(['', ' silent'])} %}}"
    if kind == 1 and writer.cycles:
        return f"{{% {writer.choose(['cycle', 'resetcycle'])} {writer.choose(writer.cycles)} %}}"
    if kind == 2 and writer.cycles:
        return f"{{{{ {writer.choose(writer.cycles)} }}}}"
    return f"{{% cycle {values} %}}"


def _regroup(writer, depth):
    source, key = writer.choose(_SEQUENCES), writer.choose(["a", "b", "0", "missing", "title"])
    loop = "{% for g in groups %}{{ g.grouper }}{% for x in g.list %}$,{% endfor %}{% endfor %}"
    return f"{{% regroup {source} by {key} as groups %}}" + loop.replace("$", writer.body(depth))


def _include(writer):
    name = writer.choose(["'part'", "'other_part'", "'part'", "name", "missing", "templates"])
    extra = writer.choose(["", f" with x={writer.value()}", f" with y={writer.value()} q=x"])
    return f"{{% include {name}{extra}{writer.choose(['', '', ' only'])} %}}"


def _form(pattern, *, targets=True):
    """A tag of which each `$` is an expression."""

    def write(writer):
        code = "".join(writer.value() if character == "$" else character for character in pattern)
        return f"{{% {code}{writer.target() if targets else ''} %}}"

    return write


def _one_of(*tags):
    return lambda writer: writer.choose([*tags])


_SINGLES = [
    *(_cycle, _cycle, _include, _include, _include),
    *map(_form, ("firstof $ $", "firstof missing $ 'f'", "widthratio $ $ 100", "now 'Y'")),
    *map(_form, ("translate 'Yes'", "translate $", "translate 'May' context 'c'", "static $")),
    *map(_form, ("url 'login'", "url $", "url 'login' $", "url 'login' next=$", "plain $ key=$")),
    *map(_form, ("marked $", "counted", "counted by=$", "given $", "plain $ $ $ other=$")),
    _form("translate 'Yes' noop", targets=False),
    *(
        _form(tag, targets=False)
        for tag in ("included $", "included x=$ y='<'", "included_here q=$")
    ),
    *(_form(tag, targets=False) for tag in ("show $", "divide $", "csrf_token", "lorem 3 w")),
    _one_of("{% remember %}{{ remembered }}", "{% loop_counter %}", "{% templatetag openblock %}"),
    _one_of("{% escape_off %}", "{% localize_off %}", "{% speak_german %}", "{% number %}", "{##}"),
    _one_of("{% get_current_language as y %}{{ y }}", "{% get_current_timezone as y %}{{ y }}"),
    _one_of("{% get_language_info for 'de' as y %}{{ y.name_local }}", "{% surrogate %}"),
    _one_of("{% pop_scopes %}", "{{ forloop }}", "{{ block.super }}", "{% querystring x=1 %}"),
]
_BLOCKS = [
    *[_enclosed(lambda w: f"if {w.condition()}", lambda w: f"elif {w.condition()}", "else")] * 3,
    *[_enclosed(lambda w: f"for x in {w.choose(_SEQUENCES)}", "empty")] * 3,
    _enclosed(lambda w: f"for x in {w.choose(_SEQUENCES)} reversed", "empty"),
    _enclosed(lambda w: f"for x, y in {w.choose(_SEQUENCES)}", "empty"),
    _enclosed(lambda w: f"for y in {w.choose(_SEQUENCES)}"),
    _enclosed(lambda w: f"with y={w.value()} x={w.value()}"),
    _enclosed(lambda w: f"with {w.value()} as q"),
    *[_block] * 2,
    *(_translation, _regroup),
    *(_enclosed(lambda w: f"ifchanged {w.value()}", "else"), _enclosed(["ifchanged"], "else")),
    _enclosed(["autoescape off", "autoescape on", "spaceless", "comment", "verbatim"]),
    _enclosed(["localize on", "localize off", "localtime on", "localtime off"]),
    _enclosed(["language 'de'", "language 'ar'", "language name", "timezone 'Asia/Tokyo'"]),
    _enclosed(["timezone None", "timezone name", "filter upper", "filter force_escape|lower"]),
    _enclosed(["filter truncatewords:2", "filter default:'d'", "cache 9 fragment", "cache 9 f x"]),
    _enclosed(["twice", "with_y", "forgiving", "boxed", "boxed title=value", "twice"]),
    lambda writer, depth: f"{{% opened %}}{writer.body(depth)}{{% closed %}}",
]


@st.composite
def pages(draw, writer_of=Writer):
    """A template's source, and the templates that it may include or extend."""
    parts = {name: writer_of(draw).body(1) for name in ("part", "other_part")}
    # What they include themselves would be endless.
    parts = {name: text.replace("include", "firstof") for name, text in parts.items()}
    base = writer_of(draw)
    parts["base"] = base.body(1) + "".join(_block(base, 1) for _ in range(3))
    child = writer_of(draw)
    parts["child"] = "{% extends 'base' %}" + "".join(_block(child, 1) for _ in range(2))
    writer = writer_of(draw)
    page = writer.body(_DEPTH)
    if draw(st.integers(0, 2)) == 0:
        parent = writer.choose(["'base'", "'child'", "name", "missing|default:'child'"])
        blocks = "".join(_block(writer, _DEPTH - 1) for _ in range(draw(st.integers(0, 3))))
        page = f"{{% extends {parent} %}}{page}{blocks}"
    return page, parts


#: Names of templates too, so that `{% include name %}` finds one.
names = st.sampled_from(["part", "base", "other_part", "child", "de", *WORDS])
