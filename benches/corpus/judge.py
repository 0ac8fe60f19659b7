#!/usr/bin/env python3
"""Judges what `tekigo draw` draws from schemas that are not ours, by the Python package jsonschema: another validator than its own.

    pip install 'jsonschema[format]' regress
    judge.py --suite TEKIGO tests/draft2020-12 remotes     the JSON-Schema-Test-Suite, with its folder of remotes
    judge.py TEKIGO FOLDER [BESIDE]                        schemas of a folder; BESIDE holds what they refer to

A line a schema, then the totals. `bounds` are the limits, members, types, presences and branches that the schema names: those that
a valid value meets, of all that can be met (of the suite: that its own values or ours meet; else but for lengths and bounds
beside an enumeration). `places` are the keywords that an instance of the suite breaks alone, and how many a drawn one does.
`branches` are the keywords in branches of anyOf and oneOf that can be what parts a value from its branch, and those that are in
some value. What the schema leaves no room for is not a part of it: what tekigo proves, and types beside an enumeration.
"""
import argparse, collections, json, os, pathlib, re, signal, subprocess, sys, tempfile, time
from fractions import Fraction
import jsonschema
import jsonschema._keywords
import jsonschema._utils
import regress
from jsonschema import Draft202012Validator
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

sys.setrecursionlimit(20_000)
LIMITS = ("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties", "minimum", "maximum")
UNIONS = ("anyOf", "oneOf")
PLAIN = set("type enum const minLength maxLength pattern format minimum maximum exclusiveMinimum exclusiveMaximum multipleOf minItems "
            "maxItems uniqueItems minProperties maxProperties".split())
MANY = {"properties", "patternProperties", "dependentSchemas"}
ONE = {"items", "additionalProperties", "unevaluatedItems", "unevaluatedProperties", "contains", "then", "else"}
SAME = {"contains": "minContains", "false": None}


class Ecma:
    """Patterns as ECMA 262 has them, in place of Python's."""

    def __init__(self):
        self.known = {}

    def search(self, pattern, text):
        if pattern not in self.known:
            # Some published patterns are none with the flag u; Python's own reading is the last resort.
            for read in (lambda: regress.Regex(pattern, "u").find, lambda: regress.Regex(pattern).find, lambda: re.compile(pattern).search):
                try:
                    self.known[pattern] = read()
                    break
                except Exception:
                    self.known[pattern] = lambda text: True
        return self.known[pattern](text)

    def __getattr__(self, name):
        return getattr(re, name)


jsonschema._keywords.re = jsonschema._utils.re = Ecma()


def run(tekigo, schema, beside, seed, limit):
    """What a draw writes: (lines, messages, exit code, seconds, MiB); no exit code where it took too long."""
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "schema.json")
        pathlib.Path(path).write_text(json.dumps(schema))
        # A child's own peak would be that of this process: time starts it anew.
        command = ["/usr/bin/time", "-f", "%M", "-o", f"{folder}/peak", tekigo, "draw", path, "--seed", str(seed), "--cases", "30", *(["--schemas", beside] if beside else [])]
        with open(f"{folder}/out", "w+b") as out, open(f"{folder}/err", "w+b") as err:
            start = time.time()
            process = subprocess.Popen(command, stdout=out, stderr=err, start_new_session=True)
            while True:
                pid, status, usage = os.wait4(process.pid, os.WNOHANG)
                if pid:
                    break
                if time.time() - start > limit:
                    os.killpg(process.pid, signal.SIGKILL)
                    _, _, usage = os.wait4(process.pid, 0)
                    status = None
                    break
                time.sleep(0.003)
            process.returncode = 0
            seconds = usage.ru_utime + usage.ru_stime
            out.seek(0), err.seek(0)
            lines = [json.loads(line) for line in out.read().decode().splitlines() if line.endswith("}")]
            code = None if status is None else os.waitstatus_to_exitcode(status)
            peak = 0 if code is None else int(pathlib.Path(f"{folder}/peak").read_text().split()[-1])
            return lines, err.read().decode(), code, seconds, peak / 1024


