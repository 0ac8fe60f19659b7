#!/usr/bin/env python3
"""Cuts JSON Schemas out of documents that people publish, one file a schema, as draft 2020-12 reads them.

    cut.py OUT FILE[=NAME|=POINTER]...

A FILE is an OpenAPI 3 document (every JSON request body; with `=POST /path` that one only; with `=N` the N bodies that
refer to most, and as many spread over the rest) or a schema document (as a whole; with `=#/definitions/Patient` what that
definition allows). Older drafts and `nullable` are translated: this is what a reader who knows the draft would write.
Nothing that is cut out belongs into the repository.
"""
import json, pathlib, re, sys

REFERENCES = ("$ref", "$dynamicRef")
MAPS = ("properties", "patternProperties", "dependentSchemas", "$defs", "definitions")
LISTS = ("allOf", "anyOf", "oneOf", "prefixItems")
SINGLE = ("items", "additionalProperties", "additionalItems", "contains", "propertyNames", "not", "if", "then", "else",
          "unevaluatedItems", "unevaluatedProperties")


def translated(schema, old):
    """The schema as 2020-12 says the same; `old` is how far back it comes from: 3 (OpenAPI 3.0), 4, 6, 7, 2019."""
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema and old < 2019:
        kept = ("$ref", "$schema", "$defs", "definitions")  # what else stands beside a reference meant nothing
        schema = {key: value for key, value in schema.items() if key in kept}
    out = {}
    for key, value in schema.items():
        if key in MAPS and isinstance(value, dict):
            out[key] = {name: translated(one, old) for name, one in value.items()}
        elif key in LISTS and isinstance(value, list):
            out[key] = [translated(one, old) for one in value]
        elif key in SINGLE and not isinstance(value, list):
            out[key] = translated(value, old)
        elif key == "items":
            out["prefixItems"] = [translated(one, old) for one in value]
        elif key == "dependencies" and isinstance(value, dict):
            for name, rule in value.items():
                into = "dependentRequired" if isinstance(rule, list) else "dependentSchemas"
                out.setdefault(into, {})[name] = rule if isinstance(rule, list) else translated(rule, old)
        elif key == "id" and old == 4 and isinstance(value, str):
            out["$id"] = value
        elif key not in ("$schema", "nullable", "discriminator", "example", "xml", "externalDocs", "$recursiveAnchor"):
            out[key] = value
    if isinstance(schema.get("items"), list):
        out.pop("items", None)
        if "additionalItems" in out:
            out["items"] = out.pop("additionalItems")
    for bound in ("Minimum", "Maximum"):
        beside, key = bound.lower(), "exclusive" + bound
        if isinstance(out.get(key), bool):
            if out.pop(key) and beside in out:
                out[key] = out.pop(beside)
    if schema.get("nullable") is True and "type" in out:
        kinds = out["type"] if isinstance(out["type"], list) else [out["type"]]
        out["type"] = [*kinds, *(["null"] if "null" not in kinds else [])]
        if "enum" in out and None not in out["enum"]:
            out["enum"] = [*out["enum"], None]
    return out


def within(document, pointer):
    for step in filter(None, pointer.lstrip("#").split("/")):
        document = document[step.replace("~1", "/").replace("~0", "~")]
    return document


def references(value):
    if isinstance(value, dict):
        for key, one in value.items():
            if key in REFERENCES and isinstance(one, str):
                yield one
            else:
                yield from references(one)
    elif isinstance(value, list):
        for one in value:
            yield from references(one)


def bundled(document, schema, old):
    """The schema with what it refers to, and nothing else, under `$defs`."""
    defs, todo = {}, list(references(schema))
    name = lambda ref: re.sub(r"[^A-Za-z0-9_.-]", "_", ref.lstrip("#/"))
    while todo:
        ref = todo.pop()
        if ref.startswith("#/") and name(ref) not in defs:
            defs[name(ref)] = within(document, ref)
            todo.extend(references(defs[name(ref)]))

    def renamed(value):
        if isinstance(value, dict):
            return {k: f"#/$defs/{name(v)}" if k in REFERENCES and isinstance(v, str) and v.startswith("#/") else renamed(v) for k, v in value.items()}
        return [renamed(one) for one in value] if isinstance(value, list) else value

    out = renamed(translated(schema, old))
    if defs:
        out["$defs"] = {key: renamed(translated(one, old)) for key, one in sorted(defs.items())}
    return out


def bodies(document):
    """Every JSON request body of an OpenAPI document: (method and path, schema)."""
    for path, item in document.get("paths", {}).items():
        for method, operation in item.items():
            body = operation.get("requestBody") if isinstance(operation, dict) else None
            if body and "$ref" in body:
                body = within(document, body["$ref"])
            for kind, content in (body or {}).get("content", {}).items():
                if "json" in kind and content.get("schema"):
                    yield f"{method.upper()} {path}", content["schema"]
                    break


def draft(document):
    said = str(document.get("$schema", ""))
    for mark, old in (("draft-04", 4), ("draft-06", 6), ("draft-07", 7), ("2019-09", 2019)):
        if mark in said:
            return old
    return 2020


def main():
    out = pathlib.Path(sys.argv[1])
    out.mkdir(parents=True, exist_ok=True)
    for argument in sys.argv[2:]:
        file, _, wanted = argument.partition("=")
        text = pathlib.Path(file).read_text()
        if file.endswith((".yml", ".yaml")):
            import yaml
            document = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        else:
            document = json.loads(text)
        stem = pathlib.Path(file).stem
        if "openapi" in document:
            old = 2020 if str(document["openapi"]).startswith("3.1") else 3
            found = sorted(((name, bundled(document, schema, old)) for name, schema in bodies(document)), key=lambda one: -len(json.dumps(one[1])))
            if wanted.isdigit():
                most, rest = found[: int(wanted)], found[int(wanted):]
                found = most + rest[:: max(1, len(rest) // max(1, int(wanted)))][: int(wanted)]
            elif wanted:
                found = [one for one in found if one[0] == wanted]
        elif wanted:
            found = [(wanted, bundled(document, {"$ref": wanted}, draft(document)))]
        else:
            found = [("", translated(document, draft(document)))]
        for name, schema in found:
            name = re.sub(r"[^A-Za-z0-9]+", "-", f"{stem} {name}").strip("-")
            (out / f"{name[:110]}.json").write_text(json.dumps(schema, ensure_ascii=False))
        print(f"{len(found):4} {argument}")


if __name__ == "__main__":
    main()
