"""Compares the pages of sites made of real packages, as Django's engine and as ours render them.

    python tests/conformance/sites.py              # every site
    python tests/conformance/sites.py admin drf    # these
    python tests/conformance/sites.py admin --measure
    python tests/conformance/sites.py admin --profile

Each site runs twice, in processes of their own on copies of one database.
"""

import argparse
import collections
import json
import shutil
import sys
import tempfile
from pathlib import Path

from environments import make_environment, run_in
from sites.browser import median_times
from sites.catalogue import SITES

VISIT = Path(__file__).with_name("visit.py")
ENGINES = ("django", "enliven")


def say(text=""):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


class Visits:
    """Runs one site's processes."""

    def __init__(self, site, scratch):
        self.site, self.scratch = site, Path(scratch)
        self.python = sys.executable
        if site.requirements:
            self.python = make_environment("sites", site.requirements)
        self.database = self.folder("database")
        self.run("populate", "django", self.database)

    def folder(self, name):
        folder = self.scratch / name
        folder.mkdir()
        return folder

    def run(self, task, engine, folder=None):
        """Runs a task and returns the lines that it wrote."""
        if folder is None:
            folder = self.scratch / f"{task}-{engine}"
            shutil.copytree(self.database, folder)
        output = folder / "lines.json"
        status = run_in(self.python, [VISIT, task, self.site.name, engine, folder, output])
        if status:
            raise SystemExit(f"{self.site.name}: {task} with {engine} ended with status {status}")
        return [json.loads(line) for line in output.read_text(encoding="utf-8").splitlines()]


def compare(visits):
    """Compares the site's pages and templates, and returns how many differ."""
    reference, ours = (visits.run("compare", engine) for engine in ENGINES)
    differing = [pair for pair in zip(reference, ours, strict=True) if pair[0] != pair[1]]
    pages = [line for line in reference if "page" in line]
    compiled = [line for line in reference if "compiled" in line]
    rendered = [line for line in reference if "context" in line]
    used = sum(line["used"] for line in pages)
    counted = sorted(collections.Counter(line["status"] for line in pages).items())
    statuses = ", ".join(f"{count} with status {status}" for status, count in counted)
    say(
        f"{visits.site.name}: {len(pages)} pages ({used} of templates; {statuses}), "
        f"{len(compiled)} templates compiled and {len(rendered)} times rendered, "
        f"{len(differing)} differ"
    )
    for line in pages:
        if line["status"] >= 500:
            say(f"  status {line['status']} with Django: {line['page']} {line.get('error')}")
    for before, after in differing:
        explain(before, after)
    return len(differing)


def explain(before, after):
    """Prints where two lines differ."""
    name = before.get("page") or " ".join(
        str(before[key]) for key in ("package", "template", "context") if key in before
    )
    say(f"  DIFFERS: {name}")
    for key in before:
        one, other = str(before[key]), str(after.get(key))
        if one != other:
            at = next(
                (i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
                min(len(one), len(other)),
            )
            say(f"    {key} at {at}:")
            say(f"      Django:  {one[max(0, at - 60) : at + 100]!r}")
            say(f"      Enliven: {other[max(0, at - 60) : at + 100]!r}")


def measure(visits):
    """Prints each page's CPU time and how many times faster it is."""
    reference, ours = (visits.run("measure", engine) for engine in ENGINES)
    say(f"{visits.site.name}: milliseconds of CPU time, page and its templates, with Django")
    for before, after in zip(reference, ours, strict=True):
        if "times" in before and "times" in after:
            page, templates = median_times(before["times"])
            own_page, own_templates = median_times(after["times"])
            say(
                f"  {page:8.1f} {templates:8.1f}   page {page / own_page:5.2f} times faster,"
                f" templates {templates / max(own_templates, 1e-6):6.2f}   {before['page']}"
            )


def profile(visits):
    """Prints what still ran as Python."""
    *_, line = visits.run("profile", "enliven")
    say(f"{visits.site.name}: calls, milliseconds with profiling")
    for name, count, milliseconds in line["profile"][:40]:
        say(f"  {count:8} {milliseconds:9.1f}  {name}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sites", nargs="*", help=f"of {', '.join(SITES)}")
    parser.add_argument("--measure", action="store_true", help="print times instead")
    parser.add_argument("--profile", action="store_true", help="print what ran as Python instead")
    options = parser.parse_args()
    failed = 0
    for name in options.sites or SITES:
        with tempfile.TemporaryDirectory() as scratch:
            visits = Visits(SITES[name], scratch)
            if options.measure:
                measure(visits)
            elif options.profile:
                profile(visits)
            else:
                failed += compare(visits)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