def multiple_of(validator, divisor, instance, schema):
    """A multiple exactly: a tenth is a tenth here and not the nearest double."""
    exact = lambda number: Fraction(repr(number)) if isinstance(number, float) else Fraction(number)
    if validator.is_type(instance, "number") and exact(instance) % exact(divisor) != 0:
        yield jsonschema.ValidationError(f"{instance!r} is not a multiple of {divisor}")


Judge = jsonschema.validators.extend(Draft202012Validator, {"multipleOf": multiple_of})


class Schema:
    def __init__(self, schema, registry):
        self.schema, self.at, self.met = schema, {}, set()
        resource = Resource.from_contents(schema, default_specification=DRAFT202012)
        base = schema.get("$id", "") if isinstance(schema, dict) else ""
        self.judge = Judge(schema, registry=registry.with_resource(base, resource), format_checker=Draft202012Validator.FORMAT_CHECKER)
        self.name(schema, "")

    def name(self, schema, at):
        if isinstance(schema, (dict, list)):
            self.at[id(schema)] = at
            for key, value in schema.items() if isinstance(schema, dict) else enumerate(schema):
                self.name(value, f"{at}/{key}")

    def key(self, error):
        """Where in the document a keyword failed, which, and for which property."""
        about = None
        if error.validator in ("required", "dependentRequired"):
            about = error.message.split("'")[1] if "'" in error.message else None
        where = self.at.get(id(error.schema), "?") if isinstance(error.schema, dict) else "/".join(map(str, error.absolute_schema_path))
        keyword = error.validator or "false"
        return where, SAME.get(keyword, keyword) or keyword, about

    def near(self, error):
        """Keywords that alone part a value from a branch."""
        for index in {one.schema_path[0] for one in error.context or ()} if error.validator in UNIONS else ():
            inside = [one for one in error.context if one.schema_path[0] == index]
            if len({self.key(one) for one in inside}) == 1:
                yield self.key(inside[0])
                yield from self.near(inside[0])

    def goals(self):
        """What there is to break in branches, and to meet: (branches, bounds)."""
        branches, bounds, seen = set(), set(), set()

        def walk(schema, judge, inside):
            if not isinstance(schema, dict) or (id(schema), inside) in seen:
                return
            seen.add((id(schema), inside))
            at, listed = self.at.get(id(schema), "?"), "enum" in schema or "const" in schema
            for key, value in schema.items():
                if inside and key == "required":
                    branches.update((at, key, name) for name in value)
                elif inside and key in PLAIN and not (listed and key not in ("enum", "const")) and value is not False:
                    branches.add((at, key, None))
                if key in LIMITS and not listed and not isinstance(value, bool) and value <= 1000 or key in LIMITS[-2:] and not listed:
                    bounds.add((at, key, value))
                elif key == "enum":
                    bounds.update((at, key, number) for number in range(len(value)))
                elif key == "type" and not listed:
                    bounds.update((at, key, one) for one in ([value] if isinstance(value, str) else value))
                elif key in UNIONS:
                    bounds.update((at, key, number) for number in range(len(value)))
                elif key == "properties":
                    bounds.update((at, "present", name) for name, sub in value.items() if sub is not False)
                    bounds.update((at, "absent", name) for name in value if name not in schema.get("required", ()))
                for sub, resolver in below(schema, key, value, judge):
                    walk(sub, judge.evolve(schema=sub, _resolver=resolver), inside or key in UNIONS)

        walk(self.schema, self.judge, False)
        return branches, bounds

    def meet(self, schema, judge, value, depth=0):
        """Notes what a valid value meets."""
        if not isinstance(schema, dict) or depth > 200:
            return
        at, met = self.at.get(id(schema), "?"), self.met
        go = lambda sub, part, resolver=None: self.meet(sub, judge.evolve(schema=sub, **({"_resolver": resolver} if resolver else {})), part, depth + 1)
        for key, said in schema.items():
            if key in LIMITS:
                kind = {"L": str, "I": list, "P": dict}.get(key[3])
                if key in LIMITS[-2:]:
                    if isinstance(value, (int, float)) and not isinstance(value, bool) and value == said:
                        met.add((at, key, said))
                elif kind and isinstance(value, kind) and len(value) == said:
                    met.add((at, key, said))
            elif key == "enum":
                met.update((at, key, number) for number, one in enumerate(said) if jsonschema._utils.equal(one, value))
            elif key == "type":
                met.update((at, key, one) for one in ([said] if isinstance(said, str) else said) if judge.is_type(value, one))
            elif key == "properties" and isinstance(value, dict):
                for name, sub in said.items():
                    met.add((at, "present" if name in value else "absent", name))
                    if name in value:
                        go(sub, value[name])
            elif key == "patternProperties" and isinstance(value, dict):
                for pattern, sub in said.items():
                    for name in value:
                        if jsonschema._keywords.re.search(pattern, name):
                            go(sub, value[name])
            elif key == "additionalProperties" and isinstance(value, dict) and isinstance(said, dict):
                for name in jsonschema._utils.find_additional_properties(value, schema):
                    go(said, value[name])
            elif key == "unevaluatedProperties" and isinstance(value, dict) and isinstance(said, dict):
                known = jsonschema._utils.find_evaluated_property_keys_by_schema(judge, value, {k: v for k, v in schema.items() if k != key})
                for name in set(value) - set(known):
                    go(said, value[name])
            elif key == "prefixItems" and isinstance(value, list):
                for sub, item in zip(said, value):
                    go(sub, item)
            elif key in ("items", "contains", "unevaluatedItems") and isinstance(value, list) and isinstance(said, dict):
                for number, item in enumerate(value):
                    if number >= len(schema.get("prefixItems", ())) if key == "items" else judge.evolve(schema=said).is_valid(item):
                        go(said, item)
            elif key in ("$ref", "$dynamicRef", "allOf", *UNIONS, "dependentSchemas", "then", "else"):
                for number, (sub, resolver) in enumerate(below(schema, key, said, judge)):
                    if key == "dependentSchemas" and not (isinstance(value, dict) and list(said)[number] in value):
                        continue
                    inner = judge.evolve(schema=sub, _resolver=resolver)
                    if key in (*UNIONS, "then", "else") and not inner.is_valid(value):
                        continue
                    if key in UNIONS:
                        met.add((at, key, number))
                    self.meet(sub, inner, value, depth + 1)


