"""The same document as a page for people: one file, which asks nobody else for anything."""

from collections.abc import Iterator
from html import escape
from typing import Any

STYLE = """
body { font: 16px/1.6 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem }
body { color: #1d2733 }
h1, h2, h3 { line-height: 1.25 }
h2 { margin-top: 3rem }
h3 { margin-top: 2.5rem; font-size: 1.05rem }
code { font-family: ui-monospace, monospace; font-size: .9em; overflow-wrap: anywhere }
table { border-collapse: collapse; width: 100% }
td { vertical-align: top; padding: .25rem .6rem; border-bottom: 1px solid #d7dee6 }
a { color: #0b5cad }
small { color: #5a6775 }
nav ul { columns: 2; padding-left: 1.2rem }
nav li { break-inside: avoid }
@media (max-width: 40rem) { nav ul { columns: 1 } }
"""


def page(document: dict[str, Any]) -> str:
    """The document as HTML."""
    info, channels = document["info"], document["channels"]
    departments = [name for name, each in channels.items() if "x-publisher" not in each]
    facts = [name for name in channels if name not in departments]
    body = [
        f"<h1>{escape(info['title'])} <small>{escape(info['version'])}</small></h1>",
        "<p>服务之间的消息，以及发往部门系统的派单与回执。完整格式见 ",
        '<a href="asyncapi.json">asyncapi.json</a>（AsyncAPI 3）。</p>',
        f"<p>{escape(info['description'])}",
        'The whole shape is in <a href="asyncapi.json">asyncapi.json</a> (AsyncAPI 3).</p>',
        *_contents(departments, facts),
        "<h2>部门系统 <small>Departments’ systems</small></h2>",
        *(_section(document, name) for name in departments),
        "<h2>服务之间 <small>Between the services</small></h2>",
        *(_section(document, name) for name in facts),
    ]
    return (
        '<!doctype html>\n<html lang="zh-CN"><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width">\n'
        f"<title>{escape(info['title'])} AsyncAPI</title>\n<style>{STYLE}</style>\n"
        + "\n".join(body)
        + "\n</html>\n"
    )


def _contents(*groups: list[str]) -> Iterator[str]:
    for group in groups:
        links = (
            f'<li><a href="#{escape(name)}"><code>{escape(name)}</code></a></li>' for name in group
        )
        yield f"<nav><ul>{''.join(links)}</ul></nav>"


def _section(document: dict[str, Any], name: str) -> str:
    channel = document["channels"][name]
    lines = [f'<h3 id="{escape(name)}"><code>{escape(name)}</code></h3>']
    if "description" in channel:
        lines.append(
            f"<p><code>{escape(channel['address'])}</code>: {escape(channel['description'])}</p>"
        )
    for reference in channel["messages"].values():
        message = _at(document, reference["$ref"])
        text = message.get("description", message["summary"])
        lines += [f"<p>{escape(each)}</p>" for each in text.split("\n\n")]
        lines.append(_fields(document, message["payload"]))
    if "x-read-by" in channel:
        by = ", ".join(channel["x-read-by"]) or "–"
        lines.append(f"<p><small>{escape(channel['x-publisher'])} → {escape(by)}</small></p>")
    return "\n".join(lines)


def _fields(document: dict[str, Any], payload: dict[str, Any]) -> str:
    """What a message carries; of a CloudEvent its data, since the rest is the same everywhere."""
    schema = payload.get("properties", {}).get("data", payload)
    if "$ref" in schema:
        schema = _at(document, schema["$ref"])
    required = set(schema.get("required", ()))
    rows = (
        f"<tr><td><code>{escape(name)}</code></td><td><code>{escape(kind(each))}</code></td>"
        f"<td>{'必填 required' if name in required else ''}</td></tr>"
        for name, each in schema.get("properties", {}).items()
    )
    return f"<table>{''.join(rows)}</table>"


def kind(schema: dict[str, Any]) -> str:
    """A schema in a few words."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " | ".join(kind(each) for each in schema["anyOf"])
    if "enum" in schema:
        return " | ".join(map(str, schema["enum"]))
    if "const" in schema:
        return str(schema["const"])
    if schema.get("type") == "array":
        return f"{kind(schema.get('items', {}))}[]"
    return str(schema.get("format") or schema.get("type") or "any")


def _at(document: dict[str, Any], reference: str) -> dict[str, Any]:
    found = document
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return found
