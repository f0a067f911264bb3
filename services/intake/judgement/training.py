"""Training: a linear support-vector machine over tf-idf of pieces, calibrated on unseen texts.

Run as a module it is a process of its own: examples come on the standard input, the
model goes to the standard output.
"""

import os
import sys
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from scipy.optimize import minimize_scalar
from scipy.special import log_softmax, softmax
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.model_selection import StratifiedGroupKFold
from sklearn.svm import LinearSVC

from services.intake.judgement import measures
from services.intake.judgement.examples import Example, unpacked
from services.intake.judgement.groups import groups
from services.intake.judgement.model import Floats, Model
from services.intake.judgement.text import grams

FOLDS = 5
WEIGHTS_AT_MOST = 8_000_000
"""Pieces x labels: 32 MB of memory, which the city's 250 minors share."""
PIECES_AT_MOST = 400_000
RARE = 5_000
"""Texts from which on a piece of a single one is left out."""
TEMPERATURES = 0.02, 5.0
"""The lowest and the highest."""
LOW_PRIORITY = 10


class TooFewExamples(Exception):
    """A classifier needs two labels at least."""


@dataclass(frozen=True)
class Outcome:
    """What was judged of texts that a model had not seen."""

    truth: list[str]
    judged: list[str]
    scores: list[Floats]
    labels: list[tuple[str, ...]]


def train(examples: Sequence[Example], *, folds: int = FOLDS) -> Model:
    """The calibrated model of all examples, with its cross-validated figures."""
    outcome = judge_unseen(examples, folds=folds)
    temperature = _temperature(outcome)
    figures = {**_figures(outcome, temperature), "examples": len(examples)}
    return replace(_fit(examples), temperature=temperature, figures=figures)


def cross_validate(
    examples: Sequence[Example], *, folds: int = FOLDS, kinds: Sequence[int] | None = None
) -> dict[str, float]:
    """Accuracy, macro-F1 and calibration error over folds that keep groups together: those
    given in `kinds`, else groups of near-identical texts."""
    outcome = judge_unseen(examples, folds=folds, kinds=kinds)
    return _figures(outcome, _temperature(outcome))


def judge_unseen(
    examples: Sequence[Example], *, folds: int, kinds: Sequence[int] | None = None
) -> Outcome:
    """Judge every spoken example by a model that has seen none of its group."""
    spoken = [each for each in examples if each.spoken]
    always = [each for each in examples if not each.spoken]
    apart = list(kinds) if kinds is not None else groups([each.text for each in spoken])
    outcome = Outcome([], [], [], [])
    folds = min(folds, len(set(apart)))
    if folds < 2:
        return outcome
    splitter = StratifiedGroupKFold(folds, shuffle=True, random_state=1)
    labels = [each.label for each in spoken]
    with warnings.catch_warnings():
        # A label with fewer texts than folds is trained on in some of them; that is meant.
        warnings.simplefilter("ignore", UserWarning)
        splits = list(splitter.split(labels, labels, apart))
    for seen, unseen in splits:
        training = [*always, *(spoken[at] for at in seen)]
        if len({each.label for each in training}) < 2:
            continue
        model = _fit(training)
        for at in unseen:
            scores = model.scores(spoken[at].text)
            outcome.truth.append(spoken[at].label)
            outcome.judged.append(model.labels[int(np.argmax(scores))])
            outcome.scores.append(scores)
            outcome.labels.append(model.labels)
    return outcome


def _fit(examples: Sequence[Example]) -> Model:
    """A model that is not calibrated."""
    labels = sorted({each.label for each in examples})
    if len(labels) < 2:
        raise TooFewExamples
    vectorizer = TfidfVectorizer(
        analyzer=grams,
        sublinear_tf=True,
        dtype=np.float32,
        min_df=2 if len(examples) > RARE else 1,
        max_features=min(PIECES_AT_MOST, WEIGHTS_AT_MOST // len(labels)),
    )
    vectors = vectorizer.fit_transform([each.text for each in examples])
    machine = LinearSVC(C=1.0, random_state=1)
    machine.fit(
        vectors,
        [each.label for each in examples],
        sample_weight=[each.weight for each in examples],
    )
    weights, bias = machine.coef_, machine.intercept_
    if len(labels) == 2:
        weights, bias = np.vstack([-weights, weights]), np.hstack([-bias, bias])
    return Model(
        labels=tuple(labels),
        pieces=tuple(vectorizer.get_feature_names_out()),
        idf=vectorizer.idf_.astype(np.float32),
        weights=np.ascontiguousarray(weights.T, np.float32),
        bias=bias.astype(np.float32),
    )


def _temperature(outcome: Outcome) -> float:
    """The temperature under which the truth of unseen texts is likeliest (Guo et al., 2017)."""
    told = [
        (scores, labels.index(truth))
        for truth, scores, labels in zip(outcome.truth, outcome.scores, outcome.labels, strict=True)
        if truth in labels
    ]
    if not told:
        return 1.0
    found = minimize_scalar(partial(_surprise, told), bounds=TEMPERATURES, method="bounded")
    return float(found.x)


def _surprise(told: Sequence[tuple[Floats, int]], temperature: float) -> float:
    return -sum(float(log_softmax(scores / temperature)[truth]) for scores, truth in told)


def _figures(outcome: Outcome, temperature: float) -> dict[str, float]:
    sure = [float(softmax(scores / temperature).max()) for scores in outcome.scores]
    judged = list(zip(outcome.judged, sure, strict=True))
    return {
        "texts": len(outcome.truth),
        "accuracy": round(measures.accuracy(outcome.truth, outcome.judged), 4),
        "macro_f1": round(measures.macro_f1(outcome.truth, outcome.judged), 4),
        "calibration_error": round(measures.calibration_error(outcome.truth, judged), 4),
    }


def main(read: Callable[[], bytes], write: Callable[[bytes], object]) -> None:
    os.nice(LOW_PRIORITY)
    write(train(unpacked(read())).dump())


if __name__ == "__main__":
    main(sys.stdin.buffer.read, sys.stdout.buffer.write)
