"""HTML in all its forms."""

# ruff: noqa: E501 -- markup and scripts read better unbroken

from .row import Row

_SVG = "http://www.w3.org/2000/svg"
_MIXED = """<header id="h" class="{c}"><h1>Title {n}</h1><!-- note {n} --></header>
<form id="f"><label>a <input name="a" value="{n}"></label><select name="s">
<option value="1"{one}>1</option><option value="2"{two}>2</option></select>
<textarea name="t">text {n}</textarea><input type="checkbox" name="k"{one}></form>
<table class="{c}"><caption>c {n}</caption><thead><tr><th>h</th></tr></thead><tbody>{rows}</tbody></table>
<svg viewBox="0 0 {n} {n}"><g><path d="M{n} 0"></path><text>s {n}</text></g></svg>
<pre>
 {n}  spaces
   kept </pre>
<ul>{items}</ul><p>mixed <b>bold {n}</b> and <i>it</i>alic{tail}</p>
<dl><dt>t</dt><dd>{n}</dd></dl><template><p>{n}</p></template>
<math><mi>x</mi><mo>=</mo><mn>{n}</mn></math>"""


def _mixed(number: int, keys: str, *, first: bool) -> str:
    return _MIXED.format(
        n=number,
        c="one" if first else "two wide",
        one=" selected" if first else "",
        two="" if first else " selected",
        rows="".join(f'<tr live-key="{k}"><td>{k}</td><td>{number}</td></tr>' for k in keys),
        items="".join(f'<li id="i{k}">{k}{number}</li> ' for k in keys[::-1]),
        tail="" if first else " &amp; <em>more</em> text",
    )


_SHADOWED = """id attributes children childNodes parentNode nextSibling firstChild insertBefore
removeChild setAttribute getAttribute localName classList contains closest elements nodeType
isConnected matches querySelectorAll moveBefore"""
_SHADOWING = "".join(f"<input name='{name}'>" for name in _SHADOWED.split())

