"""From scores to probabilities: temperatures, fitted on texts that no model had seen.

They are those under which the labels are likeliest (Guo et al., "On calibration of modern neural
networks", 2017). One alone is either too sure of clear texts or too unsure of others, so two are
mixed. What people decide in a hurry is now and then wrong; that is reckoned with, else a few slips
would make every verdict unsure.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from services.intake.judgement.model import ONE_TO_ONE, Floats, Heat

LOWEST, HIGHEST = 0.02, 5.0
MIXED_AT_MOST, SLIPS_AT_MOST = 0.5, 0.4
START = 0.1, 0.4, 0.1, 0.05
LEAST = 1e-6
"""No label is thought less probable: a single mistake must not decide everything."""
STEPS = 600
"""Evaluations of the likelihood; three hundred usually do."""


@dataclass(frozen=True)
class Unseen:
    """What was judged of texts by models that had not seen them.

    `scores` are texts x labels, minus infinity where a model knew no such label; `truth` holds the
    numbers of the labels that the texts have; `decided` says which of them were decided in
    passing, and may be slips.
    """

    rows: NDArray[np.intp]
    labels: tuple[str, ...]
    scores: Floats
    truth: NDArray[np.intp]
    decided: NDArray[np.bool_]

    def judged(self, heat: Heat) -> list[tuple[str | None, float]]:
        """The likeliest label of each text with its probability."""
        probable = heat.probabilities(self.scores)
        best = probable.argmax(axis=1)
        return [(self.labels[at], float(row[at])) for at, row in zip(best, probable, strict=True)]

    def told(self) -> list[str]:
        """The labels that the texts have."""
        return [self.labels[at] for at in self.truth]


@dataclass(frozen=True)
class Calibration:
    """`slips`: the share of decided labels that are wrong for no reason."""

    heat: Heat = ONE_TO_ONE
    slips: float = 0.0


def calibrated(unseen: Unseen) -> Calibration:
    """What makes the labels of unseen texts likeliest."""
    known = np.isfinite(unseen.scores[np.arange(len(unseen.truth)), unseen.truth])
    if not known.any():
        return Calibration()
    some = Unseen(
        unseen.rows[known],
        unseen.labels,
        unseen.scores[known],
        unseen.truth[known],
        unseen.decided[known],
    )
    most = HIGHEST, HIGHEST, MIXED_AT_MOST, SLIPS_AT_MOST if some.decided.any() else 0.0
    start = [min(each, limit) for each, limit in zip(START, most, strict=True)]
    found = minimize(
        partial(_surprise, some),
        start,
        bounds=list(zip((LOWEST, LOWEST, 0, 0), most, strict=True)),
        method="Nelder-Mead",
        options={"maxfev": STEPS},
    )
    one, other, share, slips = map(float, found.x)
    return Calibration(Heat(one, other, share), slips)


def slipped(unseen: Unseen, calibration: Calibration) -> NDArray[np.bool_]:
    """Decisions that are likelier slips than meant: their label is less probable than by chance."""
    meant = (1 - calibration.slips) * _of_truth(unseen, calibration.heat)
    return unseen.decided & (meant < calibration.slips / len(unseen.labels))


def _surprise(unseen: Unseen, parameters: Sequence[float]) -> float:
    *heat, slips = parameters
    share = np.where(unseen.decided, slips, 0.0)
    told = (1 - share) * _of_truth(unseen, Heat(*heat)) + share / len(unseen.labels)
    return -float(np.log(np.maximum(told, LEAST)).sum())


def _of_truth(unseen: Unseen, heat: Heat) -> Floats:
    found: Floats = heat.probabilities(unseen.scores)[np.arange(len(unseen.truth)), unseen.truth]
    return found
