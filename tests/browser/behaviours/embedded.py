"""Embedded content and state that elements hold themselves."""

# ruff: noqa: E501 -- markup and scripts read better unbroken

from .row import Row

_IMAGE = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
_FRAME = '<iframe id="f" srcdoc="<p>frame</p>"></iframe>'
_MARK_FRAME = (
    "const f = keep('#f'); await loaded(f); f.contentWindow.marked = true; listen(f, 'load')"
)
_FRAME_LIVES = "same() && kept.node.contentWindow.marked && events.length === 0"

ROWS = [
    Row(
        statement="D48 inserting before a custom element does not disconnect it",
        old="<div><x-tracked></x-tracked></div>",
        act="track('x-tracked')",
        new="<div><p>new</p><x-tracked></x-tracked></div>",
        check="events.length === 0",
    ),
    Row(
        statement="D49 a keyed move does not disconnect a custom element",
        old='<ul><li live-key="a"><x-moved></x-moved></li><li live-key="b">b</li><li live-key="c">c</li></ul>',
        act="track('x-moved')",
        new='<ul><li live-key="b">b</li><li live-key="c">c</li><li live-key="a"><x-moved></x-moved></li></ul>',
        check="!events.includes('disconnected') && $('li:last-child x-moved') !== null",
    ),
    Row(
        statement="D50 what a custom element renders into itself stays on a sibling's patch",
        old="<p>0</p><x-light></x-light><p>0</p>",
        act="customElements.define('x-light', class extends HTMLElement {"
        "connectedCallback() { this.innerHTML = '<b>made</b><i>by script</i>' } })",
        new="<p>1</p><x-light></x-light><p>2</p><p>3</p>",
        check="$('x-light').innerHTML === '<b>made</b><i>by script</i>' && texts('p') === '1,2,3'",
        exact=False,
    ),
    Row(
        statement="D51 attributes that a custom element sets on itself stay on a sibling's patch",
        old='<p>0</p><x-host class="a"></x-host>',
        act="customElements.define('x-host', class extends HTMLElement {"
        "connectedCallback() { this.setAttribute('role', 'status'); this.hidden = true } })",
        new='<p>1</p><x-host class="b"></x-host>',
        check="$('x-host').getAttribute('role') === 'status' && $('x-host').hidden"
        " && $('x-host').className === 'b'",
        exact=False,
    ),
    Row(
        statement="D52 a shadow root stays, and slotted text is updated",
        old='<div id="h"><span slot="a">one</span></div>',
        act="keep('#h').attachShadow({mode: 'open'}).innerHTML = '<b>shadow</b><slot name=a></slot>'",
        new='<div id="h"><span slot="a">two</span></div>',
        check="same() && kept.node.shadowRoot.querySelector('b') !== null"
        " && kept.node.shadowRoot.querySelector('slot').assignedNodes()[0].textContent === 'two'",
    ),
    Row(
        statement="D53 an iframe is not loaded again when a sibling is inserted before",
        old=f"<div>{_FRAME}</div>",
        act=_MARK_FRAME,
        new=f"<div><p>new</p>{_FRAME}</div>",
        check=_FRAME_LIVES,
    ),
    Row(
        statement="D54 an iframe is not loaded again when its class changes",
        old=_FRAME,
        act=_MARK_FRAME,
        new=_FRAME.replace("<iframe", '<iframe class="wide"'),
        check=_FRAME_LIVES,
    ),
    Row(
        statement="D55 an iframe is not loaded again when its keyed row moves",
        old=f'<ul><li live-key="a">{_FRAME}</li><li live-key="b">b</li><li live-key="c">c</li></ul>',
        act=_MARK_FRAME,
        new=f'<ul><li live-key="c">c</li><li live-key="b">b</li><li live-key="a">{_FRAME}</li></ul>',
        check=_FRAME_LIVES,
    ),
    Row(
        statement="D56 a video keeps volume and rate when a sibling is inserted",
        old='<div><video id="v"></video></div>',
        act="const v = keep('#v'); v.volume = 0.25; v.playbackRate = 2",
        new='<div><p>new</p><video id="v" class="big"></video></div>',
        check="same() && kept.node.volume === 0.25 && kept.node.playbackRate === 2",
    ),
    Row(
        statement="D57 a canvas keeps its picture and the size a script gave it",
        old='<p>0</p><canvas id="c"></canvas>',
        act="const c = keep('#c'); c.width = 40; c.height = 30; const g = c.getContext('2d');"
        "g.fillStyle = 'rgb(1, 2, 3)'; g.fillRect(0, 0, 40, 30)",
        new='<p>1</p><p>2</p><canvas id="c"></canvas>',
        check="same() && kept.node.width === 40 && pixel(kept.node) === '1,2,3,255'",
        exact=False,
    ),
    Row(
        statement="D58 a running animation is not started again by a sibling's patch",
        old="<style>@keyframes k { to { opacity: 0 } } #a { animation: k 100s }</style>"
        '<p>0</p><div id="a">text</div>',
        act="window.animation = $('#a').getAnimations()[0]; animation.currentTime = 5000",
        new="<style>@keyframes k { to { opacity: 0 } } #a { animation: k 100s }</style>"
        '<p>1</p><p>2</p><div id="a">other</div>',
        check="$('#a').getAnimations()[0] === animation && animation.currentTime >= 5000",
    ),
    Row(
        statement="D59 a container keeps its scroll position when rows are appended",
        old='<div id="s" style="height: 50px; overflow: auto">' + "<p>row</p>" * 20 + "</div>",
        act="$('#s').scrollTop = 120",
        new='<div id="s" style="height: 50px; overflow: auto">' + "<p>row</p>" * 30 + "</div>",
        check="$('#s').scrollTop === 120",
    ),
    Row(
        statement="D60 details that the person opened stay open when their text changes",
        old='<details id="d"><summary>more</summary><p>one</p></details>',
        act="$('summary').click()",
        new='<details id="d"><summary>more</summary><p>two</p><p>three</p></details>',
        check="$('#d').open && texts('#d p') === 'two,three'",
        exact=False,
    ),
    Row(
        statement="D61 the server opens and closes details",
        old='<details id="a"><summary>a</summary>x</details><details id="b" open=""><summary>b</summary>x</details>',
        new='<details id="a" open=""><summary>a</summary>x</details><details id="b"><summary>b</summary>x</details>',
        check="$('#a').open && !$('#b').open",
    ),
    Row(
        statement="D62 a modal dialog stays open and modal when its content changes",
        old='<p>0</p><dialog id="d"><p>one</p></dialog>',
        act="keep('#d').showModal()",
        new='<p>1</p><dialog id="d"><p>two</p><button>ok</button></dialog>',
        check="same() && kept.node.matches(':modal') && texts('#d p') === 'two'",
        exact=False,
    ),
    Row(
        statement="D63 an open popover stays open when its content changes",
        old='<div id="p" popover=""><p>one</p></div>',
        act="keep('#p').showPopover()",
        new='<div id="p" popover=""><p>two</p></div>',
        check="same() && kept.node.matches(':popover-open') && kept.node.textContent === 'two'",
    ),
    Row(
        statement="D64 an image is not fetched again when its class changes",
        old=f'<img id="i" class="x" src="{_IMAGE}">',
        act="const i = keep('#i'); await i.decode(); listen(i, 'load')",
        new=f'<img id="i" class="y" src="{_IMAGE}">',
        check="same() && kept.node.complete && kept.node.naturalWidth === 1 && events.length === 0",
    ),
]
