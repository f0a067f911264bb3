"""Corrections as reviewers might have made them, to see what learning does with noise.

They are made of the training sentences, never of the sealed reports: a place before, a remark
behind, a character lost or doubled. A share of the labels is wrong. This tests that a model holds
its ground while history grows; what real history adds can't be known before there is any.
"""

from collections.abc import Sequence
from random import Random

from services.intake.judgement.examples import UNCLEAR, Example

BEFORE = (
    *("", "", "", "中央大街", "站前", "我们小区", "3号楼前", "学校门口", "桥头", "永安台"),
    *("市场边上", "公交站旁", "河边", "这条道", "十字路口", "昨天开始"),
)
BEHIND = (
    "",
    "",
    "",
    "，没人管",
    "，请处理",
    "，好几天了",
    "，影响通行",
    "，老乡们有意见",
    "，快来人",
)


def corrections(
    phrases: Sequence[Example], times: int, *, noise: float, seed: int = 1
) -> list[Example]:
    """So many decided texts; of `noise` of them the label is another phrase's."""
    random = Random(seed)
    spoken = [each for each in phrases if each.label != UNCLEAR and each.spoken]
    chosen = [random.choice(spoken) for _ in range(times)]
    labels = mistaken([each.label for each in chosen], noise=noise, seed=seed)
    return [
        Example(
            random.choice(BEFORE) + _mistyped(each.text, random) + random.choice(BEHIND),
            label,
            decided=True,
        )
        for each, label in zip(chosen, labels, strict=True)
    ]


def mistaken(labels: Sequence[str], *, noise: float, seed: int = 1) -> list[str]:
    """The labels as people give them who mistake one for another so often."""
    random = Random(seed)
    return [random.choice(labels) if random.random() < noise else each for each in labels]


def _mistyped(text: str, random: Random) -> str:
    if len(text) < 5 or random.random() < 0.5:
        return text
    at = random.randrange(len(text))
    return text[:at] + text[at] * random.choice((0, 2)) + text[at + 1 :]
