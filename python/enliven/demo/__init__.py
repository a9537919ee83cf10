"""The demo: one small live page a module, with its source shown beside it.

`python -m enliven.demo` starts it. Read `views/counter.py` first.
"""
