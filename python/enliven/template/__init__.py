"""Django's template language, rendered by Rust.

`EnlivenTemplates` takes the place of `DjangoTemplates` in `TEMPLATES`. `Engine` and `Template` are
subclasses of Django's that differ in how a node list renders; see `nodelist`.
"""

from .backend import EnlivenTemplates
from .engine import Engine, Template

__all__ = ["Engine", "EnlivenTemplates", "Template"]
