#!/usr/bin/env python3
"""Plans a run for each OpenAPI description of a folder, and says which ones load, which do not and why, and what each costs.

    python3 benches/corpus/openapi.py target/release/tekigo FOLDER [--limit SECONDS] [--jobs N] [--verbose]

Nothing is sent: `tekigo plan` only shows what would be. The folder is not part of the project; fill it with descriptions that others
published. The exit code is 1 where fewer than 98 % of the descriptions load and plan within the limit.
"""

import argparse
import collections
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ENOUGH = 0.98


def planned(binary, path, limit):
    """The outcome (`planned`, `refused`, `timeout`, `crashed`), the seconds, the peak memory in MiB, and what was printed."""
    command = [binary, "plan", "--openapi", str(path), "--url", "http://127.0.0.1:9"]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        start = time.monotonic()
        child = subprocess.Popen(command, stdout=out, stderr=err, stdin=subprocess.DEVNULL)
        outcome = None
        while True:
            ended, status, usage = os.wait4(child.pid, os.WNOHANG)
            if ended:
                break
            if outcome is None and time.monotonic() - start > limit:
                child.kill()
                outcome = "timeout"
            time.sleep(0.02)
        seconds = time.monotonic() - start
        code = os.waitstatus_to_exitcode(status)
        child.returncode = code
        if outcome is None:
            outcome = "planned" if code == 0 else "refused" if 0 < code < 100 else "crashed"
        text = []
        for stream in (out, err):
            stream.seek(0)
            text.append(stream.read().decode("utf-8", "replace"))
    return outcome, seconds, usage.ru_maxrss / 1024, text[0], text[1]


def kind_of(message):
    """A message without what differs from one description to the next."""
    message = re.sub(r"^\S+ \S+: ", "", message)
    return re.sub(r"`[^`]*`", "`…`", re.sub(r"\d+", "N", message))[:110]


def first_message(text):
    lines = [line for line in text[max(text.find("error:"), 0) :].splitlines() if line.strip()]
    return lines[1].strip() if len(lines) > 1 else lines[0] if lines else "(nothing printed)"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("binary")
    arguments.add_argument("folder", type=pathlib.Path)
    arguments.add_argument("--limit", type=float, default=10.0)
    arguments.add_argument("--jobs", type=int, default=1)
    arguments.add_argument("--verbose", action="store_true", help="print every message of each description that is not planned")
    given = arguments.parse_args()
    paths = sorted(path for path in given.folder.rglob("*") if path.suffix in (".json", ".yaml", ".yml"))
    if not paths:
        sys.exit(f"{given.folder} has no description")
    with concurrent.futures.ThreadPoolExecutor(given.jobs) as pool:
        every = list(zip(paths, pool.map(lambda path: planned(given.binary, path, given.limit), paths)))
    # Webhooks alone, or components for others: a right answer, and nothing that a plan could be made of.
    empty = [path.name for path, (*_, err) in every if "the description has no operation" in err]
    results = [one for one in every if one[0].name not in empty]
    kinds = collections.defaultdict(list)
    left_out = 0
    for path, (outcome, _, _, out, err) in results:
        if outcome != "planned":
            message = first_message(err)
            kinds[(outcome, "" if outcome == "timeout" else kind_of(message))].append((path.name, message))
            if given.verbose:
                print(f"## {path.name}: {outcome}\n{err}")
        left_out += len(re.findall(r"^left out: ", out + err, re.MULTILINE))
    good = sum(outcome == "planned" for _, (outcome, *_) in results)
    print(f"{good} of {len(results)} planned ({100 * good / len(results):.1f} %), {left_out} operations left out; {len(empty)} have no operation")
    for (outcome, kind), all_of_kind in sorted(kinds.items(), key=lambda item: -len(item[1])):
        name, message = all_of_kind[0]
        print(f"{len(all_of_kind):4} {outcome}: {kind}\n     {name}: {message[:300]}")
    print("slowest:")
    for path, (_, seconds, memory, _, _) in sorted(results, key=lambda one: -one[1][1])[:8]:
        print(f"  {seconds:6.2f} s {memory:6.0f} MiB  {path.name}")
    print(f"peak memory: {max(memory for _, (_, _, memory, _, _) in results):.0f} MiB")
    sys.exit(0 if good >= ENOUGH * len(results) else 1)


if __name__ == "__main__":
    main()
