"""How good judgements are: shares of right ones, by label and by confidence."""

from collections.abc import Sequence

import numpy as np

Judged = tuple[str | None, float]
"""A label and its probability."""


def accuracy(truth: Sequence[str], judged: Sequence[str | None]) -> float:
    """The share of right labels; 0 for none."""
    return sum(map(str.__eq__, truth, map(str, judged))) / len(truth) if truth else 0.0


def macro_f1(truth: Sequence[str], judged: Sequence[str | None]) -> float:
    """The mean F1 over the labels that occur in the truth, each counting the same."""
    scores = []
    for label in sorted(set(truth)):
        told = sum(each == label for each in judged)
        right = sum(one == each == label for one, each in zip(truth, judged, strict=True))
        scores.append(2 * right / (told + truth.count(label)))
    return sum(scores) / len(scores) if scores else 0.0


def calibration_error(truth: Sequence[str], judged: Sequence[Judged], *, bins: int = 10) -> float:
    """The expected calibration error: how far confidence is from the share that is right,
    averaged over equally wide bins of confidence, each weighing as much as it holds."""
    if not truth:
        return 0.0
    sure = np.array([probability for _, probability in judged])
    right = np.array([label == each for (label, _), each in zip(judged, truth, strict=True)])
    which = np.minimum((sure * bins).astype(int), bins - 1)
    off = [
        abs(sure[which == each].mean() - right[which == each].mean()) * (which == each).sum()
        for each in set(which.tolist())
    ]
    return float(sum(off) / len(truth))


def stability(before: Sequence[int], now: Sequence[int]) -> float:
    """The population stability index of two distributions over the same kinds: below 0.1 they
    are alike, above 0.25 something changed. Half a count is added so that none is empty."""
    old = np.array(before, float) + 0.5
    new = np.array(now, float) + 0.5
    old, new = old / old.sum(), new / new.sum()
    return float(((new - old) * np.log(new / old)).sum())
