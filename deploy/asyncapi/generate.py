"""`python -m deploy.asyncapi.generate` writes what the gateway shows at `/asyncapi/`."""

import json
from pathlib import Path

from deploy.asyncapi.document import document
from deploy.asyncapi.page import page

FOLDER = Path(__file__).with_name("published")


def written() -> dict[str, str]:
    """The files by name."""
    whole = document()
    return {
        "asyncapi.json": json.dumps(whole, ensure_ascii=False, indent=2) + "\n",
        "index.html": page(whole),
    }


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for name, text in written().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        print(f"wrote {FOLDER / name}")
