"""Learning from what people decided: trained beside the service, taken only if not worse.

A tenth of the decided texts, whole groups of near-identical ones, is never trained on by any
model, so that the present and the next one can be compared on it.
"""

import asyncio
import sys
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zlib import crc32

from services.chassis import logs, reference_lists
from services.chassis.database import Database
from services.chassis.history import SYSTEM
from services.intake.domain.reference import Category
from services.intake.judgement import measures
from services.intake.judgement.examples import Example, first_examples, minors, packed
from services.intake.judgement.groups import agreed, groups
from services.intake.judgement.model import Model
from services.intake.store import judgements, models, reference
from services.intake.store.judgements import Decided
from services.intake.store.models import Trained

log = logs.get()

LIST = "judgement"
HISTORY = 20_000
"""Decided texts that are learned from, the last ones."""
HELD_OUT = 10
"""One group in so many is kept for the comparison."""
NEW, NEW_SHARE = 100, 0.1
"""New decisions after which it learns again: so many, and so many to one known before."""
ENOUGH = 30
"""Held-out texts below which a comparison says nothing."""
COMMAND = (sys.executable, "-m", "services.intake.judgement.training")
"""Not imported: what trains takes a quarter of the memory that the whole city rests in."""
FAILED_PAUSE = timedelta(minutes=10)
"""Before a training that came to nothing is tried again."""


@dataclass(frozen=True)
class Lesson:
    """What a training takes, and what it is measured on afterwards."""

    model_id: int
    examples: list[Example]
    held_out: list[Decided]


@dataclass
class Learning:
    """Trains in a process of its own; at most one at a time in the whole city."""

    database: Database
    _task: asyncio.Task[None] | None = None
    _process: asyncio.subprocess.Process | None = field(default=None, repr=False)

    async def look(self) -> None:
        """Begin a training in the background if one is due."""
        if self._task is not None and not self._task.done():
            return
        lesson = await prepare(self.database)
        if lesson is not None:
            self._task = asyncio.create_task(self._learn(lesson), name="learning")

    async def close(self) -> None:
        """Give up what is in hand: it begins anew elsewhere, or at the next start."""
        if self._task is None or self._task.done():
            return
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
        await self._task

    async def _learn(self, lesson: Lesson) -> None:
        try:
            await self.learn(lesson)
        except Exception as error:
            log.warning("training failed", model=lesson.model_id, exc_info=error)
            await self._give_up(lesson)

    async def learn(self, lesson: Lesson) -> str:
        """Train, measure, and take the model if it is not worse; what became of it."""
        self._process = await asyncio.create_subprocess_exec(
            *COMMAND, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
        )
        content, _ = await self._process.communicate(packed(lesson.examples))
        if self._process.returncode:
            await self._give_up(lesson)
            return models.FAILED
        return await take(self.database, lesson, content)

    async def _give_up(self, lesson: Lesson) -> None:
        async with self.database.begin() as tx:
            await models.finish(tx, lesson.model_id, status=models.FAILED, figures={})


async def prepare(database: Database, *, anyway: bool = False) -> Lesson | None:
    """Claim the next training and gather what it takes; `None` when none is due."""
    async with database.begin() as tx:
        await reference_lists.lock(tx, LIST)
        if await models.in_hand(tx):
            return None
        version = await reference_lists.version(tx, "categories")
        last = await models.last(tx)
        new = await judgements.decided_since(tx, last.started_at if last else None)
        if not version or not (anyway or _is_due(last, version=version, new=new, at=tx.at)):
            return None
        categories = await reference.categories(tx)
        if len(minors(categories)) < 2:
            return None
        history = await judgements.decided(tx, limit=HISTORY)
        model_id = await models.begin(tx, categories_version=version, decided=len(history))
    known = {each.code for each in categories}
    history = [each for each in history if each.category in known]
    return await asyncio.to_thread(_lesson, model_id, categories, history)


def _is_due(last: Trained | None, *, version: int, new: int, at: datetime) -> bool:
    if last is None or last.categories_version != version:
        return True
    if last.status in (models.FAILED, models.TRAINING):
        return at - last.started_at > FAILED_PAUSE
    return new >= max(NEW, NEW_SHARE * last.decided)


def _lesson(model_id: int, categories: list[Category], history: list[Decided]) -> Lesson:
    taken, held_out = split(history)
    examples = [
        *first_examples(categories),
        *(Example(each.text, each.category, decided=True) for each in taken),
    ]
    return Lesson(model_id, examples, held_out)


def split(history: list[Decided]) -> tuple[list[Decided], list[Decided]]:
    """What may be trained on, and what never is. A group is told by its first member, so that
    it stays on its side as history grows. Nobody is measured by a label that most of those who
    had the same before them overruled."""
    texts = [each.text for each in history]
    labels = agreed(texts, [each.category for each in history])
    aside = [crc32(texts[leader].encode()) % HELD_OUT == 0 for leader in groups(texts)]
    return (
        [each for each, out in zip(history, aside, strict=True) if not out],
        [
            Decided(text, label)
            for text, label, out in zip(texts, labels, aside, strict=True)
            if out
        ],
    )


async def take(database: Database, lesson: Lesson, content: bytes) -> str:
    """Keep a trained model, and let it judge unless the present one did better."""
    model = await asyncio.to_thread(Model.load, content)
    async with database.read() as tx:
        present_id = await models.in_use(tx)
        before = None if present_id is None else await models.content(tx, present_id)
    figures: dict[str, Any] = dict(model.figures)
    figures["held_out"] = await asyncio.to_thread(measure, model, lesson.held_out)
    worse = False
    if before is not None:
        present = await asyncio.to_thread(Model.load, before)
        figures["held_out_before"] = await asyncio.to_thread(measure, present, lesson.held_out)
        worse = is_worse(figures["held_out"], than=figures["held_out_before"])
    async with database.begin() as tx:
        state = await reference_lists.lock(tx, LIST)
        status = models.WORSE if worse else models.KEPT
        await models.finish(tx, lesson.model_id, status=status, figures=figures, content=content)
        if worse:
            return models.WORSE
        await models.use(tx, lesson.model_id)
        await reference_lists.raise_version(tx, state, by=SYSTEM)
    return models.IN_USE


def is_worse(figures: dict[str, float], *, than: dict[str, float]) -> bool:
    """Whether a model did worse on enough texts to say so."""
    return figures["texts"] >= ENOUGH and figures["accuracy"] < than["accuracy"]


def measure(model: Model, held_out: list[Decided]) -> dict[str, float]:
    """How a model does on texts that it has not seen."""
    truth = [each.category for each in held_out]
    judged = model.likeliest([each.text for each in held_out])
    labels = [label for label, _ in judged]
    return {
        "texts": len(held_out),
        "accuracy": round(measures.accuracy(truth, labels), 4),
        "macro_f1": round(measures.macro_f1(truth, labels), 4),
        "calibration_error": round(measures.calibration_error(truth, judged), 4),
    }
