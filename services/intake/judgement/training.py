"""Training: a linear support-vector machine over tf-idf of pieces, calibrated on unseen texts.

Run as a module it is a process of its own: examples come on the standard input, the
model goes to the standard output.
"""

import os
import sys
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

from services.intake.judgement import measures
from services.intake.judgement.calibration import Calibration, Unseen, calibrated, slipped
from services.intake.judgement.counted import Counted, Fitted, Rows
from services.intake.judgement.examples import Example, unpacked
from services.intake.judgement.groups import agreed, groups
from services.intake.judgement.model import Floats, Model

FOLDS = 5
LOW_PRIORITY = 10


class TooFewExamples(Exception):
    """A classifier needs two labels at least, and texts with letters in them."""


@dataclass(frozen=True)
class Material:
    """Examples made ready: `kinds` are the groups that stay together, -1 for what is in every
    training; `labels` what is trained on, where most of those who said the same overrule few."""

    examples: Sequence[Example]
    table: Counted
    kinds: Sequence[int]
    labels: Sequence[str]

    @classmethod
    def of(cls, examples: Sequence[Example], *, kinds: Sequence[int] | None = None) -> "Material":
        """`kinds` are those of the spoken examples, else groups of near-identical texts."""
        spoken = [at for at, each in enumerate(examples) if each.spoken]
        if kinds is None:
            kinds = groups([examples[at].text for at in spoken])
        apart = [-1] * len(examples)
        labels = [each.label for each in examples]
        told = agreed([examples[at].text for at in spoken], [labels[at] for at in spoken])
        for at, kind, label in zip(spoken, kinds, told, strict=True):
            apart[at], labels[at] = kind, label
        try:
            table = Counted.of([each.text for each in examples])
        except ValueError as error:
            raise TooFewExamples from error
        return cls(examples, table, apart, labels)

    def fit(self, rows: Rows) -> Fitted:
        """A model of these examples that is not calibrated."""
        labels = [self.labels[at] for at in rows.tolist()]
        if len(set(labels)) < 2:
            raise TooFewExamples
        return self.table.fit(rows, labels, [self.examples[at].weight for at in rows.tolist()])


def train(examples: Sequence[Example], *, folds: int = FOLDS) -> Model:
    """The calibrated model of all examples but slips, with its cross-validated figures."""
    material = Material.of(examples)
    unseen = judge_unseen(material, folds=folds)
    calibration = calibrated(unseen)
    slips = set(unseen.rows[slipped(unseen, calibration)].tolist())
    rows = np.array([at for at in range(len(examples)) if at not in slips], np.intp)
    figures = {
        **_figures(unseen, calibration),
        "examples": len(examples),
        "left_out": len(slips),
    }
    model = material.fit(rows).model
    return replace(model, heat=calibration.heat, figures=figures)


def cross_validate(
    examples: Sequence[Example], *, folds: int = FOLDS, kinds: Sequence[int] | None = None
) -> dict[str, float]:
    """Accuracy, macro-F1 and calibration error over folds that keep groups together: those
    given in `kinds`, else groups of near-identical texts. Truth is what each text's own label
    says; `overruled` counts those whose group says otherwise."""
    material = Material.of(examples, kinds=kinds)
    unseen = judge_unseen(material, folds=folds)
    overruled = sum(
        each.label != label for each, label in zip(examples, material.labels, strict=True)
    )
    return {
        **_figures(unseen, calibrated(unseen)),
        "groups": len(set(material.kinds)),
        "overruled": overruled,
    }


def judge_unseen(material: Material, *, folds: int) -> Unseen:
    """Judge every spoken example by a model that has seen none of its group."""
    labels = sorted({each.label for each in material.examples} | set(material.labels))
    numbers = {label: at for at, label in enumerate(labels)}
    kinds = np.array(material.kinds)
    spoken, always = np.flatnonzero(kinds >= 0), np.flatnonzero(kinds < 0)
    rows: list[Rows] = []
    scores: list[Floats] = []
    for seen, unseen in _splits(
        [material.labels[at] for at in spoken.tolist()], kinds[spoken], folds
    ):
        try:
            fitted = material.fit(np.concatenate([always, spoken[seen]]))
        except TooFewExamples:
            continue
        found = np.full((len(unseen), len(labels)), -np.inf, np.float32)
        found[:, [numbers[each] for each in fitted.model.labels]] = fitted.scores(
            material.table, spoken[unseen]
        )
        rows.append(spoken[unseen])
        scores.append(found)
    judged = np.concatenate(rows) if rows else np.empty(0, np.intp)
    return Unseen(
        rows=judged,
        labels=tuple(labels),
        scores=np.concatenate(scores) if scores else np.empty((0, len(labels)), np.float32),
        truth=np.array([numbers[material.examples[at].label] for at in judged.tolist()], np.intp),
        decided=np.array([material.examples[at].decided for at in judged.tolist()], bool),
    )


def _splits(labels: Sequence[str], kinds: Rows, folds: int) -> list[tuple[Rows, Rows]]:
    """Parts of the whole, each label in every part as far as groups allow."""
    folds = min(folds, len(set(kinds.tolist())))
    if folds < 2:
        return []
    splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=1)
    with warnings.catch_warnings():
        # A label with fewer texts than folds is trained on in some of them; that is meant.
        warnings.simplefilter("ignore", UserWarning)
        return list(splitter.split(np.zeros(len(labels)), labels, kinds))


def _figures(unseen: Unseen, calibration: Calibration) -> dict[str, float]:
    truth, judged = unseen.told(), unseen.judged(calibration.heat)
    labels = [label for label, _ in judged]
    return {
        "texts": len(truth),
        "accuracy": round(measures.accuracy(truth, labels), 4),
        "macro_f1": round(measures.macro_f1(truth, labels), 4),
        "calibration_error": round(measures.calibration_error(truth, judged), 4),
        "slips": round(calibration.slips, 3),
    }


def main(read: Callable[[], bytes], write: Callable[[bytes], object]) -> None:
    os.nice(LOW_PRIORITY)
    write(train(unpacked(read())).dump())


if __name__ == "__main__":
    main(sys.stdin.buffer.read, sys.stdout.buffer.write)
