"""Texts as a table of counted pieces: read once, then trained on and judged in parts.

Judging in bulk gives the scores that the model itself gives text by text.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array, diags_array
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.svm import LinearSVC

from services.intake.judgement.model import Floats, Model
from services.intake.judgement.text import LONGEST, grams

LONG, MANY = 30, 5_000
"""Characters of the mean text, and texts, from which on pieces of three Chinese characters do
better, and a single text should be trusted less."""
LONGEST_OF_LONG = 3
STRICTNESS, STRICTNESS_OF_LONG = 1.0, 0.5
"""How much a text on the wrong side costs (LinearSVC's C)."""
WEIGHTS_AT_MOST = 8_000_000
"""Pieces x labels: 32 MB of memory, which the city's 250 minors share."""
PIECES_AT_MOST = 400_000

Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Counted:
    """`counts` are texts x pieces; `pieces` are sorted. `long`: they are many long texts."""

    pieces: NDArray[np.str_]
    counts: csr_array
    long: bool

    @classmethod
    def of(cls, texts: Sequence[str]) -> "Counted":
        """Count the pieces of every text."""
        long = len(texts) > MANY and sum(map(len, texts)) > LONG * len(texts)
        longest = LONGEST_OF_LONG if long else LONGEST
        counter = CountVectorizer(analyzer=partial(grams, longest=longest), dtype=np.float32)
        counts = csr_array(counter.fit_transform(texts))
        return cls(counter.get_feature_names_out(), counts, long)

    def fit(self, rows: Rows, labels: Sequence[str], weights: Sequence[float]) -> "Fitted":
        """A model of these rows, not calibrated; `labels` and `weights` are theirs."""
        names = sorted(set(labels))
        counts = self.counts[rows]
        columns = _kept(counts, most=min(PIECES_AT_MOST, WEIGHTS_AT_MOST // len(names)))
        counts = csr_array(counts[:, columns])
        occurring = counts.count_nonzero(axis=0)
        idf = (np.log((1 + len(rows)) / (1 + occurring)) + 1).astype(np.float32)
        machine = LinearSVC(C=STRICTNESS_OF_LONG if self.long else STRICTNESS, random_state=1)
        machine.fit(_weighed(counts, idf), list(labels), sample_weight=list(weights))
        coefficients, bias = machine.coef_, machine.intercept_
        if len(names) == 2:
            coefficients = np.vstack([-coefficients, coefficients])
            bias = np.hstack([-bias, bias])
        model = Model(
            labels=tuple(names),
            pieces=tuple(self.pieces[columns]),
            idf=idf,
            weights=np.ascontiguousarray(coefficients.T, np.float32),
            bias=bias.astype(np.float32),
            longest=LONGEST_OF_LONG if self.long else LONGEST,
        )
        return Fitted(model, columns)


@dataclass(frozen=True)
class Fitted:
    """A model with the columns that its pieces have in the table."""

    model: Model
    columns: Rows

    def scores(self, table: Counted, rows: Rows) -> Floats:
        """Rows x labels: what `Model.scores` tells of each text."""
        whole = table.counts[rows]
        known = csr_array(whole[:, self.columns])
        unknown = whole.count_nonzero(axis=1) - known.count_nonzero(axis=1)
        model = self.model
        found: Floats = _weighed(known, model.idf, unknown=unknown) @ model.weights + model.bias
        return found


def _kept(counts: csr_array, *, most: int) -> Rows:
    """The columns of pieces that occur, the commonest of them."""
    occurring = counts.count_nonzero(axis=0)
    kept = np.flatnonzero(occurring)
    if len(kept) > most:
        kept = np.sort(kept[np.argsort(-occurring[kept], kind="stable")[:most]])
    return kept


def _weighed(
    counts: csr_array, idf: Floats, *, unknown: NDArray[np.intp] | None = None
) -> csr_array:
    """tf-idf, each text 1 long together with its unknown pieces."""
    weighed = counts.copy()
    weighed.data = (1 + np.log(weighed.data)) * idf[weighed.indices]
    squares = (weighed * weighed).sum(axis=1)
    if unknown is not None:
        squares = squares + unknown * idf.max(initial=0) ** 2
    lengths = np.sqrt(squares)
    lengths[lengths == 0] = 1
    return csr_array(diags_array((1 / lengths).astype(np.float32)) @ weighed)
