"""Values of form controls."""

# ruff: noqa: E501 -- markup and scripts read better unbroken

from .row import Row


def _options(*options: str) -> str:
    """Options by value; one with a star is selected."""
    return "".join(
        f'<option value="{name.rstrip("*")}"{" selected" if name.endswith("*") else ""}>'
        f"{name.rstrip('*').upper()}</option>"
        for name in options
    )


ROWS = [
    Row(
        statement="D12 a stale echo does not overwrite what is being typed",
        old='<input id="a" value="ab">',
        act="keep('#a'); type('#a', 'abcd')",
        new='<input id="a" value="abc">',
        check="same() && kept.node.value === 'abcd' && kept.node.selectionStart === 4",
    ),
    Row(
        statement="D13 a stale echo does not overwrite what is being typed in a textarea",
        old='<textarea id="a">ab</textarea>',
        act="keep('#a'); type('#a', 'abcd')",
        new='<textarea id="a">abc</textarea>',
        check="same() && kept.node.value === 'abcd' && kept.node.selectionStart === 4",
    ),
    Row(
        statement="D14 a focused input still gets its class, placeholder and ARIA state",
        old='<input id="a" class="x" value="v">',
        act="keep('#a'); type('#a', 'typed')",
        new='<input id="a" class="y z" value="v" placeholder="p" aria-invalid="true">',
        check="same() && document.activeElement === kept.node && kept.node.value === 'typed'"
        " && kept.node.className === 'y z' && kept.node.placeholder === 'p'"
        " && kept.node.ariaInvalid === 'true'",
    ),
    Row(
        statement="D15 a focused input still becomes disabled, read-only or required",
        old='<input id="a">',
        act="keep('#a').focus()",
        new='<input id="a" disabled="" readonly="" required="">',
        check="same() && kept.node.disabled && kept.node.readOnly && kept.node.required",
    ),
    Row(
        statement="D16 a new value from the server wins in an input that is not focused",
        old='<input id="a" value="one">',
        act="type('#a', 'typed').blur()",
        new='<input id="a" value="two">',
        check="$('#a').value === 'two'",
    ),
    Row(
        statement="D17 a new value from the server wins in a textarea that is not focused",
        old='<textarea id="a">one</textarea>',
        act="type('#a', 'typed').blur()",
        new='<textarea id="a">two</textarea>',
        check="$('#a').value === 'two'",
    ),
    Row(
        statement="D18 unsaved text stays when the server did not change that field",
        old='<p>0</p><input id="a" class="x" value="one"><input id="b" value="b">',
        act="type('#a', 'typed').blur()",
        new='<p>1</p><input id="a" class="y" value="one"><input id="b" value="c">',
        check="$('#a').value === 'typed' && $('#b').value === 'c'",
    ),
    Row(
        statement="D19 unsaved text stays in a textarea that the server did not change",
        old='<p>0</p><textarea id="a" class="x">one</textarea>',
        act="type('#a', 'typed').blur()",
        new='<p>1</p><textarea id="a" class="y">one</textarea>',
        check="$('#a').value === 'typed'",
    ),
    Row(
        statement="D20 a checked checkbox stays checked on an unrelated patch",
        old='<p>0</p><input id="a" type="checkbox" class="x">',
        act="$('#a').click()",
        new='<p>1</p><input id="a" type="checkbox" class="y">',
        check="$('#a').checked",
    ),
    Row(
        statement="D21 a chosen option stays chosen on an unrelated patch",
        old=f'<p>0</p><select id="a" class="x">{_options("a*", "b", "c")}</select>',
        act="choose('#a', 'b')",
        new=f'<p>1</p><select id="a" class="y">{_options("a*", "b", "c")}</select>',
        check="$('#a').value === 'b'",
    ),
    Row(
        statement="D22 a chosen radio button stays chosen on an unrelated patch",
        old='<p>0</p><input type="radio" name="r" id="a" checked=""><input type="radio" name="r" id="b">',
        act="$('#b').click()",
        new='<p>1</p><input type="radio" name="r" id="a" checked="">'
        '<input type="radio" name="r" id="b" class="y">',
        check="$('#b').checked && !$('#a').checked",
    ),
    Row(
        statement="D23 a password stays on an unrelated patch",
        old='<p>0</p><input id="a" type="password" class="x">',
        act="type('#a', 'secret').blur()",
        new='<p>1</p><input id="a" type="password" class="y">',
        check="$('#a').value === 'secret'",
    ),
    Row(
        statement="D24 the server checks a checkbox that the person has toggled",
        old='<input id="a" type="checkbox">',
        act="$('#a').click(); $('#a').click()",
        new='<input id="a" type="checkbox" checked="">',
        check="$('#a').checked",
    ),
    Row(
        statement="D25 the server unchecks a checkbox that the person has toggled",
        old='<input id="a" type="checkbox" checked="">',
        act="$('#a').click(); $('#a').click()",
        new='<input id="a" type="checkbox">',
        check="!$('#a').checked",
    ),
    Row(
        statement="D26 the server moves the selection after the person chose another option",
        old=f'<select id="a">{_options("a*", "b", "c")}</select>',
        act="choose('#a', 'b').focus()",
        new=f'<select id="a">{_options("a", "b", "c*")}</select>',
        check="$('#a').value === 'c'",
    ),
    Row(
        statement="D27 options are replaced and the server's choice is honoured",
        old=f'<select id="a">{_options("a*", "b")}</select><select id="b">{_options("a*", "b")}</select>',
        act="choose('#a', 'b')",
        new=f'<select id="a">{_options("x*", "y")}</select><select id="b">{_options("x", "y*")}</select>',
        check="$('#a').value === 'x' && $('#b').value === 'y'",
    ),
    Row(
        statement="D28 an option is appended to a focused select, whose choice stays",
        old=f'<select id="a">{_options("a*", "b")}</select>',
        act="keep('#a').focus(); choose('#a', 'b')",
        new=f'<select id="a">{_options("a*", "b", "c")}</select>',
        check="same() && $('#a').value === 'b' && document.activeElement === kept.node",
    ),
    Row(
        statement="D29 a multiple select shows the server's set",
        old=f'<select id="a" multiple="">{_options("a*", "b", "c", "d")}</select>',
        act="choose('#a', 'a', 'b')",
        new=f'<select id="a" multiple="">{_options("a", "b", "c*", "d*")}</select>',
        check="[...$('#a').selectedOptions].map((o) => o.value).join() === 'c,d'",
    ),
    Row(
        statement="D30 an indeterminate checkbox stays so when an attribute changes",
        old='<input id="a" type="checkbox" class="x">',
        act="keep('#a').indeterminate = true",
        new='<input id="a" type="checkbox" class="y">',
        check="same() && kept.node.indeterminate",
    ),
    Row(
        statement="D31 a file input keeps its files when its class changes",
        old='<input id="a" type="file" class="x">',
        act="const t = new DataTransfer(); t.items.add(new File(['x'], 'x.txt')); keep('#a').files = t.files",
        new='<input id="a" type="file" class="y">',
        check="same() && kept.node.files.length === 1 && kept.node.files[0].name === 'x.txt'",
    ),
    Row(
        statement="D32 showing a password keeps value and element",
        old='<input id="a" type="password">',
        act="keep('#a'); type('#a', 'secret')",
        new='<input id="a" type="text">',
        check="same() && kept.node.type === 'text' && kept.node.value === 'secret'",
    ),
    Row(
        statement="D33 the server's value replaces one that a script set in a hidden input",
        old='<input id="a" type="hidden" value="one">',
        act="$('#a').value = 'script'",
        new='<input id="a" type="hidden" value="two">',
        check="$('#a').value === 'two'",
    ),
    Row(
        statement="D34 a range being dragged is not reset",
        old='<input id="a" type="range" value="10">',
        act="const a = $('#a'); a.focus(); a.value = '70'",
        new='<input id="a" type="range" value="20">',
        check="$('#a').value === '70'",
    ),
    Row(
        statement="D35 a number input with an unfinished number is not wiped",
        old='<input id="a" type="number" class="x" value="1">',
        keys=("#a", "1e"),
        act="keep('#a')",
        new='<input id="a" type="number" class="y" value="2">',
        check="same() && kept.node.validity.badInput && kept.node.className === 'y'",
    ),
    Row(
        statement="D36 text being written in an editable element is not reverted",
        old='<p>0</p><div id="a" contenteditable="true">one</div>',
        act="const a = keep('#a'); a.focus(); getSelection().selectAllChildren(a);"
        "document.execCommand('insertText', false, 'written')",
        new='<p>1</p><div id="a" contenteditable="true">two</div>',
        check="same() && kept.node.textContent === 'written' && $('p').textContent === '1'",
        exact=False,
    ),
]
