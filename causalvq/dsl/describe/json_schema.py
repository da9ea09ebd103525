"""The JSON Schema of the language (draft 2020-12), for editors and other tools."""

from __future__ import annotations

import json
from pathlib import PurePath
from typing import Any

from causalvq.dsl.spec import API_VERSION, Spec

SCHEMA_PATH = PurePath(".causalvq") / "causalvq.v1.json"
"""Where `causalvq init` puts the schema, relative to the spec."""

MODELINE = f"# yaml-language-server: $schema={SCHEMA_PATH.as_posix()}\n"
"""The first line of a spec, by which editors find the schema."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"
PARTIAL = "Partial"
"""The prefix of definitions without required keys: a spec that extends another may leave out anything."""


def json_schema() -> dict[str, Any]:
    """The schema of a spec file: a whole spec, or one that extends another."""
    made = tidy(Spec.model_json_schema(by_alias=True, mode="validation"))
    definitions = made.pop("$defs")
    partial = {f"{PARTIAL}{name}": relaxed(definition) for name, definition in definitions.items()}
    one = {"type": "string", "minLength": 1}
    extends = {
        "anyOf": [one, {"type": "array", "minItems": 1, "items": one}],
        "description": "A spec to start from, or several, each laid over those before it; this file says what differs.",
    }
    made["properties"] = {"extends": extends, **made["properties"]}
    whole = {key: made[key] for key in ("type", "properties", "required", "additionalProperties")}
    return {
        "$schema": DIALECT,
        "title": f"A {API_VERSION} spec",
        "description": "A causal vector-quantised model, declared.",
        "type": "object",
        "if": {"required": ["extends"]},
        "then": {"$ref": f"#/$defs/{PARTIAL}Spec"},
        "else": {"$ref": "#/$defs/Spec"},
        "$defs": {"Spec": whole, f"{PARTIAL}Spec": relaxed(whole), **definitions, **partial},
    }


def schema_text() -> str:
    """The schema as it is published."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def suite_schema() -> dict[str, Any]:
    """The schema of a suite."""
    from causalvq.dsl.spec.suite import Suite  # specs do without

    made = tidy(Suite.model_json_schema(by_alias=True, mode="validation"))
    words = {"title": f"A {API_VERSION} suite", "description": "Specs, sets and seeds that are trained alike."}
    return {"$schema": DIALECT, **made, **words}


def suite_schema_text() -> str:
    """The schema of suites as it is published."""
    return json.dumps(suite_schema(), indent=2, ensure_ascii=False) + "\n"


def tidy(node: Any) -> Any:
    """Without what only pydantic reads: generated titles of fields, and OpenAPI's discriminator."""
    if isinstance(node, list):
        return [tidy(item) for item in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("properties"), dict):
        node = {**node, "properties": {name: tidy(field) for name, field in node["properties"].items()}}
        return {key: value if key == "properties" else tidy(value) for key, value in node.items() if key != "title"}
    dropped = ("title", "discriminator")
    return {key: tidy(value) for key, value in node.items() if key not in dropped or not isinstance(value, str | dict)}


def relaxed(node: Any) -> Any:
    """The same without required keys, and referring to definitions without them; one of becomes any of."""
    if isinstance(node, list):
        return [relaxed(item) for item in node]
    if not isinstance(node, dict):
        return node.replace("#/$defs/", f"#/$defs/{PARTIAL}") if isinstance(node, str) else node
    names = {"oneOf": "anyOf"}
    return {
        names.get(key, key): value if key in ("default", "examples", "description") else relaxed(value)
        for key, value in node.items()
        if key != "required"
    }
