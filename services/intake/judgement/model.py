"""A trained classifier of texts, as plain arrays: judging needs nothing but these and numpy.

Scores are `tf-idf · weights + bias`; probabilities come of them by temperatures that were fitted on
texts the classifier had not seen. What it read is shown as words.
"""

import io
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from services.intake.judgement.text import LONGEST, WORD, grams

Floats = NDArray[np.float32]

SHOWN = 4
"""Words shown for a candidate."""
MOST = 2000
"""Different pieces of one text that are looked at."""


class NoModel(Exception):
    """These bytes are no model."""


@dataclass(frozen=True)
class Candidate:
    """A label, how probable it is (0..1), and the words that speak most for it."""

    label: str
    probability: float
    words: tuple[str, ...]


@dataclass(frozen=True)
class Heat:
    """How scores become probabilities: by the softmax of scores over a temperature, mixed with a
    share of that over another one."""

    temperature: float = 1.0
    other: float = 1.0
    share: float = 0.0

    def probabilities(self, scores: Floats, boosts: Floats | float = 0.0) -> Floats:
        """Over the last axis; `boosts` add to the log of the odds."""
        alone = _softmax(scores / self.temperature + boosts)
        mixed: Floats = (1 - self.share) * alone
        if self.share:
            mixed = mixed + self.share * _softmax(scores / self.other + boosts)
        return mixed


ONE_TO_ONE = Heat()


def _softmax(scores: Floats) -> Floats:
    powers: Floats = np.exp(scores - scores.max(axis=-1, keepdims=True))
    found: Floats = powers / powers.sum(axis=-1, keepdims=True)
    return found


@dataclass(frozen=True)
class Model:
    """`weights` are pieces x labels; `idf` has one entry per piece, `bias` one per label;
    `longest` is that of Chinese pieces, in characters."""

    labels: tuple[str, ...]
    pieces: tuple[str, ...]
    idf: Floats
    weights: Floats
    bias: Floats
    heat: Heat = ONE_TO_ONE
    longest: int = LONGEST
    figures: dict[str, Any] = field(default_factory=dict)

    @cached_property
    def _rarest(self) -> float:
        return float(self.idf.max())

    @cached_property
    def _places(self) -> dict[str, int]:
        return {piece: place for place, piece in enumerate(self.pieces)}

    def candidates(
        self, text: str, *, boosts: dict[str, float] | None = None, shown: int = 3
    ) -> list[Candidate]:
        """The likeliest labels first; none for a text of which it knows no piece.

        `boosts` add to the log of a label's odds what is known beside the text.
        """
        places, values = self._vector(text)
        if not len(places) and not boosts:
            return []
        raised = np.zeros(len(self.labels), np.float32)
        for label, boost in (boosts or {}).items():
            if label in self.labels:
                raised[self.labels.index(label)] += boost
        probabilities = self.heat.probabilities(self._scores(places, values), raised)
        order = np.argsort(-probabilities, kind="stable")[:shown]
        return [
            Candidate(
                self.labels[label], float(probabilities[label]), self._words(places, values, label)
            )
            for label in order
        ]

    def likeliest(self, texts: Sequence[str]) -> list[tuple[str | None, float]]:
        """The likeliest label of each text with its probability, without words: for many texts."""
        found: list[tuple[str | None, float]] = []
        for text in texts:
            places, values = self._vector(text)
            if not len(places):
                found.append((None, 0.0))
                continue
            probabilities = self.heat.probabilities(self._scores(places, values))
            best = int(np.argmax(probabilities))
            found.append((self.labels[best], float(probabilities[best])))
        return found

    def scores(self, text: str) -> Floats:
        """What speaks for each label, before it is made a probability."""
        return self._scores(*self._vector(text))

    def _scores(self, places: NDArray[np.intp], values: Floats) -> Floats:
        found: Floats = values @ self.weights[places] + self.bias
        return found

    def _vector(self, text: str) -> tuple[NDArray[np.intp], Floats]:
        """The known pieces of a text and their tf-idf, 1 long together with the unknown ones:
        a text of which little is known says little."""
        known = self._places
        counts = Counter(grams(text, longest=self.longest))
        read = [(known[piece], times) for piece, times in counts.items() if piece in known]
        places = np.array([place for place, _ in read[:MOST]], np.intp)
        times = np.array([times for _, times in read[:MOST]], np.float32)
        values = (1 + np.log(times)) * self.idf[places]
        unknown = (len(counts) - len(read)) * self._rarest**2
        length = float(np.sqrt(values @ values + unknown))
        return places, values / length if length else values

    def _words(self, places: NDArray[np.intp], values: Floats, label: int) -> tuple[str, ...]:
        """The pieces that raise a label most, longer ones instead of their parts."""
        weights = self.weights[places]
        raises = values * (weights[:, label] - weights.mean(axis=1))
        words: list[str] = []
        for at in np.argsort(-raises):
            piece = self.pieces[places[at]]
            if raises[at] <= 0 or len(words) == SHOWN:
                break
            if piece[0] != WORD and piece.isascii():
                continue
            word = piece.removeprefix(WORD)
            if not any(word in other for other in words):
                words = [other for other in words if other not in word] + [word]
        return tuple(words)

    def dump(self) -> bytes:
        """The model as an npz archive without pickles."""
        whole = io.BytesIO()
        about = {
            "heat": asdict(self.heat),
            "longest": self.longest,
            "figures": self.figures,
        }
        np.savez_compressed(
            whole,
            labels=_text(self.labels),
            pieces=_text(self.pieces),
            idf=self.idf,
            weights=self.weights.astype(np.float16),
            bias=self.bias,
            about=_text([json.dumps(about, ensure_ascii=False)]),
        )
        return whole.getvalue()

    @classmethod
    def load(cls, content: bytes) -> "Model":
        """What `dump` made. Never runs code from the content; `NoModel` when it is none."""
        try:
            return cls._load(content)
        except (ValueError, KeyError, OSError, EOFError, BadZipFile) as error:
            raise NoModel(str(error)) from error

    @classmethod
    def _load(cls, content: bytes) -> "Model":
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            about = json.loads(_lines(arrays["about"])[0])
            # Kept before there were two temperatures.
            heat = about.pop("heat", None) or {"temperature": about.pop("temperature")}
            return cls(
                labels=_lines(arrays["labels"]),
                pieces=_lines(arrays["pieces"]),
                idf=arrays["idf"].astype(np.float32),
                weights=arrays["weights"].astype(np.float32),
                bias=arrays["bias"].astype(np.float32),
                heat=Heat(**heat),
                **about,
            )


def _text(lines: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(lines).encode(), np.uint8)


def _lines(array: NDArray[np.uint8]) -> tuple[str, ...]:
    return tuple(array.tobytes().decode().split("\n"))
