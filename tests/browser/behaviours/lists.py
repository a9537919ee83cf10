"""Lists and identity."""

# ruff: noqa: E501 -- markup and scripts read better unbroken

from .row import Row


def _items(*keys: str) -> str:
    return "".join(f'<li live-key="{key}">{key}</li>\n' for key in keys)


def _list(*keys: str) -> str:
    return f"<ul>\n{_items(*keys)}</ul>"


def _table(changed: str) -> str:
    rows = "".join(
        f'<tr live-key="{n}"><td>{n}</td><td>{changed if n == 500 else "cell"}</td></tr>\n'
        for n in range(1000)
    )
    return f"<table><tbody>\n{rows}</tbody></table>"


def _checks(*keys: str) -> str:
    rows = (f'<li live-key="{key}"><input type="checkbox" id="{key}"></li>' for key in keys)
    return f"<ul>{''.join(rows)}</ul>"


ROWS = [
    Row(
        statement="D37 a keyed prepend keeps the other nodes",
        old=_list("a", "b", "c"),
        act="keepAll('li')",
        new=_list("n", "a", "b", "c"),
        check="allSame() && texts('li') === 'n,a,b,c'",
    ),
    Row(
        statement="D38 a keyed reverse keeps all nodes",
        old=_list("a", "b", "c", "d"),
        act="keepAll('li')",
        new=_list("d", "c", "b", "a"),
        check="allSame() && texts('li') === 'd,c,b,a'",
    ),
    Row(
        statement="D39 a keyed removal in the middle keeps the others",
        old=_list("a", "b", "c", "d"),
        act="keepAll('li')",
        new=_list("a", "b", "d"),
        check="allSame('a', 'b', 'd') && texts('li') === 'a,b,d'",
    ),
    Row(
        statement="D40 swap, insert and delete in one patch",
        old=_list("a", "b", "c", "d", "e"),
        act="keepAll('li')",
        new=_list("d", "b", "n", "a", "e"),
        check="allSame('a', 'b', 'd', 'e') && texts('li') === 'd,b,n,a,e'",
    ),
    Row(
        statement="D41 moving one of ten keyed rows inserts two nodes at most",
        old=_list(*"abcdefghij"),
        act="keepAll('li'); watch()",
        new=_list(*"bcdefghaij"),
        check="inserted(watchedRecords()) <= 2 && allSame() && texts('li') === 'b,c,d,e,f,g,h,a,i,j'",
    ),
    Row(
        statement="D42 a keyed element that moves to another container keeps identity",
        old=f'<ul id="todo">{_items("a", "b")}</ul><ul id="done">{_items("c")}</ul>',
        act="keepAll('li')",
        new=f'<ul id="todo">{_items("a")}</ul><ul id="done">{_items("c", "b")}</ul>',
        check="allSame() && texts('#done li') === 'c,b'",
    ),
    Row(
        statement="D43 an unkeyed append keeps the existing nodes",
        old="<ul><li>a</li><li>b</li></ul>",
        act="window.nodes = all('li')",
        new="<ul><li>a</li><li>b</li><li>c</li></ul>",
        check="nodes[0] === all('li')[0] && nodes[1] === all('li')[1] && texts('li') === 'a,b,c'",
    ),
    Row(
        statement="D44 one cell of 1,000 rows changes with three mutation records at most",
        old=_table("one"),
        act="watch()",
        new=_table("two"),
        check="((records) => records.length > 0 && records.length <= 3)(watchedRecords())",
    ),
    Row(
        statement="D45 the same HTML changes nothing",
        old=_list("a", "b") + '<input value="x"><p class="k">text</p>',
        act="watch()",
        new=_list("a", "b") + '<input value="x"><p class="k">text</p>',
        check="patches.length === 0 && watchedRecords().length === 0",
    ),
    Row(
        statement="D46 event listeners survive a change of attributes",
        old='<button id="a" class="x">text</button>',
        act="listen($('#a'), 'click')",
        new='<button id="a" class="y" title="t">other</button>',
        check="$('#a').click() ?? events.join() === 'click'",
    ),
    Row(
        statement="D47 checked and indeterminate states travel with keyed rows",
        old=_checks("a", "b", "c"),
        act="$('#a').click(); $('#b').indeterminate = true",
        new=_checks("c", "b", "a"),
        check="$('#a').checked && $('#b').indeterminate && !$('#c').checked && !$('#b').checked",
    ),
]
