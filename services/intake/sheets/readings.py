"""What a cell was understood to say: a value, how surely, and how it was found."""

from dataclasses import dataclass
from typing import Generic, TypeVar

T_co = TypeVar("T_co", covariant=True)


@dataclass(frozen=True)
class Reading(Generic[T_co]):
    """`how` is a stable word like `exact`, `typo` or `serial`; a confidence is 0..1."""

    value: T_co
    confidence: float = 1.0
    how: str = "exact"
