"""Runs Django's own tests of its template language through Enliven's engine.

    python tests/conformance/run.py          # the syntax and filter tests
    python tests/conformance/run.py --all    # every test that reaches the template engine
    python tests/conformance/run.py --all --newest-django --python python3.13

A test counts if it made the engine compile or render something, or if it fails. One that fails is
run again with Django's own engine; if it fails there as well (for want of a service or a package),
it does not count. A group in which fewer tests count than `EXPECTED` fails.
"""

import argparse
import collections
import json
import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import django
from child import read_events
from environments import build_for, make_environment, pinned, required, run_in, version_of_django
from sources import fetch_tests

DEFAULT_GROUPS = ("syntax", "filters")
GROUPS = {
    "syntax": "template_tests.syntax_tests",
    "filters": "template_tests.filter_tests",
    "engine": """
        template_tests.tests template_tests.test_base template_tests.test_callables
        template_tests.test_context template_tests.test_custom template_tests.test_engine
        template_tests.test_extends template_tests.test_extends_relative template_tests.test_library
        template_tests.test_loaders template_tests.test_logging template_tests.test_nodelist
        template_tests.test_origin template_tests.test_parser template_tests.test_partials
        template_tests.test_response template_tests.test_smartif template_loader
        template_backends""",
    "other-tags": """
        i18n humanize_tests timezones staticfiles_tests csrf_tests context_processors
        flatpages_tests cache.tests.TestWithTemplateResponse utils_tests.test_safestring""",
    "forms": "forms_tests model_forms model_formsets admin_widgets",
    "pages": """
        admin_views admin_changelist admin_inlines admin_docs admin_utils admin_custom_urls
        auth_tests.test_views auth_tests.test_forms auth_tests.test_templates
        auth_tests.test_context_processors auth_tests.test_remote_user auth_tests.test_middleware
        generic_views messages_tests sitemaps_tests syndication_tests view_tests shortcuts
        test_client test_utils handlers urlpatterns_reverse""",
}
#: How many tests of a group count at the least, by the version of Django that has them: a group
#: that finds fewer has not run. Those that only fail for root are left out.
EXPECTED = {
    (5, 2): dict(zip(GROUPS, (749, 217, 170, 203, 426, 1127), strict=True)),
    (6, 1): dict(zip(GROUPS, (804, 217, 185, 229, 426, 1216), strict=True)),
}
SECONDS_WITHOUT_A_SIGN = 180


def say(text=""):
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def run_tests(tests, labels, scratch, *, native=True, only=None):
    """Runs tests in children until one gets to the end; returns the events by test."""
    with tempfile.NamedTemporaryFile(dir=scratch, delete=False) as file:
        events = Path(file.name)
    options = {"tests": str(tests), "events": str(events), "labels": labels, "native": native}
    child = [sys.executable, str(Path(__file__).with_name("child.py"))]
    errors = events.with_suffix(".errors")
    while True:
        with errors.open("w") as stderr:
            process = subprocess.Popen(
                [*child, json.dumps({**options, "only": only})],
                stdout=subprocess.DEVNULL,
                stderr=stderr,
            )
            wait(process, events)
        ended, running = read_events(events)
        if process.returncode == 0:
            return ended
        if running is None:
            raise SystemExit(f"stopped outside a test\n{errors.read_text()[-3000:]}")
        crash = {"id": running, "outcome": "failed", "used": True}
        crash["text"] = f"the process ended with status {process.returncode}"
        with events.open("a") as stream:
            stream.write(json.dumps(crash) + "\n")


def wait(process, events):
    """Waits for a child, and ends one that shows no sign of life."""
    size, since = -1, time.monotonic()
    while process.poll() is None:
        time.sleep(0.2)
        if events.stat().st_size != size:
            size, since = events.stat().st_size, time.monotonic()
        elif time.monotonic() - since > SECONDS_WITHOUT_A_SIGN:
            process.kill()