ROWS = [
    Row(
        statement="D72 an inserted SVG child is in the SVG namespace",
        old="<svg><circle r='1'></circle></svg>",
        new="<svg><circle r='1'></circle><rect width='2'></rect></svg>",
        check=f"$('rect').namespaceURI === '{_SVG}' && $('rect') instanceof SVGRectElement",
    ),
    Row(
        statement="D73 a camel-case SVG attribute is updated in place",
        old='<svg id="s" viewBox="0 0 1 1"></svg>',
        act="keep('#s')",
        new='<svg id="s" viewBox="0 0 9 9" preserveAspectRatio="none"></svg>',
        check="same() && kept.node.viewBox.baseVal.width === 9 && !kept.node.hasAttribute('viewbox')"
        " && kept.node.getAttributeNames().includes('preserveAspectRatio')",
    ),
    Row(
        statement="D74 the case of SVG elements is kept on insert",
        old="<svg><g></g></svg>",
        new="<svg><g></g><defs><linearGradient id='l'></linearGradient></defs>"
        "<foreignObject><div>html</div></foreignObject></svg>",
        check="$('#l') instanceof SVGLinearGradientElement && $('svg > :last-child').localName === 'foreignObject'"
        " && $('foreignObject > div') instanceof HTMLDivElement",
    ),
    Row(
        statement="D75 xlink:href is updated in its namespace",
        old='<svg><use id="u" xlink:href="#a"></use></svg>',
        act="keep('#u')",
        new='<svg><use id="u" xlink:href="#b"></use><use xlink:href="#c"></use></svg>',
        check="same() && kept.node.href.baseVal === '#b' && kept.node.attributes.length === 2"
        " && all('use')[1].href.baseVal === '#c'",
    ),
    Row(
        statement="D76 MathML is inserted in the MathML namespace",
        old="<p>x</p><math><mi>x</mi></math>",
        new="<p>x</p><math><mi>x</mi><mfrac><mn>1</mn><mn>2</mn></mfrac></math><math><mn>1</mn></math>",
        check="all('math, math *').every((e) => e.namespaceURI === 'http://www.w3.org/1998/Math/MathML')",
    ),
    Row(
        statement="D77 a row is appended inside tbody",
        old="<table><tbody><tr><td>1</td></tr></tbody></table>",
        act="keep('tr')",
        new="<table><tbody><tr><td>1</td></tr><tr><td>2</td></tr></tbody></table>",
        check="same() && all('tbody').length === 1 && texts('tbody > tr > td') === '1,2'",
    ),
    Row(
        statement="D78 a row is added to a table written without tbody",
        old="<table><tr><td>1</td></tr></table>",
        act="keep('tr')",
        new="<table><tr><td>1</td></tr><tr><td>2</td></tr></table>",
        check="same() && all('tbody').length === 1 && texts('tbody > tr > td') === '1,2'",
    ),
    Row(
        statement="D79 the first newline of a textarea is the markup's",
        old="<textarea id='a'>\none</textarea><textarea id='b'>x</textarea><p></p>",
        new="<textarea id='a'>\n\ntwo</textarea><textarea id='b'>\ny</textarea><p><textarea id='c'>\n\nz</textarea></p>",
        check="$('#a').value === '\\ntwo' && $('#b').value === 'y' && $('#c').value === '\\nz'",
    ),
    Row(
        statement="D80 white space of pre is exact",
        old="<pre id='a'>\n a\n  b </pre>",
        new="<pre id='a'>\n  a\n\tb  \n</pre>",
        check="$('#a').textContent === '  a\\n\\tb  \\n'",
    ),
    Row(
        statement="D81 significant space between inline elements stays",
        old="<p><b>a</b> <i>b</i>\n<u>c</u></p>",
        new="<p><b>a2</b> <i>b2</i>\n<u>c2</u></p>",
        check="$('p').textContent === 'a2 b2\\nc2'",
    ),
    Row(
        statement="D82 space between inline elements appears and disappears",
        old="<p><b>a</b><i>b</i> <u>c</u></p>",
        new="<p><b>a</b> <i>b</i><u>c</u></p>",
        check="$('p').textContent === 'a bc' && $('p').childNodes.length === 4",
    ),
    Row(
        statement="D83 a template's content is updated",
        old="<template id='t'><p class='x'>one</p></template>",
        act="keep('#t')",
        new="<template id='t'><p class='y'>two</p><b>three</b></template>",
        check="same() && kept.node.content.querySelector('p.y').textContent === 'two'"
        " && kept.node.content.children.length === 2 && kept.node.childNodes.length === 0",
    ),
    Row(
        statement="D84 a change of a style element's text takes effect",
        old="<style>#a { color: rgb(1, 1, 1) }</style><p id='a'>x</p>",
        new="<style>#a { color: rgb(2, 2, 2) }</style><p id='a'>x</p>",
        check="getComputedStyle($('#a')).color === 'rgb(2, 2, 2)'",
    ),
    Row(
        statement="D85 a script in a patch is not run",
        old="<div></div><script></script><table><tbody></tbody></table>",
        new="<div><script>window.ran = 1</script></div><script>window.ran = 2</script>"
        "<table><tbody><script>window.ran = 3</script></tbody></table>"
        "<svg><script>window.ran = 4</script></svg>",
        check="window.ran === undefined && all('#root script').length === 4",
    ),
    Row(
        statement="D86 comments do not break patching",
        old="<!-- a --><p>1</p><!-- b --><p>2</p><!-- c -->",
        new="<!-- a2 --><p>1</p><!-- n --><!-- b --><p>3</p><p>4</p><!-- c -->",
        check="texts('p') === '1,3,4'",
    ),
    Row(
        statement="D87 text, element, text with a conditional middle",
        old="<p id='a'>before <b>mid</b> after</p><p id='b'>before  after</p>",
        new="<p id='a'>before  after</p><p id='b'>before <b>mid</b> after</p>",
        check="$('#a').childNodes.length === 1 && $('#b').childNodes.length === 3",
    ),
    Row(
        statement="D88 empty text becomes text, and text becomes empty",
        old="<p id='a'></p><p id='b'>text</p><p id='c'><b></b></p>",
        new="<p id='a'>text</p><p id='b'></p><p id='c'>x<b></b>y</p>",
        check="$('#a').textContent === 'text' && $('#b').childNodes.length === 0"
        " && $('#c').textContent === 'xy'",
    ),
    Row(
        statement="D89 entities and quotes arrive as they are",
        old="<p title='a'>b</p>",
        new="<p title='&quot;&apos;&lt;&amp;amp;&nbsp;'>&lt;b&gt; &amp;amp; &copy; &quot;</p>",
        check="""$('p').title === `"'<&amp;\\u00a0` && $('p').textContent === '<b> &amp; © "'""",
    ),
    Row(
        statement="D90 boolean attributes reach their properties",
        old="<button id='a'>x</button><p id='b' hidden>y</p><input id='c' required>",
        new="<button id='a' disabled>x</button><p id='b'>y</p><input id='c' multiple>",
        check="$('#a').disabled && !$('#b').hidden && !$('#c').required && $('#c').multiple",
    ),
    Row(
        statement="D91 attributes of unusual names survive",
        old="<div id='a' @click='one' :x='1' x-on:a.b='p'></div>",
        act="keep('#a')",
        new="<div id='a' @click='two' :y='2' x-on:a.b='q' [z]='3' #ref></div>",
        check="same() && kept.node.getAttribute('@click') === 'two' && kept.node.getAttribute(':y') === '2'"
        " && !kept.node.hasAttribute(':x') && kept.node.getAttribute('x-on:a.b') === 'q'"
        " && kept.node.getAttribute('[z]') === '3' && kept.node.hasAttribute('#ref')",
    ),
    Row(
        statement="D92 duplicate ids are tolerated",
        old="<p id='x'>1</p><p id='x'>2</p><p id='x'>3</p>",
        new="<p id='x'>3</p><p id='x'>1</p><p id='x'>4</p><p id='x'>2</p>",
        check="texts('p') === '3,1,4,2'",
    ),
    Row(
        statement="D93 a form whose controls shadow DOM names is patched",
        old=f"<form id='f'>{_SHADOWING}<p live-key='p'>0</p></form>",
        act="keep('form')",
        new="<form id='f' class='k' title='t'><b>first</b><input name='id'><input name='parentNode'>"
        "<p live-key='p'>1</p><i>last</i></form>",
        check="same() && texts('p') === '1' && texts('b, i') === 'first,last' && all('input').length === 2"
        " && $('form.k[title=t]') !== null",
    ),
    Row(
        statement="D94 a change of tag replaces the element",
        old="<div><h1 class='x'>text</h1></div>",
        new="<div><h2 class='x'>text</h2></div>",
        check="$('h1') === null && texts('h2.x') === 'text'",
    ),
    Row(
        statement="D95 an element that changes its id shows the new id and content",
        old="<p id='a'>one</p><p>x</p>",
        new="<p id='b'>two</p><p>x</p>",
        check="$('#a') === null && $('#b').textContent === 'two'",
    ),
    Row(
        statement="D96 a keyed element that gets a new parent keeps identity",
        old="<main><article live-key='a'>a<input></article><p>x</p></main>",
        act="keepAll('article'); $('input').value = 'typed'",
        new="<main><section class='wrap'><article live-key='a'>a<input></article></section><p>x</p></main>",
        check="allSame() && $('section input').value === 'typed'",
    ),
    Row(
        statement="D97 astral, right-to-left and zero-width text is exact",
        old="<p>a</p>",
        new="<p title='👩‍👩‍👧'>👩‍👩‍👧 שלום\u200f \u200bé \U0001d4b3 \u2028 \ufeff</p>",
        check="$('p').title.length === 8 && $('p').textContent.startsWith('👩‍👩‍👧 שלום')",
    ),
    Row(
        statement="D98 white space in style and class stays, and both can go",
        old="<p id='a' class='x' style='color: red'>1</p><p id='b' class='y' style='color: red'>2</p>",
        new="<p id='a' class='  x   z ' style='color:  blue ;'>1</p><p id='b'>2</p>",
        check="$('#a').getAttribute('class') === '  x   z ' && $('#a').style.color === 'blue'"
        " && !$('#b').hasAttribute('class') && !$('#b').hasAttribute('style')",
    ),
    Row(
        statement="D99 a select in a table in a form is patched",
        old="<form><table><tbody><tr><td><select name='s'><option>a</option></select></td></tr></tbody></table></form>",
        act="keep('select')",
        new="<form><table><tbody><tr><td><select name='s'><optgroup label='g'><option>b</option></optgroup>"
        "<option selected>c</option></select></td><td>d</td></tr></tbody></table></form>",
        check="$('select').value === 'c' && $('select').form === $('form') && texts('td') === 'bc,d'",
    ),
    Row(
        statement="D100 a large mixed page equals a fresh parse",
        old=_mixed(1, "abcdefgh", first=True),
        new=_mixed(2, "hbxcdyfa", first=False),
        check="$('h1').textContent === 'Title 2'",
    ),
    Row(
        statement="D100-page a whole document equals a fresh parse",
        old=f"<!doctype html><html lang='en'><head><title>one</title></head><body>{_mixed(1, 'abc', first=True)}</body></html>\n",
        new="<!doctype html><html lang='de' class='k'><head><title>two</title><meta name='x'></head>"
        f"<body class='b'>{_mixed(2, 'cda', first=False)}<p>last</p></body></html>\n",
        page=True,
        check="document.title === 'two' && document.documentElement.lang === 'de'",
    ),
]
