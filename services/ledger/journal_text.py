"""How a fact is spelled in the journal: canonical JSON, sorted keys, UTF-8."""

import json

from services.contracts.event import Event


def spell(event: Event) -> str:
    """The fact's whole content, one spelling for one content."""
    content = event.model_dump(mode="json")
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
