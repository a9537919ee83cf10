"""Objects that do what no object should, in each method that rendering may call."""

from django.utils import translation

ERRORS = [
    *(Exception, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError),
    *(StopIteration, GeneratorExit, KeyboardInterrupt, SystemExit, BaseException, MemoryError),
    *(UnicodeError, NotImplementedError, LookupError, OSError),
]
METHODS = [
    *("__str__", "__html__", "__getattr__", "__getattribute__", "__getitem__", "__len__"),
    *("__iter__", "__next__", "__eq__", "__bool__", "__contains__", "__lt__", "__hash__"),
    *("__call__", "__format__", "__repr__", "__add__", "__radd__", "__int__", "__float__"),
    *("__index__", "__reversed__", "__dir__", "__mod__", "__instancecheck__"),
    *("__length_hint__", "__ne__", "__gt__", "__le__", "__truediv__", "__round__", "__bytes__"),
]


class Guest:
    """Knows the rendering that it takes part in.

    Attributes:
        context: The context it is rendered in.
        template: The template.
        victim: A list that the template iterates over.
        table: A dictionary that it iterates over.
    """

    context = template = victim = table = None
    calls = 0

    def __str__(self):
        return "<guest>"

    def __repr__(self):
        return "guest()"


class Items:
    """An iterator that looks the same wherever it is in memory."""

    def __iter__(self):
        return self

    def __next__(self):
        raise StopIteration

    def __repr__(self):
        return "items"


def _again(guest):
    """Renders the template within itself, a few times."""
    if guest.calls > 3:
        return "enough"
    return guest.template.render(guest.context)


def _list_again(guest):
    return guest.template.nodelist.render(guest.context) if guest.calls < 4 else "enough"


def _fail_later(guest):
    if guest.calls > 1:
        raise ValueError(f"call {guest.calls}")
    return "first"


def _set_deep(guest):
    guest.context.dicts[0]["x"] = "<changed>"
    guest.context["text"] = "<text changed>"
    return "set"


def _forget(guest):
    for scope in guest.context.dicts:
        for name in ("x", "text", "guest", "forloop"):
            scope.pop(name, None)
    return "forgot"


def _speak(guest):
    translation.activate("de")
    return "de"


def _set(**attributes):
    def behave(guest):
        vars(guest.context).update(attributes)
        return "<set>"

    return behave


def _pop(guest):
    if len(guest.context.dicts) > 2:
        guest.context.pop()
    return "popped"


def _append(guest):
    if len(guest.victim) < 20:
        guest.victim.append("new")
    return "appended"


def _leave_table(guest):
    guest.table["new"] = "n"
    guest.table.pop("a", None)
    return "changed"


#: What a method may do, by a name; what it returns is often not what it should.
BEHAVIOURS = {
    "again": _again,
    "the list again": _list_again,
    "fails later": _fail_later,
    "sets variables": _set_deep,
    "forgets variables": _forget,
    "speaks German": _speak,
    "switches escaping": _set(autoescape=False),
    "switches formats": _set(use_l10n=False),
    "appends": _append,
    "clears": lambda guest: guest.victim.clear(),
    "pops": lambda guest: guest.victim and guest.victim.pop(),
    "changes the table": _leave_table,
    "pushes a scope": lambda guest: guest.context.push(x="<pushed>") and "pushed",
    "pops a scope": _pop,
    "new scopes": lambda guest: setattr(guest.context, "dicts", [{"x": "<new>", "text": "t"}]),
    "no scopes": lambda guest: guest.context.dicts.clear(),
    "odd scopes": lambda guest: guest.context.dicts.append("text"),
    "drops its name": lambda guest: guest.context.__setitem__("guest", None),
    "itself": lambda guest: guest,
    "a list": lambda guest: ["<item>", guest],
}


#: What no method should return.
RESULTS = {
    "none": None,
    "not implemented": NotImplemented,
    "a number": 3,
    "minus one": -1,
    "a huge number": 2**70,
    "a text": "<text>",
    "a surrogate": "\ud800",
    "bytes": b"\xff",
    "items": Items(),
    "true": True,
}


def _returning(result):
    def behave(guest):
        return result

    return behave


def _raising(error):
    def behave(guest):
        raise error("hostile")

    return behave


BEHAVIOURS |= {f"returns {name}": _returning(result) for name, result in RESULTS.items()}
BEHAVIOURS |= {f"raises {error.__name__}": _raising(error) for error in ERRORS}


def _itself(guest):
    return guest


def _two(guest):
    return 2


def make(method, behaviour):
    """Makes an object of which one method does what it should not."""
    behave = BEHAVIOURS[behaviour]

    def hostile(self, *args, **kwargs):
        known = object.__getattribute__(self, "__dict__")
        known["calls"] = calls = known.get("calls", 0) + 1
        if calls > 60:
            raise RecursionError
        name = args[0] if args else None
        is_own = isinstance(name, str) and (name.startswith("_") or name in _OWN)
        if method == "__getattribute__" and is_own:
            return object.__getattribute__(self, name)
        if method in {"__getattr__", "__getattribute__"} and is_own:
            raise AttributeError(name)
        return behave(self)

    methods = {method: hostile}
    if method == "__next__":
        methods["__iter__"] = _itself
    if method in {"__getitem__", "__reversed__"}:
        methods["__len__"] = _two
    return type("Hostile", (Guest,), methods)()


_OWN = {"context", "template", "victim", "table", "calls"}
