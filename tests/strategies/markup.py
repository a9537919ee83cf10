"""Random templates whose tags stand in markup of every kind, and variables that change."""

from hypothesis import strategies as st

from . import templates

#: What markup stands around a body; each `$` is an expression.
_SOUND = [
    *[("<div>", "</div>"), ("<section class='{{ $ }}'>", "</section>"), ("<span>", "</span>")] * 3,
    *[('<p title="{{ $ }} a">', "</p>"), ("<ul><li>", "</li></ul>")] * 2,
    ('<div {% if $ %}class="{{ $ }}"{% endif %}>', "</div>"),
    ('<div class="a {% if $ %}on{% endif %}" id="{{ $ }}">', "</div>"),
    ("<table><tbody><tr><td>", "</td><td>{{ $ }}</td></tr></tbody></table>"),
    ("<label>{{ $ }}", "<input name=i value='{{ $ }}'></label>"),
    ("<select><option value='{{ $ }}'>a</option></select>", "<br>"),
    ("<title>", "</title>"),
    ("<h1>", "</h1>"),
]
_ODD = [
    *(("<textarea>", "</textarea>"), ("<textarea>\n{{ $ }}", "</textarea>")),
    *(("<script>var a = '", "';</script>"), ("<style>", "</style>"), ("<!-- ", " -->")),
    *(("<table>", "</table>"), ("<table><tbody>", "</tbody></table>"), ("<tr><td>", "</td></tr>")),
    *(("<table><tr>", "</tr></table>"), ("<select>", "</select>"), ("<option>", "</option>")),
    *(("<select><optgroup label=a><option>", "</select>"), ("<template>", "</template>")),
    *(("<svg><g fill='{{ $ }}'>", "</g></svg>"), ("<svg><![CDATA[", "]]></svg>")),
    *(("<math><mi>", "</mi></math>"), ("<svg><foreignObject>", "</foreignObject></svg>")),
    *(("<pre>", "</pre>"), ("<pre>\n", "</pre>"), ("<noscript>", "</noscript>")),
    *(("<p>", "<p>"), ("<ul><li>", "<li></ul>"), ("<td>", "<td>"), ("<b><p>", "</b></p>")),
    *(("<a href={{ $ }}>", "<a>x</a></a>"), ("<form>", "<form></form></form>"), ("<button>", "")),
    *(("<div>", ""), ("", "</div>"), ("<i>", ""), ("<input value=", ">"), ("<input {{ $ }}", ">")),
    *(("<h{{ $ }}>", "</h1>"), ("<br{{ $ }}>", "<x-y {{ $ }}=1>"), ("<", ">"), ("&", ";")),
    *(("<ruby>a<rt>", "<rt>b</ruby>"), ("<dl><dt>", "<dd></dl>"), ("<iframe>", "</iframe>")),
    *(("<frameset>", "</frameset>"), ("<body class='{{ $ }}'>", "</body>"), ("<plaintext>", "")),
]
#: A list of rows: what it stands in, and its item, in which `@` is a body.
_ROWS = [
    (
        "<table><tbody>",
        '<tr live-key="{{ r.a }}"><td>{{ r.b }}</td><td>@</td></tr>',
        "</tbody></table>",
    ),
    ("<table><tbody>\n", '<tr id="r{{ r.a }}">\n<td>{{ r.b }}</td>@</tr>\n', "</tbody></table>"),
    ("<table>", '<tr live-key="{{ r.a }}"><td>@{{ r.b }}</td></tr>', "</table>"),
    ("<ul>\n", "<li>{{ r.b }}@</li>\n", "</ul>"),
    ("<ul>", "{% if r.b %}<li live-key={{ r.a }}>{{ r.b }}@</li>{% endif %}", "</ul>"),
    ("<ol>", '<li live-key="{{ r.a }}" {% if r.b %}class="on"{% endif %}>@</li>, ', "</ol>"),
    (
        "<select>",
        '<option value="{{ r.a }}"{% if r.b %} selected{% endif %}>{{ r.b }}',
        "</select>",
    ),
    ("<div>", '<p live-key="{{ r.a }}">{{ r.b }}</p>@', "</div>"),
    ("", '<b id="{{ r.a }}">{% ifchanged r.b %}{{ r.b }}{% endifchanged %}</b>@', ""),
    ("<dl>", "<dt>{{ r.a }}</dt><dd class='{% cycle 'a' 'b' %}'>{{ r.b }}@</dd>", "</dl>"),
]
_FRAMES = [
    "<!doctype html><html><head><title>{{ name }}</title></head><body>@</body></html>",
    "<!doctype html>\n<html lang='{{ name }}'>\n<head></head>\n<body>@\n</body>\n</html>\n",
    "<!doctype html><title>{{ name }}</title>@",
    "<html><head>{% if count %}<link rel=x>{% endif %}</head><body><main>@</main></body></html>",
]


