"""Training: groups kept apart, slips found out, confidence that can be believed, measured alone."""

import csv
import json
import subprocess
import sys
from itertools import product
from pathlib import Path
from random import Random

import numpy as np
import pytest

from services.intake import learning
from services.intake.judgement import measures
from services.intake.judgement.calibration import Unseen, calibrated, slipped
from services.intake.judgement.counted import MANY
from services.intake.judgement.examples import Example
from services.intake.judgement.groups import agreed, groups
from services.intake.judgement.training import (
    Material,
    TooFewExamples,
    cross_validate,
    judge_unseen,
    train,
)
from services.intake.store.judgements import Decided

ROOT = Path(__file__).parents[3]
PLACES = ("中央大街", "站前", "学校门口", "桥头", "永安台", "市场边上", "公交站旁", "河边")
PROBLEMS = {
    "灯": ("路灯不亮黑漆漆", "路灯整夜闪个不停", "灯杆歪了灯罩碎了", "一排灯都灭着"),
    "垃圾": ("垃圾堆成山没清", "满地烟头果皮纸屑", "垃圾桶满得往外流", "装修废料倒在路边"),
    "车": ("私家车停在盲道", "共享单车倒了一片", "货车占着人行道", "电动车堵住单元门"),
}


def of_streets(*, decided=False):
    return [
        Example(f"{place}{text}", label, decided=decided)
        for label, texts in PROBLEMS.items()
        for text, place in product(texts, PLACES)
    ]


def test_a_text_with_a_place_before_and_a_remark_behind_is_of_the_same_group():
    found = groups(
        [
            "小区西门生活垃圾三天没清",
            "新华大街小区西门生活垃圾三天没清，老乡有意见",
            "小区西门路灯不亮",
        ]
    )

    assert found == [0, 0, 2]


def test_marks_and_numbers_make_no_other_text():
    assert groups(["3号楼前，路灯不亮！", "18号楼前路灯不亮"]) == [0, 0]


def test_a_long_text_that_also_holds_a_short_one_is_another_text():
    long = "路灯不亮黑漆漆，垃圾桶满了往外流，盲道上还停着三辆私家车，树枝也挡住了红绿灯"

    assert groups(["路灯不亮黑漆漆", long]) == [0, 1]


def test_most_of_those_who_said_the_same_overrule_the_few():
    same, other = "路边垃圾成堆无人清理", "路灯整夜不亮"

    assert agreed([same, same + "。", same + "！", other], ["a", "a", "b", "b"]) == list("aaab")


def test_where_nobody_has_more_than_half_everybody_keeps_their_word():
    same = "路边垃圾成堆无人清理"

    assert agreed([same, same + "。"], ["a", "b"]) == ["a", "b"]


