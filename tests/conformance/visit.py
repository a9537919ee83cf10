"""Runs one site with one engine, in a process of its own, and writes down what its pages gave."""

import argparse
import datetime as dt
import importlib.util
import json
import sys
from pathlib import Path

from django.contrib.auth.signals import user_logged_in
from django.core.management import call_command
from django.db import transaction
from sites import browser, project, shipped
from sites.catalogue import SITES

NOW = dt.datetime(2024, 3, 1, 10, 20, 30, tzinfo=dt.UTC)
ALL_LANGUAGES = ("en", "de", "ar")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("task", choices=("populate", "compare", "measure", "profile"))
    parser.add_argument("site", choices=SITES)
    parser.add_argument("engine", choices=("django", "enliven"))
    parser.add_argument("folder", type=Path, help="where the database is")
    parser.add_argument("output", type=Path)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    site = SITES[options.site]
    project.configure(site, options.engine, options.folder)
    module = importlib.import_module(f"sites.{site.name}")
    user_logged_in.disconnect(dispatch_uid="update_last_login")
    with options.output.open("w", encoding="utf-8") as stream:
        stop_time()
        if options.task == "populate":
            populate(site, module, options.folder)
        elif options.task == "compare":
            module.visit(browser.Browser(stream, languages=ALL_LANGUAGES))
            for package in site.shipped:
                for line in shipped.render_all(package):
                    stream.write(json.dumps({"package": package, **line}) + "\n")
        elif options.task == "measure":
            module.visit(browser.Browser(stream, repeats=options.repeats, languages=("en",)))
        else:
            profile(module, stream)


def populate(site, module, folder):
    """Makes the database of a site."""
    labels = project.own_apps(site)
    for label in labels:
        (folder / f"{label}_migrations").mkdir()
        (folder / f"{label}_migrations" / "__init__.py").touch()
    if labels:
        call_command("makemigrations", *labels, verbosity=0)
    call_command("migrate", verbosity=0)
    with transaction.atomic():
        module.populate()


def stop_time():
    """Stops the clock, where the environment has what does so."""
    if importlib.util.find_spec("time_machine"):
        time_machine = importlib.import_module("time_machine")
        time_machine.travel(NOW, tick=False).start()


def profile(module, stream):
    """Visits a site with everything warm, and writes down what ran as Python."""
    from sites.profile import Profile  # noqa: PLC0415 - only this task wraps nodes

    visitor = browser.Browser(stream, languages=("en",))
    module.visit(visitor)
    with Profile() as found:
        module.visit(visitor)
    stream.write(json.dumps({"profile": found.lines()}) + "\n")


if __name__ == "__main__":
    sys.exit(main())
