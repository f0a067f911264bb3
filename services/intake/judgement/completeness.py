"""What a report lacks. It is taken all the same; the reviewer sees what to ask for, and why."""

from services.intake.domain.report import Content
from services.intake.judgement.text import plain

SHORTEST = 4
"""Characters below which a description says too little."""
WHY: dict[str, tuple[str, str]] = {
    "photo": (
        "没有照片：无法核对现场，也无法作整改前后对比。",
        "No photo: the site can't be checked, nor compared with what it is like afterwards.",
    ),
    "position": (
        "没有定位：无法判断所属街道，也查不出附近的重复上报。",
        "No position: neither the street nor reports of the same problem nearby can be found.",
    ),
    "address": (
        "没有地址：处置人员难以找到现场。",
        "No address: who mends it will hardly find the place.",
    ),
    "description": (
        "描述过短：无法判断类别。",
        "The description is too short to tell the category.",
    ),
}
"""Why each of them matters, in both languages."""


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