def judge(tests, labels, scratch):
    """Returns the tests that count, with whether they passed, and remarks on those that failed."""
    ended = run_tests(tests, labels, scratch)
    failed = [name for name, event in ended.items() if event["outcome"] == "failed"]
    reference = run_tests(tests, labels, scratch, native=False, only=failed) if failed else {}
    results = tally(ended, reference)
    remarks = []
    for name in failed:
        verdict = "FAILED" if name in results else "not counted, fails with Django as well"
        remarks += [f"  {verdict}: {name}", f"    {ended[name]['text']}"]
    return results, remarks


def tally(ended, reference):
    """Returns the tests that count, with whether they passed; `reference` is Django's own."""
    results = {}
    for name, event in ended.items():
        if event["outcome"] == "failed":
            if reference.get(name, {}).get("outcome") != "failed":
                results[name] = False
        elif event["outcome"] == "passed" and event["used"]:
            results[name] = True
    return results


def count_missing(group, results, version=django.VERSION):
    """Returns how many tests a group lacks; an unknown Django is taken for the one before it."""
    known = max((series for series in EXPECTED if series <= version), default=min(EXPECTED))
    return max(0, EXPECTED[known].get(group, 1) - len(results))


def print_table(results):
    modules = collections.defaultdict(collections.Counter)
    for name, passed in results.items():
        modules[name.rsplit(".", 2)[0]][passed] += 1
    for module, counts in sorted(modules.items()):
        say(f"  {module:64} {counts[True]:5} of {counts.total():5}")


def labels_of(group, tests):
    """Returns what Django's runner calls a group's tests; some versions lack some modules."""
    labels = GROUPS[group].split()
    return [label for label in labels if _exists(tests, label.split("."))]


def _exists(tests, path):
    module = tests.joinpath(*path[:2])
    return module.is_dir() or module.with_suffix(".py").exists()


def run_groups(groups, processes):
    """Runs groups of tests, prints how they went and returns how many passed and failed."""
    tests = fetch_tests()
    groups = {name: labels or labels_of(name, tests) for name, labels in groups.items()}
    # The longest comes last in the list and first in time.
    longest_first = list(reversed(groups))
    total = collections.Counter()
    with tempfile.TemporaryDirectory() as scratch, ThreadPoolExecutor(processes) as pool:
        running = {name: pool.submit(judge, tests, groups[name], scratch) for name in longest_first}
        for name in groups:
            results, remarks = running[name].result()
            say("\n".join([f"{name}:", *remarks]))
            print_table(results)
            total.update(results.values())
            missing = count_missing(name, results)
            if missing:
                say(f"  FAILED: {missing} tests that should have counted did not")
            total[False] += missing
    return total


def run_with_newest_django(arguments, python):
    """Runs this script with the newest Django that pip has for an interpreter."""
    packages = [*required(), *pinned("conformance")]
    own = make_environment("newest-django", packages, python=python, upgrade=True)
    version = version_of_django(own)
    if version == django.get_version() and python == sys.executable:
        say(f"pip has no newer Django than {version} for this Python: nothing to run")
        return 0
    build_for(own)
    return run_in(own, [__file__, *arguments])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--all", action="store_true", help="run every group")
    parser.add_argument(
        "--group", action="append", choices=GROUPS, help="run this group; repeatable"
    )
    parser.add_argument("--labels", nargs="+", help="run these tests of Django")
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="side by side")
    parser.add_argument(
        "--newest-django", action="store_true", help="in an environment with the newest Django"
    )
    parser.add_argument(
        "--python", default=sys.executable, help="the interpreter of that environment"
    )
    options = parser.parse_args()
    groups = list(GROUPS) if options.all else options.group or list(DEFAULT_GROUPS)
    if options.newest_django:
        return run_with_newest_django([f"--group={name}" for name in groups], options.python)
    chosen = {"labels": options.labels} if options.labels else dict.fromkeys(groups)
    total = run_groups(chosen, options.processes or 1)
    say()
    say(f"Django {django.get_version()}: {total[True]} passed, {total[False]} failed")
    return 1 if total[False] else 0


if __name__ == "__main__":
    sys.exit(main())
