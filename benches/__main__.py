"""`python -m benches [module…]`: prints the figures of the Python package and the client."""

import gzip
import os
import sys
from pathlib import Path

import django

os.environ["DJANGO_SETTINGS_MODULE"] = "benches.settings"
django.setup()

from benches import documents, templates  # noqa: E402 - their imports read the settings

MODULES = {"documents": documents, "templates": templates}
SCRIPT = Path(__file__).parent.parent / "python/enliven/static/enliven/enliven.js"


def main() -> None:
    """Prints the figures of the modules named on the command line, or of all."""
    names = sys.argv[1:] or [*MODULES]
    for name in names:
        print(f"\n{MODULES[name].__doc__}\n")
        MODULES[name].main()
    size = len(gzip.compress(SCRIPT.read_bytes(), 9))
    print(f"\nClient: {size} bytes gzipped")


if __name__ == "__main__":
    main()