@pytest.mark.parametrize("texts", [3, MANY // 96 + 1])
def test_judging_in_bulk_gives_the_scores_that_the_model_gives(texts):
    remarks = ["", "请尽快安排人员到现场查看处理谢谢，" * 4]
    examples = [
        Example(f"{each.text}{remarks[turn % 2]}{turn}", each.label)
        for turn, each in product(range(texts), of_streets())
    ]
    material = Material.of(examples, kinds=list(range(len(examples))))
    half = np.arange(0, len(examples), 2)
    fitted = material.fit(half)
    others = np.arange(1, len(examples), 97)

    assert fitted.scores(material.table, others) == pytest.approx(
        np.array([fitted.model.scores(examples[at].text) for at in others]), abs=1e-4
    )
    assert fitted.model.longest == (3 if texts > MANY // 96 else 2)


def test_every_text_is_judged_once_and_by_no_model_that_saw_its_group():
    material = Material.of(of_streets())
    unseen = judge_unseen(material, folds=4)

    assert sorted(unseen.rows) == list(range(len(material.examples)))
    # A problem is one group wherever it is, so that its own words were never seen.
    assert len(set(material.kinds)) == sum(map(len, PROBLEMS.values()))


def test_slips_of_deciders_are_found_and_left_out():
    random = Random(3)
    examples = [*of_streets(), *of_streets(decided=True)]
    wrong = set(random.sample(range(len(examples) // 2, len(examples)), 10))
    given = [
        Example(each.text, random.choice([label for label in PROBLEMS if label != each.label]))
        if at in wrong
        else each
        for at, each in enumerate(examples)
    ]
    given = [
        Example(each.text, each.label, decided=at >= len(given) // 2)
        for at, each in enumerate(given)
    ]

    material = Material.of(given, kinds=[at % len(PLACES) for at in range(len(given))])
    unseen = judge_unseen(material, folds=4)
    calibration = calibrated(unseen)

    assert calibration.slips == pytest.approx(10 / 96, abs=0.06)
    found = set(unseen.rows[slipped(unseen, calibration)].tolist())
    assert len(found & wrong) >= 8
    assert len(found - wrong) <= 1


def test_what_nobody_decided_in_passing_is_never_left_out():
    random = Random(4)
    examples = [Example(each.text, random.choice(list(PROBLEMS))) for each in of_streets()]

    assert train(examples).figures["left_out"] == 0


def test_confidence_is_the_share_that_is_right_also_where_mistakes_are_made_with_conviction():
    random = np.random.default_rng(5)
    count, labels = 4000, tuple("abcdef")
    truth = random.integers(0, len(labels), count)
    scores = random.normal(0, 0.3, (count, len(labels)))
    seen_as = np.where(random.random(count) < 0.1, random.integers(0, len(labels), count), truth)
    scores[np.arange(count), seen_as] += random.choice([0.3, 2.5], count)
    unseen = Unseen(np.arange(count), labels, scores, truth, np.zeros(count, bool))

    calibration = calibrated(unseen)

    off = measures.calibration_error(unseen.told(), unseen.judged(calibration.heat))
    assert off <= 0.03
    assert calibration.slips == 0


def test_texts_without_a_letter_teach_nothing():
    with pytest.raises(TooFewExamples):
        train([Example("。。", "a"), Example("！", "b")])


def test_figures_are_of_the_labels_as_they_were_given():
    texts = ["路边垃圾成堆无人清理", "满地烟头没人扫", "路灯整夜不亮着急", "灯杆歪了要倒下来"]
    examples = [
        Example(f"{text}{mark}", "灯" if "灯" in text else "垃圾")
        for text in texts
        for mark in ("", "。", "！")
    ]
    examples[1] = Example(examples[1].text, "灯")

    figures = cross_validate(examples, folds=2)

    assert (figures["texts"], figures["groups"], figures["overruled"]) == (12, 4, 1)
    assert figures["accuracy"] < 1


def test_what_is_kept_for_the_comparison_is_whole_groups_with_the_label_of_most():
    texts = [
        f"{PLACES[at % 8]}第{chr(0x4E00 + 7 * at)}{chr(0x5E00 + 11 * at)}家店外" for at in range(60)
    ]
    history = [
        Decided(f"{text}{mark}", "b" if mark == "！" else "a")
        for text in texts
        for mark in ("", "。", "！")
    ]

    taken, held_out = learning.split(history)

    assert held_out
    assert {each.category for each in held_out} == {"a"}
    assert not {each.text[:9] for each in taken} & {each.text[:9] for each in held_out}
    assert sorted(each.text for each in [*taken, *held_out]) == sorted(
        each.text for each in history
    )


def command(*arguments, folder):
    """The trainer's command line without any environment, away from the city's settings."""
    return subprocess.run(
        [sys.executable, "-m", "services.intake", "judgement", "cross-validate", *arguments],
        cwd=ROOT,
        env={"HOME": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_trainer_measures_any_table_without_a_city(tmp_path):
    table = tmp_path / "messages.tsv"
    with table.open("w", encoding="gb18030", newline="") as file:
        rows = csv.writer(file, delimiter="\t")
        rows.writerow(["留言", "部门", "号"])
        rows.writerows([each.text, each.label, at] for at, each in enumerate(of_streets()))

    told = command(
        str(table), "--text", "留言", "--label", "部门", "--group", "号", "--folds", "3",
        folder=tmp_path,
    )  # fmt: skip

    assert told.returncode == 0, told.stderr
    figures = json.loads(told.stdout)
    assert (figures["labels"], figures["texts"]) == (3, 96)
    assert figures["accuracy"] == figures["macro_f1"] == 1
    assert list(tmp_path.iterdir()) == [table]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("text,label\n路灯,灯\n", "fewer than two labels"),
        ("text,label\n。。,灯\n！！,垃圾\n", "no texts with letters"),
        ("text,label\n路灯不亮,灯\n路灯不亮,车\n", "like every other one"),
    ],
)
def test_a_table_that_cannot_be_measured_is_refused_in_a_sentence(tmp_path, content, told):
    table = tmp_path / "texts.csv"
    table.write_text(content, "utf-8")

    answer = command(str(table), folder=tmp_path)

    assert answer.returncode == 1
    assert told in answer.stderr
    assert "Traceback" not in answer.stderr
