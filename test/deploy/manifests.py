"""Checks Kubernetes documents against the classes that the Kubernetes project generates from its API (Debian's
python3-kubernetes, API 1.22): reads them as JSON from standard input, and prints a line for each mistake."""
import json
import re
import sys

from kubernetes import client

# Younger than those classes; the API of 1.28 has it.
YOUNGER = {("V1JobSpec", "backoffLimitPerIndex"): "int"}
SCALARS = {"str": str, "int": int, "bool": bool, "object": object}


def check_document(document):
    version, kind = document.get("apiVersion", ""), document.get("kind", "")
    group, _, number = version.rpartition("/")
    known = getattr(client, f"{(group or 'core').split('.')[0].capitalize()}{number.capitalize()}Api", None)
    name = number.capitalize() + kind
    is_served = any(method.startswith("create_") and method.endswith("_" + snake(kind)) for method in dir(known))
    if not hasattr(client, name) or not is_served:
        return [f"apiVersion {version!r} has no kind {kind!r}"]
    return check(document, name, kind)


def snake(kind):
    return re.sub("(?<!^)(?=[A-Z])", "_", kind).lower()


def check(value, kind, at):
    listed = re.fullmatch(r"list\[(.*)\]", kind)
    mapped = re.fullmatch(r"dict\(str, (.*)\)", kind)
    if listed:
        if not isinstance(value, list):
            return [f"{at} is not a list"]
        return [line for i, one in enumerate(value) for line in check(one, listed[1], f"{at}[{i}]")]
    if mapped:
        if not isinstance(value, dict):
            return [f"{at} is not a map"]
        return [line for key, one in value.items() for line in check(one, mapped[1], f"{at}.{key}")]
    if kind in SCALARS:
        is_sound = isinstance(value, SCALARS[kind]) and (kind != "int" or not isinstance(value, bool))
        return [] if is_sound else [f"{at} is {value!r}, not of type {kind}"]
    return check_map(value, kind, at)


def check_map(value, kind, at):
    if not isinstance(value, dict):
        return [f"{at} is {value!r}, not a map"]
    model = getattr(client, kind)
    names = {public: private for private, public in model.attribute_map.items()}
    lines = []
    for key, one in value.items():
        found = model.openapi_types[names[key]] if key in names else YOUNGER.get((kind, key))
        lines += check(one, found, f"{at}.{key}") if found else [f"{at} has no key {key!r}"]
    try:
        model(**{names[key]: one for key, one in value.items() if key in names})
    except ValueError as error:  # what must be there is not, or is none of the values there are
        lines.append(f"{at}: {error}")
    return lines


if __name__ == "__main__":
    mistakes = [line for document in json.load(sys.stdin) for line in check_document(document)]
    print("\n".join(mistakes))
    sys.exit(1 if mistakes else 0)
