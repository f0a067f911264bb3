"""The classifier: what it learns, shows, keeps, and says of what it does not know."""

import csv
import io
import json
from pathlib import Path

import numpy as np
import pytest

from deploy.cities.city import read_city
from services.intake.domain.reference import Category
from services.intake.judgement import measures
from services.intake.judgement.examples import Example, first_examples, packed, unpacked
from services.intake.judgement.groups import groups
from services.intake.judgement.learned import judge_by_model
from services.intake.judgement.model import Heat, Model, NoModel
from services.intake.judgement.text import grams
from services.intake.judgement.training import Material, cross_validate, judge_unseen, train
from tests.unit.intake.builders import some_content

ROOT = Path(__file__).parents[3]
SEALED = ROOT / "tests" / "judgement" / "sealed.csv"
PLACES = (
    "north",
    "south",
    "east",
    "west",
    "market",
    "school",
    "river",
    "bridge",
    "hill",
    "station",
)
ODD = [
    "",
    " ",
    "。",
    "！？…—",
    "垃",
    "😀🚮🔥",
    "rubbish everywhere on the sidewalk",
    "路边 rubbish 堆了 3 天 😡",
    "Ｌ Ｅ Ｄ",
    "мусор на улице",
    "垃圾" * 2000,
    "\x00\u200b\ufeff",
    "١٢٣",
    "𠮷野家门口",
]


def of_the_city() -> list[Category]:
    return [
        Category(
            each.code,
            each.level,
            each.name,
            each.name_en,
            each.parent_code,
            each.scheme,
            each.keywords,
        )
        for each in read_city(ROOT / "deploy" / "cities" / "fushun").categories
    ]


CITY = of_the_city()


@pytest.fixture(scope="module")
def model() -> Model:
    return train(first_examples(CITY), folds=2)


def sealed():
    with SEALED.open(encoding="utf-8") as file:
        return [row for row in csv.DictReader(file) if row["category_code"]]


def judged(model, description, **given):
    return judge_by_model(some_content(description=description, **given), model, categories=CITY)


def test_reports_it_never_saw_are_judged_well_from_the_first_day(model):
    rows = sealed()
    truth = [row["category_code"] for row in rows]
    found = model.likeliest([row["text"] for row in rows])
    three = [[each.label for each in model.candidates(row["text"])] for row in rows]

    assert len(set(truth)) >= 40
    assert measures.accuracy(truth, [label for label, _ in found]) >= 0.75
    assert np.mean([each in best for each, best in zip(truth, three, strict=True)]) >= 0.92
    majors = [(each[:2], (label or "")[:2]) for each, (label, _) in zip(truth, found, strict=True)]
    assert np.mean([one == other for one, other in majors]) >= 0.9


def test_nothing_like_a_sealed_report_is_trained_on():
    trained = [each.text for each in first_examples(CITY) if each.weight == 1]
    secret = [row["text"] for row in sealed()]

    kinds = groups([*trained, *secret])

    assert len(trained) + len(secret) >= 600
    assert not set(kinds[: len(trained)]) & set(kinds[len(trained) :])


def test_the_words_that_decided_are_shown_with_two_other_categories(model):
    verdict = judged(model, "电线杆子上贴满了小广告")

    assert verdict.code == "07001"
    assert any("广告" in word for word in verdict.evidence)
    assert verdict.candidates[0].code == "07001"
    assert len(verdict.candidates) == 3
    confidences = [each.confidence for each in verdict.candidates]
    assert confidences == sorted(confidences, reverse=True)


@pytest.mark.parametrize("text", ["看一下", "请处理一下", "xyz", "。。。", "有事"])
def test_what_names_no_problem_is_left_open(model, text):
    assert judged(model, text).code is None


@pytest.mark.parametrize("text", ODD, ids=lambda text: repr(text[:8]))
def test_whatever_is_written_gets_a_verdict_or_none_and_never_an_error(model, text):
    verdict = judged(model, text)

    assert verdict.code is None or 0 < verdict.confidence <= 1
    assert len(model.likeliest([text])) == 1


