"""Imports of spreadsheets and their pictures: the work that intake's workers share."""

from collections.abc import Awaitable, Callable, Mapping

from services.chassis import garbage
from services.chassis.blueprint import Work, Works
from services.chassis.due import Claim
from services.chassis.runtime import Runtime
from services.chassis.settings import Settings
from services.intake.domain.spreadsheet_import import SpreadsheetImport, Status
from services.intake.imports.comparing import preview
from services.intake.imports.handing_over import hand_over
from services.intake.imports.surveying import survey
from services.intake.imports.writing import undo, write
from services.intake.store import imports
from services.intake.store.cell_photos import CELL_PHOTOS
from services.intake.store.imports import IMPORTS

Step = Callable[[Runtime, Claim, SpreadsheetImport], Awaitable[None]]
STEPS: Mapping[Status, Step] = {
    Status.READING: survey,
    Status.COMPARING: preview,
    Status.WRITING: write,
    Status.UNDOING: undo,
}


async def go_on(runtime: Runtime, claim: Claim) -> None:
    """Do the import's next step."""
    async with runtime.database.read() as tx:
        found = await imports.find(tx, claim.id)
    step = STEPS.get(found.status)
    if step is not None:
        with garbage.building():
            await step(runtime, claim, found)
        return
    # It was cancelled between the claim and the look.
    async with runtime.database.begin() as tx:
        await IMPORTS.finish(tx, claim)


def at_once(settings: Settings) -> int:
    """One: a reader takes a processor and half a gigabyte."""
    return 1


WORKS = Works([Work(IMPORTS, go_on), Work(CELL_PHOTOS, hand_over)], at_once=at_once)
"""What is due for imports, and for the pictures of those that were written."""
