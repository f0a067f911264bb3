"""`python -m tests.judgement.weights`: the weights of the score of duplicates, fitted anew.

They are the likeliest under the pairs for fitting and under what was thought before any pair was
judged: guesses in the right proportion, made as sure as the pairs are, and not believed closer than
`SPREAD`. The other pairs are only for measuring.
"""

from dataclasses import asdict
from pathlib import Path

import numpy as np
from scipy.optimize import minimize

from services.intake.judgement.duplicates import Weights
from tests.judgement.pairs import Pair, read

HERE = Path(__file__).parent
GUESSES = Weights(
    bias=-0.5, far=-3.0, old=-5.0, same_minor=3.3, same_major=0.5, wording=3.0, photo=3.0
)
SPREAD = 2.0


def fitted(pairs: list[Pair]) -> Weights:
    """The likeliest weights."""
    near = [pair for pair in pairs if pair.within_reach]
    signs = np.array([pair.signs for pair in near])
    same = np.where([pair.same for pair in near], 1.0, -1.0)
    guesses = np.array(list(asdict(GUESSES).values()))

    def surprise(weights: np.ndarray) -> float:
        return float(np.log1p(np.exp(-same * (signs @ weights))).sum())

    sure = minimize(lambda scale: surprise(scale[0] * guesses), [1.0]).x[0]
    believed = sure * guesses
    found = minimize(
        lambda weights: surprise(weights) + (((weights - believed) / SPREAD) ** 2).sum() / 2,
        believed,
    )
    return Weights(*(round(float(each), 1) for each in found.x))


if __name__ == "__main__":
    print(fitted(read(HERE / "pairs_for_fitting.csv")))
