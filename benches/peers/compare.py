#!/usr/bin/env python3
"""Runs tekigo and Schemathesis beside each other on a small server and the two of examples/, and prints the table of docs/compare.md.

    examples/cashu-mint/run && examples/todo/run        # install the servers
    python3 benches/peers/compare.py [TEKIGO] [--list] [--only SERVER]

Both tools get the address of the description that the server itself serves, their default settings and a fresh server; the seed is 1. What counts as one
finding is a pair of an operation and a kind of breach, for both tools. Whether a finding is real was decided by hand, once: judged.json has the
reasons. What is not in it is printed as new. `--list` prints each finding.
"""

import argparse
import collections
import contextlib
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent
KEPT = ROOT / "target" / "examples"
PEER = "schemathesis==4.32.5"
LIMIT = 500
SERVERS = ["pets", "cashu-mint", "todo"]


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as one:
        return one.getsockname()[1]


@contextlib.contextmanager
def server(name, folder):
    """A fresh server; its address."""
    port = free_port()
    if name == "cashu-mint":
        python = KEPT / "cashu-mint" / "venv" / "bin" / "python"
        command = [python, ROOT / "examples/cashu-mint/mint.py", str(port), str(free_port())]
    elif name == "pets":
        command = ["node", HERE / "pets.js", str(port)]
    else:
        command = ["node", ROOT / "examples/todo/serve.js", str(port), KEPT / "todo"]
    environment = {"PATH": os.environ["PATH"], "HOME": folder}
    log = pathlib.Path(folder) / "server.log"
    with log.open("wb") as out:
        child = subprocess.Popen(command, cwd=folder, env=environment, stdout=out, stderr=out)
    try:
        for _ in range(300):
            if "ready" in log.read_text(errors="replace").splitlines():
                break
            if child.poll() is not None:
                sys.exit(log.read_text(errors="replace"))
            time.sleep(0.1)
        else:
            sys.exit(f"{name} did not start")
        yield f"http://127.0.0.1:{port}"
    finally:
        child.terminate()
        child.wait(timeout=30)


def timed(command, folder):
    start = time.monotonic()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=LIMIT)
    seconds = time.monotonic() - start
    if done.returncode not in (0, 1):
        sys.exit(f"{command[0]} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return seconds


def tekigo(binary, address, folder):
    """The seconds, the requests, and the findings: an operation (`POST /todos`) and a kind of breach, with how often."""
    seconds = timed([binary, "run", "--openapi", f"{address}/openapi.json", "--url", address, "--out", "report"], folder)
    report = json.loads((pathlib.Path(folder) / "report" / "report.json").read_text())
    said = {one["id"]: one["text"]["en"] for contract in report["contracts"] for one in contract["requirements"]}
    calls = {}
    for id, text in said.items():
        if id.endswith(".accepted"):
            calls[id.removesuffix(".accepted")] = " ".join(text.split()[:2])
    kinds = {"undocumented": "undocumented status", "server-error": "server error", "shape": "response breaks its schema", "readers": "inexact number"}
    found = collections.Counter()
    for one in report["findings"]:
        # A set-up step is charged to its own operation, whatever trial it stands in.
        own = [key for key in calls if one["requirement"].startswith(f"{key}.")]
        operation = max(own, key=len) if own else one["trial"].split("/")[1]
        kind = kinds.get(one["check"], one["check"])
        if one["check"] == "outcome":
            kind = "broken request accepted" if one["expected"].startswith("refused") else "valid request refused"
        found[calls.get(operation, operation), kind] += 1
    return seconds, report["totals"]["exchanges"], found


def schemathesis(program, address, folder):
    command = [program, "run", f"{address}/openapi.json", "--seed", "1", "--report", "json", "--report-json-path", "report.json", "--no-color"]
    seconds = timed(command, folder)
    report = json.loads((pathlib.Path(folder) / "report.json").read_text())
    found = collections.Counter()
    for failure in report["failures"]:
        for operation in failure["operations"]:
            found[operation, f"{failure['code']} {failure['title']}"] += 1
    return seconds, report["test_cases"]["generated"], found


def peer():
    """The program of the other tool, in a virtual environment of its own."""
    folder = ROOT / "target" / "peers"
    program = folder / "bin" / "schemathesis"
    if not program.exists():
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([folder / "bin" / "python", "-m", "pip", "install", "-q", PEER], check=True, timeout=600)
    return program


def judged(rules, tool, name, operation, kind):
    """Whether a finding is real, as the first rule that fits says; none where no rule does."""
    for rule in rules:
        same = all(rule.get(key, own) == own for key, own in (("tool", tool), ("server", name), ("kind", kind)))
        if same and operation in rule.get("operations", [operation]):
            return rule["real"]
    return None


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("binary", nargs="?", default=ROOT / "target/release/tekigo", type=pathlib.Path)
    arguments.add_argument("--list", action="store_true", help="print each finding")
    arguments.add_argument("--only", choices=SERVERS, help="play this server alone")
    given = arguments.parse_args()
    rules = json.loads((HERE / "judged.json").read_text())
    tools = {"tekigo": (tekigo, given.binary.resolve()), "Schemathesis": (schemathesis, peer())}
    new = []
    print("| server | tool | findings | real | not real | requests | seconds |\n|---|---|---|---|---|---|---|")
    for name in [given.only] if given.only else SERVERS:
        for tool, (play, program) in tools.items():
            with tempfile.TemporaryDirectory() as scratch, server(name, scratch) as address:
                seconds, requests, found = play(program, address, scratch)
            verdicts = collections.Counter()
            for (operation, kind), count in sorted(found.items()):
                real = judged(rules, tool, name, operation, kind)
                verdicts[real] += 1
                if real is None:
                    new.append(f"{name}, {tool}: {operation}: {kind}")
                if given.list:
                    print(f"{name}\t{tool}\t{operation}\t{kind}\t{count}\t{real}", file=sys.stderr)
            print(f"| {name} | {tool} | {len(found)} | {verdicts[True]} | {verdicts[False]} | {requests} | {seconds:.1f} |", flush=True)
    for one in new:
        print(f"not judged yet: {one}")
    sys.exit(1 if new else 0)


if __name__ == "__main__":
    main()
