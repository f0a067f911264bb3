"""Words of danger, shown to whoever decides first what to look at."""

from services.intake.domain.report import Content
from services.intake.judgement.text import plain

DANGERS: dict[str, tuple[str, ...]] = {
    "井盖缺失": ("井盖缺失", "井盖丢失", "井盖没了", "井盖不见", "没有井盖", "缺井盖", "无井盖"),
    "塌陷": ("塌陷", "塌方", "坍塌", "塌了", "地陷", "路面下沉", "垮塌"),
    "燃气": ("燃气泄漏", "煤气泄漏", "天然气泄漏", "燃气味", "煤气味", "漏气", "燃气管"),
    "漏电": ("漏电", "触电", "电线裸露", "电线垂落", "电线掉落", "带电", "电火花"),
    "坠落": ("坠落", "坠物", "掉落", "脱落", "摇摇欲坠", "要掉下来", "高空"),
    "倒伏": ("倒伏", "树倒", "杆倒", "倾倒在路", "倒在路", "即将倒", "倾斜严重"),
    "火情": ("着火", "起火", "冒烟", "火灾", "自燃"),
    "爆管": ("爆管", "管道爆裂", "水管爆", "喷水", "大量冒水"),
    "伤人": ("伤人", "砸伤", "摔伤", "有人受伤", "绊倒", "掉进"),
    "危险品": ("危化品", "危险品", "有毒", "刺鼻", "油罐"),
}
"""The hint and the wordings that give it."""


def urgency_hints(content: Content, *, urgent_reason: str) -> tuple[str, ...]:
    """The dangers that description or urgent reason speak of."""
    text = plain(content.description) + "\n" + plain(urgent_reason)
    return tuple(hint for hint, words in DANGERS.items() if any(word in text for word in words))
