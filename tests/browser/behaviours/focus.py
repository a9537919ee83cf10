"""Focus and selection."""

# ruff: noqa: E501 -- markup and scripts read better unbroken

from .row import Row


def _rows(*names: str) -> str:
    return "".join(f'<li live-key="{name}"><input id="{name}"></li>' for name in names)


ROWS = [
    Row(
        statement="D1 focus is kept when sibling text changes",
        old='<p>0</p><input id="a">',
        act="keep('#a').focus()",
        new='<p>1</p><input id="a">',
        check="same() && document.activeElement === kept.node",
    ),
    Row(
        statement="D2 focus is kept when an element with an id is inserted before",
        old='<div><input id="a"></div>',
        act="keep('#a').focus()",
        new='<div><p id="note">new</p><input id="a"></div>',
        check="same() && document.activeElement === kept.node",
    ),
    Row(
        statement="D3 focus is kept when the element before is removed",
        old='<div><p id="note">old</p><input id="a"></div>',
        act="keep('#a').focus()",
        new='<div><input id="a"></div>',
        check="same() && document.activeElement === kept.node",
    ),
    Row(
        statement="D4 an input without id keeps identity and focus when its like is inserted beside it",
        old='<div><label>name <input name="name"></label></div>',
        act="keep('[name=name]'); type('[name=name]', 'typed')",
        new='<div><label>mail <input name="mail"></label><label>name <input name="name"></label></div>',
        check="same() && document.activeElement === kept.node && kept.node.value === 'typed'",
    ),
    Row(
        statement="D5 no blur or focus events fire on a focused input when an element is inserted before",
        old='<div><input id="a"></div>',
        act="const a = keep('#a'); a.focus(); listen(a, 'blur', 'focus', 'focusin', 'focusout')",
        new='<div><p>new</p><input id="a"></div>',
        check="same() && events.length === 0",
    ),
    Row(
        statement="D6 a focused input in a keyed row survives a reorder",
        old=f"<ul>{_rows('a', 'b', 'c', 'd')}</ul>",
        act="keep('#c').focus(); type('#c', 'typed'); listen(kept.node, 'blur')",
        new=f"<ul>{_rows('c', 'd', 'b', 'a')}</ul>",
        check="same() && document.activeElement === kept.node && kept.node.value === 'typed'"
        " && events.length === 0",
    ),
    Row(
        statement="D7 a textarea's selection is kept when its attributes change",
        old='<textarea id="a" class="x">some text here</textarea>',
        act="const a = keep('#a'); a.focus(); a.setSelectionRange(5, 9)",
        new='<textarea id="a" class="y" rows="9" aria-invalid="true">some text here</textarea>',
        check="same() && kept.node.selectionStart === 5 && kept.node.selectionEnd === 9"
        " && kept.node.rows === 9",
    ),
    Row(
        statement="D8 the caret of a search input is kept when its attributes change",
        old='<input id="a" type="search" class="x" value="">',
        act="const a = type('#a', 'some text'); a.setSelectionRange(4, 4)",
        new='<input id="a" type="search" class="y" placeholder="find" value="">',
        check="$('#a').selectionStart === 4 && $('#a').selectionEnd === 4 && $('#a').value === 'some text'",
    ),
    Row(
        statement="D9 a text selection in an untouched paragraph survives",
        old='<p id="a">first paragraph</p><p id="b">second</p>',
        act="const r = document.createRange(); r.setStart($('#a').firstChild, 0);"
        "r.setEnd($('#a').firstChild, 5); getSelection().addRange(r)",
        new='<p id="a">first paragraph</p><p>between</p><p id="b">changed</p>',
        check="getSelection().toString() === 'first'",
    ),
    Row(
        statement="D10 an inserted autofocus element does not take focus from an active input",
        old='<div><input id="a"></div>',
        act="keep('#a').focus()",
        new='<div><input id="a"><input id="b" autofocus=""></div>',
        check="document.activeElement === kept.node",
    ),
    Row(
        statement="D11 an inserted autofocus element gets focus when nothing has it",
        old="<div><p>text</p></div>",
        new='<div><p>text</p><form><input id="b" autofocus=""></form></div>',
        check="document.activeElement === $('#b')",
    ),
]
