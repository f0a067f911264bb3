"""Words of danger, shown to whoever decides first what to look at."""

from services.intake.domain.report import Content
from services.intake.judgement.text import plain

DANGERS: dict[str, tuple[str, ...]] = {
    "井盖缺失": (
        *("井盖缺失", "井盖丢失", "井盖没了", "井盖不见", "没有井盖", "缺井盖", "无井盖"),
        *("井盖丢", "井盖子没", "井盖让人偷", "马葫芦盖丢", "马葫芦盖没", "箅子没了", "篦子没了"),
        *("箅子丢", "篦子丢", "井口没盖", "井概丢"),
    ),
    "塌陷": (
        *("塌陷", "塌方", "坍塌", "塌了", "地陷", "路面下沉", "道路下沉", "垮塌", "塌个坑"),
        *("塌了个", "陷下去", "空洞", "大坑"),
    ),
    "燃气": (
        *("燃气泄漏", "煤气泄漏", "天然气泄漏", "燃气味", "煤气味", "漏气", "燃气管"),
        *("煤气管", "瓦斯味", "液化气味", "漏煤气"),
    ),
    "漏电": (
        *("漏电", "触电", "电线裸露", "电线垂落", "电线掉落", "带电", "电火花", "露电线"),
        *("电线掉", "线断了", "断线", "电打人", "打火冒烟"),
    ),
    "线缆坠落": (
        *("线缆脱落", "线缆垂落", "电缆脱落", "光缆垂", "线掉下来", "电线耷拉", "线耷拉"),
        *("拖在马路", "线缆断", "线缆下垂", "刮断的"),
    ),
    "坠落": (
        *("坠落", "坠物", "掉落", "脱落", "摇摇欲坠", "要掉下来", "高空", "要掉", "砸人"),
        *("砸着人", "冰溜子"),
    ),
    "倒伏": (
        *("倒伏", "树倒", "杆倒", "倾倒在路", "倒在路", "即将倒", "倾斜严重", "要倒", "刮倒"),
        *("歪了要倒",),
    ),
    "火情": ("着火", "起火", "冒烟", "火灾", "自燃", "浓烟"),
    "爆管": ("爆管", "管道爆裂", "水管爆", "喷水", "大量冒水", "跑水"),
    "伤人": ("伤人", "砸伤", "摔伤", "有人受伤", "绊倒", "掉进", "掉沟里", "摔了", "崴了脚"),
    "危险品": ("危化品", "危险品", "有毒", "刺鼻", "油罐", "针头"),
    "堵生命通道": ("堵消防", "消防通道堵", "消防车进不", "消防车过不", "救护车进不", "占用消防"),
}
"""The hint and the wordings that give it."""


def urgency_words(content: Content, *, urgent_reason: str) -> dict[str, tuple[str, ...]]:
    """The dangers that description or urgent reason speak of, each with the words that say so."""
    text = plain(content.description) + "\n" + plain(urgent_reason)
    found = {hint: _longest(text, words) for hint, words in DANGERS.items()}
    return {hint: words for hint, words in found.items() if words}


def _longest(text: str, words: tuple[str, ...]) -> tuple[str, ...]:
    said = [word for word in words if word in text]
    return tuple(
        word for word in said if not any(word != other and word in other for other in said)
    )
