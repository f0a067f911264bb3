"""Why a row is refused, in words for both languages."""

WORDS: dict[str, tuple[str, str]] = {
    "unreadable-date": ("日期无法识别", "the date can't be read"),
    "unreadable-point": ("坐标无法识别", "the coordinates can't be read"),
    "damaged-text": ("文字有乱码", "the text is damaged"),
    "value-too-long": ("内容过长", "the text is too long"),
    "nothing-described": (
        "没有问题描述，也没有地点",
        "neither a description nor a place is given",
    ),
    "row-too-long": ("整行内容过长", "the row is too long"),
    "own-id-missing": ("缺少来源编号，或来源编号过长", "its own id is missing or too long"),
    "too-many-fields": ("字段过多", "it has too many fields"),
}


def sentence(code: str, language: str) -> str:
    """The reason in Chinese (`zh`) or English."""
    zh, en = WORDS[code]
    return zh if language == "zh" else en