class _Writer(templates.Writer):
    """Puts markup around what it writes."""

    def node(self, depth):
        kind = self.draw(st.integers(0, 9))
        if depth == 0 or kind > 5:
            return super().node(depth)
        if kind < 2:
            before, item, after = self.choose(_ROWS)
            item = item.replace("@", self.body(depth - 1))
            rows = self.choose(["rows", "rows", "other_rows", "rows|slice:':2'"])
            empty = self.choose(["", "{% empty %}<i>none</i>", "{% empty %}none"])
            return f"{before}{{% for r in {rows} %}}{item}{empty}{{% endfor %}}{after}"
        start, end = self.choose(_ODD if kind == 5 else _SOUND)
        return self._filled(start) + self.body(depth - 1) + self._filled(end)

    def _filled(self, markup):
        return "".join(self.value() if letter == "$" else letter for letter in markup)


@st.composite
def pages(draw):
    """A template and those that it may include or extend; some are whole pages."""
    page, parts = draw(templates.pages(_Writer))
    frame = draw(st.sampled_from(["@", "@", "<div>@</div>", *_FRAMES]))
    if page.startswith("{% extends"):
        parts["base"] = frame.replace("@", parts["base"])
    else:
        page = frame.replace("@", page)
    return page, parts


_texts = st.sampled_from(
    [
        *(
            "'a'",
            "'a'",
            "'b'",
            "''",
            "1",
            "2.5",
            "None",
            "'x & y'",
            "'<b>'",
            "'\\n'",
            "' '",
            "'\"'",
        ),
        *("SafeString('<i>i</i>')", "SafeString('text')", "SafeString('<b>1</b><b>2</b>')"),
    ]
)
_broken = st.sampled_from(
    [
        *("'<p>one'", "'</div>'", "'<table><tr><td>'", "'<!--'", "'-->'", "'<tr><td>1</td></tr>'"),
        *("'<li>l'", "'<script>'", "'</textarea>'", "'<form>'", "'<a href=x>'", "'\\r'", "'&am'"),
        *("'<option>o'", "'\\0'", "'<svg>'", "'<body>'", "'\\ufeff'", "'<'", "'>'", "' x=1 '"),
    ]
).map("SafeString({})".format)
_values = st.one_of(*[_texts] * 7, _broken)
_rows = st.lists(st.tuples(st.integers(0, 6), _texts), max_size=5).map(
    lambda rows: "[" + ", ".join(f"{{'a': {a}, 'b': {b}}}" for a, b in rows) + "]"
)
_VARIABLES = {
    **dict.fromkeys(("value", "x", "y"), _values),
    "other": _texts,
    "name": st.sampled_from(["'part'", "'other_part'", "'de'", "'base'", "'nowhere'"]),
    "count": st.sampled_from(["0", "1", "3"]),
    "row": _values.map("Row(a=[1, 2], b={{'a': 1, 0: {}}})".format),
    "rows": _rows,
    "other_rows": _rows,
}


@st.composite
def steps(draw):
    """Variables of several renderings, of which few change from one to the next."""
    known = {name: draw(strategy) for name, strategy in _VARIABLES.items()}
    found = [known]
    for _ in range(draw(st.integers(2, 5))):
        names = draw(st.sets(st.sampled_from(sorted(_VARIABLES)), min_size=1, max_size=3))
        known = {**known, **{name: draw(_VARIABLES[name]) for name in sorted(names)}}
        found.append(known)
    return found
