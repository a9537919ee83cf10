"""Nodes that scripts, extensions and translators put in, split or took out."""

# ruff: noqa: E501 -- markup and scripts read better unbroken

from .row import Row

_TRANSLATE = """
  const font = document.createElement('font');
  font.append(document.createElement('font'));
  const text = $('#a').firstChild;
  font.firstChild.textContent = 'traducido';
  text.replaceWith(font);
"""

ROWS = [
    Row(
        statement="D65 a class that a script added stays on an unrelated patch",
        old='<p>0</p><div id="a" class="x" title="one">text</div>',
        act="$('#a').classList.add('script')",
        new='<p>1</p><div id="a" class="x" title="two">other</div>',
        check="$('#a').className === 'x script' && $('#a').title === 'two'",
        exact=False,
    ),
    Row(
        statement="D66 a foreign node at the end does not shift a later patch",
        old="<ul><li>a</li><li>b</li></ul><p>0</p>",
        act="const e = document.createElement('li'); e.className = 'foreign'; e.textContent = 'f';"
        "$('ul').append(e); root.append(e.cloneNode(true))",
        new="<ul><li>a</li><li>b2</li><li>c</li></ul><p>1</p><p>2</p>",
        check="texts('ul > li:not(.foreign)') === 'a,b2,c' && texts('p') === '1,2'"
        " && all('.foreign').length === 2 && $('ul').lastElementChild.className === 'foreign'",
        exact=False,
    ),
    Row(
        statement="D67 a foreign node at the start does not shift a later patch",
        old="<ul><li>a</li><li>b</li></ul><p>0</p>",
        act="const e = document.createElement('div'); e.className = 'foreign';"
        "root.prepend(e); $('ul').prepend(e.cloneNode(true))",
        new="<h1>title</h1><ul><li>n</li><li>a</li><li>b2</li></ul><p>1</p>",
        check="texts('li') === 'n,a,b2' && texts('p') === '1' && $('h1').nextElementSibling === $('ul')"
        " && all('.foreign').length === 2",
        exact=False,
    ),
    Row(
        statement="D68 a foreign wrapper inside a list item does not misplace patches",
        old='<ul><li><b>one</b> text</li><li class="x">two</li></ul>',
        act="const w = document.createElement('span'); w.className = 'wrap';"
        "w.append(...$('li').childNodes); $('li').append(w)",
        new='<ul><li><b>uno</b> testo<i>new</i></li><li class="y">due</li></ul>',
        check="$('li').textContent === 'uno testonew' && $('li.y').textContent === 'due'"
        " && all('.wrap').length === 1 && all('i').length === 1",
        exact=False,
    ),
    Row(
        statement="D69 a text that a translator replaced is updated, not doubled",
        old='<p id="a">one</p><p id="b">two</p>',
        act=_TRANSLATE,
        new='<p id="a">three</p><p id="b">four</p>',
        check="$('#a').textContent === 'three' && $('#b').textContent === 'four'",
    ),
    Row(
        statement="D70 text that was split or joined is updated once",
        old="<p id='a'>one text</p><p id='b'>and <b>more</b> text</p>",
        act="$('#a').firstChild.splitText(3); $('#a').lastChild.splitText(2);"
        "$('#b').lastChild.splitText(2); $('#b').normalize()",
        new="<p id='a'>other words</p><p id='b'>and <b>more</b> words</p>",
        check="$('#a').textContent === 'other words' && $('#b').textContent === 'and more words'",
    ),
    Row(
        statement="D71 a node that a script removed neither throws nor harms its siblings",
        old="<ul><li live-key='a'>a</li><li live-key='b'>b</li><li live-key='c'>c</li></ul><div><p id='gone'>x<b>y</b></p></div>",
        act="all('li')[1].remove(); $('#gone').remove()",
        new="<ul><li live-key='a'>a1</li><li live-key='b' class='k'>b1</li><li live-key='c'>c1</li><li>d</li></ul><div><p id='gone'>z</p><p>n</p></div>",
        check="texts('li') === 'a1,c1,d' && texts('div > p') === 'n'",
        exact=False,
    ),
]