def test_the_reporters_choice_tips_the_scales(model):
    alone = judged(model, "路边有垃圾桶")
    chosen = judged(model, "路边有垃圾桶", category_code="03005")

    assert chosen.code == "03005"
    before = {each.code: each.confidence for each in alone.candidates}
    assert chosen.confidence > before.get("03005", 0)


def test_a_category_that_the_city_no_longer_has_is_not_told(model):
    fewer = [each for each in CITY if each.code != "07001"]
    verdict = judge_by_model(some_content(description="墙上小广告"), model, categories=fewer)

    assert "07001" not in [each.code for each in verdict.candidates]


def test_a_model_is_kept_without_pickles_and_judges_the_same_afterwards(model):
    content = model.dump()
    again = Model.load(content)

    texts = [row["text"] for row in sealed()[:50]]
    assert b"pickle" not in content
    assert [label for label, _ in again.likeliest(texts)] == [
        label for label, _ in model.likeliest(texts)
    ]
    assert (again.heat, again.longest, again.figures) == (model.heat, model.longest, model.figures)


def test_a_model_from_before_there_were_two_temperatures_judges_on(model):
    with np.load(io.BytesIO(model.dump())) as arrays:
        kept = dict(arrays)
    about = json.dumps({"temperature": 0.2, "figures": {}}).encode()
    old = io.BytesIO()
    np.savez_compressed(old, **{**kept, "about": np.frombuffer(about, np.uint8)})

    assert Model.load(old.getvalue()).heat == Heat(0.2)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"not a model"])
def test_what_is_no_model_is_not_loaded(content):
    with pytest.raises(NoModel):
        Model.load(content)


def test_examples_travel_to_another_process_and_back():
    some = [Example("路灯不亮", "01037"), Example("路灯", "01037", 0.5, spoken=False)]

    assert unpacked(packed(some)) == some


def test_near_identical_texts_are_one_group():
    found = groups(
        ["路边垃圾成堆无人清理", "路边垃圾成堆，无人清理！", "完全另外一件事情", "垃", "垃", ""]
    )

    assert found[0] == found[1] == 0
    assert found[2] not in (found[0], found[3])
    assert found[3] == found[4]


def test_a_group_is_never_on_both_sides():
    same = ["井盖坏了一半要换", "小广告贴了满墙"]
    texts = [f"{text}{mark}" for mark in ("", "。", "！", "？") for text in same]
    examples = [Example(text, str(at % 2)) for at, text in enumerate(texts)]

    # Each label is one group: what is judged was never trained on, so nothing can be right.
    assert len(judge_unseen(Material.of(examples), folds=2).rows) == 0


def test_two_labels_of_any_language_are_learned():
    texts = [("the street light is out", "lamp"), ("garbage piled up here", "waste")]
    examples = [Example(f"{text} {place}", label) for place in PLACES for text, label in texts]

    figures = cross_validate(examples, folds=5, kinds=list(range(len(examples))))

    assert figures["accuracy"] == 1
    assert figures["texts"] == len(examples)


def test_pieces_of_both_kinds_of_script():
    assert {"垃", "圾", "垃圾"} <= set(grams("垃圾"))
    assert {"=led", "=screen", "=led screen", " le"} <= set(grams("ＬＥＤ screen"))
    assert grams("3号") == grams("18号")
    assert grams("，。!") == []


def test_measures_agree_with_figures_by_hand():
    truth, found = ["a", "a", "b", "c"], ["a", "b", "b", None]

    assert measures.accuracy(truth, found) == 0.5
    assert measures.macro_f1(truth, found) == pytest.approx((2 / 3 + 2 / 3 + 0) / 3)
    sure = [("a", 0.9), ("b", 0.9), ("b", 0.7), (None, 0.0)]
    assert measures.calibration_error(truth, sure) == pytest.approx((0.4 * 2 + 0.3) / 4)
    assert measures.stability([10, 10], [10, 10]) == 0
    assert measures.stability([100, 1], [1, 100]) > 0.25
