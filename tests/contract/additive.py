"""Whether a changed shape only adds optional fields; all else needs a new event class."""

import json
from collections.abc import Iterator
from typing import Any

_WORDS = {"title", "description", "examples", "$schema", "$defs", "$ref"}
"""What may be reworded freely."""

EVENT = "the event"
Schema = dict[str, Any]


def additive(old: Schema, new: Schema) -> list[str]:
    """A sentence for every change that would hurt a reader or an old message; empty is good."""
    if old.get("$id") != new.get("$id"):
        return [f"the event is called {new.get('$id')}; it was {old.get('$id')}"]
    return list(_changes(EVENT, _whole(old, old), _whole(new, new)))


def _changes(path: str, old: Schema, new: Schema) -> Iterator[str]:
    old, new = dict(old), dict(new)
    if "properties" in old and "properties" in new:
        yield from _object(path, old, new)
        for each in (old, new):
            del each["properties"]
            each.pop("required", None)
    for key, compare in {"items": _items, "enum": _enum, "anyOf": _choices}.items():
        if key in old and key in new:
            yield from compare(path, old.pop(key), new.pop(key))
    if old != new:
        yield f"{path} was {_text(old)} and is {_text(new)}"


def _object(path: str, old: Schema, new: Schema) -> Iterator[str]:
    had, has = old["properties"], new["properties"]
    needed, needs = set(old.get("required", [])), set(new.get("required", []))
    inside = "" if path == EVENT else f"{path}."
    for name in had:
        here = inside + name
        if name not in has:
            yield f"{here} is gone"
            continue
        if name in needs - needed:
            yield f"{here} was optional and is required"
        if name in needed - needs:
            yield f"{here} was required and is optional"
        yield from _changes(here, had[name], has[name])
    for name in has:
        if name in needs and name not in had:
            yield f"{inside}{name} is new and required"


def _items(path: str, old: Schema, new: Schema) -> Iterator[str]:
    return _changes(f"each of {path}", old, new)


def _choices(path: str, old: list[Schema], new: list[Schema]) -> Iterator[str]:
    if len(old) != len(new):
        yield f"{path} was one of {_text(old)} and is one of {_text(new)}"
        return
    for before, after in zip(old, new, strict=True):
        yield from _changes(path, before, after)


def _enum(path: str, old: list[Any], new: list[Any]) -> Iterator[str]:
    for value in old:
        if value not in new:
            yield f"{path} may no longer be {value!r}"
    for value in new:
        if value not in old:
            yield f"{path} may be {value!r}, which older readers refuse"


def _whole(schema: Any, root: Schema) -> Any:
    """The schema without words, with every definition where it is used."""
    if isinstance(schema, list):
        return [_whole(each, root) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        rest = {key: value for key, value in schema.items() if key != "$ref"}
        return _whole({**root["$defs"][name], **rest}, root)
    whole = {}
    for key, value in schema.items():
        if key == "properties":
            whole[key] = {name: _whole(each, root) for name, each in value.items()}
        elif key not in _WORDS:
            whole[key] = _whole(value, root)
    return whole


def _text(schema: Schema | list[Schema]) -> str:
    return json.dumps(schema, ensure_ascii=False, sort_keys=True)
