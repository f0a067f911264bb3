"""Records what the screens are built from: `make schemas` runs it.

Each service's OpenAPI document, of which the screens' client takes its types, and the words that
services choose from, so that no screen has words of its own for them.
"""

import json
from pathlib import Path
from typing import Any

from deploy.embedded.assembly import SERVICES
from services.chassis.web import build
from services.ledger.table.choices import CHOICES
from services.notice.domain.words import ROLES

SHARED = Path("web/shared")
VOCABULARY = SHARED / "src/words/vocabulary.json"


def documents() -> dict[Path, str]:
    """The files and their texts."""
    found = {
        SHARED / "openapi" / f"{service.name}.json": _text(build(service).openapi(), indent=1)
        for service in SERVICES
    }
    return {**found, VOCABULARY: _text(_vocabulary(), indent=2)}


def _vocabulary() -> dict[str, dict[str, dict[str, str]]]:
    return {
        kind: {value: {"zh": zh, "en": en} for value, (zh, en) in words.items()}
        for kind, words in {**CHOICES, "role": ROLES}.items()
    }


def _text(content: Any, *, indent: int) -> str:
    return json.dumps(content, ensure_ascii=False, indent=indent) + "\n"


def main() -> None:
    for path, text in documents().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
