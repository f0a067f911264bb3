"""What a report lacks. It is taken all the same; the reviewer sees what to ask for."""

from services.intake.domain.report import Content
from services.intake.judgement.text import plain

SHORTEST = 4
"""Characters below which a description says too little."""


def missing(content: Content) -> tuple[str, ...]:
    """Stable words: `photo`, `position`, `address`, `description`."""
    place = content.place
    lacks = {
        "photo": not content.photo_ids,
        "position": place.longitude is None or place.latitude is None,
        "address": not plain(place.address),
        "description": len(plain(content.description)) < SHORTEST,
    }
    return tuple(word for word, lacking in lacks.items() if lacking)