def below(schema, key, value, judge):
    """The schemas below a keyword that speak of values, each with the resolver of its place."""
    if key in ("$ref", "$dynamicRef"):
        try:
            found = judge._resolver.lookup(value)
        except Exception:
            return
        yield found.contents, found.resolver
    elif key in ("allOf", "prefixItems", *UNIONS) and isinstance(value, list):
        yield from ((sub, judge._resolver) for sub in value)
    elif key in MANY and isinstance(value, dict):
        yield from ((sub, judge._resolver) for sub in value.values())
    elif key in ONE and not (key in ("then", "else") and "if" not in schema):
        yield value, judge._resolver


def in_rounds(lines):
    """One line of each place and keyword, then the second ones, and so on: where patience ends, each was judged once."""
    rounds = collections.Counter()
    ranked = []
    for line in lines:
        own = line.get("branch", line)
        group = (line["intent"], re.sub(r"/\d+", "/*", own["pointer"]), own["keyword"], own.get("schema"), own.get("property"), line["intent"] == "valid" and line["kind"])
        ranked.append((rounds[group], line))
        rounds[group] += 1
    return [line for _, line in sorted(ranked, key=lambda one: one[0])]


def judged(schema, registry, lines, tests, patience):
    row = collections.Counter()
    model, broken, near, wrong = Schema(schema, registry), set(), set(), []
    end = time.time() + patience
    for line in in_rounds(lines):
        if time.time() > end:
            row["unjudged"] += 1
            continue
        try:
            errors = list(model.judge.iter_errors(line["value"]))
        except Exception:
            row["unjudged"] += 1
            continue
        row["judged"] += 1
        keys = {model.key(error) for error in errors}
        if line["intent"] == "valid":
            if not errors:
                model.meet(schema, model.judge, line["value"])
            elif not all(error.validator == "format" for error in errors):
                wrong.append(line)
            continue
        if not errors and line["keyword"] != "format" and line.get("branch", line)["keyword"] != "format":
            wrong.append(line)
        if len(keys) == 1:
            broken |= keys
            near.update(model.near(errors[0]))
    branches, bounds = model.goals()
    ours, model.met = model.met, set()
    due = set()
    for test in tests:
        keys = {model.key(error) for error in model.judge.iter_errors(test["data"])}
        if len(keys) == 1:
            due |= keys
        elif not keys:
            model.meet(schema, model.judge, test["data"])
    if tests:
        bounds &= ours | model.met
    row.update(wrong=len(wrong), bounds=len(bounds), met=len(bounds & ours), places=len(due), broken=len(due & broken),
               branches=len(branches), parted=len(branches & (near | broken)))
    missed = sorted(map(str, bounds - ours)) + sorted(map(str, due - broken)) + sorted(map(str, branches - near - broken))
    return row, wrong, missed


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("tekigo"), arguments.add_argument("folder", type=pathlib.Path), arguments.add_argument("beside", nargs="?")
    arguments.add_argument("--suite", action="store_true"), arguments.add_argument("--missed", action="store_true")
    arguments.add_argument("--limit", default=10.0, type=float), arguments.add_argument("--patience", default=60.0, type=float)
    given = arguments.parse_args()
    from jsonschema_specifications import REGISTRY
    registry = REGISTRY
    for file in sorted(pathlib.Path(given.beside).rglob("*.json")) if given.suite and given.beside else ():
        document = json.loads(file.read_text())
        uri = "http://localhost:1234/" + str(file.relative_to(given.beside))
        registry = registry.with_resource(uri, Resource.from_contents(document, default_specification=DRAFT202012))
    totals = collections.Counter()
    for file in sorted(given.folder.rglob("*.json")):
        content = json.loads(file.read_text())
        groups = content if given.suite else [{"schema": content, "tests": []}]
        for number, group in enumerate(groups):
            lines, told, code, seconds, size = run(given.tekigo, group["schema"], given.beside, 1, given.limit)
            verdict = {None: "timeout", 0: "drawn", 2: "unsatisfiable" if "draw any value" in told else "refused", 4: "beyond", 5: "not found"}.get(code, "crash")
            totals[verdict] += 1
            name = f"{file.name}#{number}" if given.suite else file.name
            if verdict == "unsatisfiable" and any(test["valid"] for test in group["tests"]):
                totals["wrongly unsatisfiable"] += 1
                verdict = "WRONGLY unsatisfiable"
            row, wrong, missed = judged(group["schema"], registry, lines, group["tests"], given.patience) if code == 0 else (collections.Counter(), [], [])
            totals.update(row)
            print(f"{verdict:13} {seconds:5.2f} s {size:4.0f} MiB  {row['judged']:5} judged {row['wrong']} wrong  bounds {row['met']}/{row['bounds']}"
                  f"  places {row['broken']}/{row['places']}  branches {row['parted']}/{row['branches']}  {name}", flush=True)
            for line in wrong[:3]:
                print("    wrong", json.dumps(line)[:300])
            for one in missed if given.missed else ():
                print("    missed", one)
    share = lambda some, all: f"{totals[some]} of {totals[all]} ({100 * totals[some] / max(1, totals[all]):.1f} %)"
    print({key: totals[key] for key in ("drawn", "unsatisfiable", "wrongly unsatisfiable", "refused", "beyond", "not found", "timeout", "crash")})
    print(f"judged {totals['judged']}, not judged in time {totals['unjudged']}, wrong {totals['wrong']}")
    print(f"boundaries {share('met', 'bounds')}, places of the suite {share('broken', 'places')}, in branches {share('parted', 'branches')}")
    sys.exit(1 if totals["wrong"] or totals["wrongly unsatisfiable"] or totals["crash"] else 0)


if __name__ == "__main__":
    main()
