"""A photo that is ready only after its report came: likeness counts then, too.

Phones send photo and report together, and pictures take longer to make than a judgement.
"""

from dataclasses import replace

from services.chassis.refusals import NotFound
from services.chassis.transaction import Transaction
from services.contracts.media import PhotoReady
from services.intake.domain.report import Status
from services.intake.judgement.duplicates import judge_duplicates, reach_of
from services.intake.store import judgements, reports


async def compare(event: PhotoReady, tx: Transaction) -> None:
    """Look for earlier reports again, now by this photo as well, and keep what is found as a
    further judgement of the same report. Nothing is announced: whoever reviews the report reads
    its last judgement."""
    if event.case_id is None:
        return
    try:
        report = await reports.lock(tx, event.case_id)
    except NotFound:
        return
    if report.status is not Status.WAITING or event.photo_id not in report.content.photo_ids:
        return
    kept = await judgements.of_report(tx, report.id)
    if not kept:
        return
    before = kept[0].record
    category = before.judgement.category.code
    content = report.content
    found = judge_duplicates(
        content,
        category_code=category,
        reported_at=report.reported_at,
        earlier=await reports.near(
            tx,
            content.place,
            besides=report.id,
            reach=reach_of(category),
            until=report.reported_at,
        ),
        looks=tuple((await reports.looks(tx, content.photo_ids)).values()),
    )
    if found != before.judgement.duplicates:
        judgement = before.judgement.model_copy(update={"duplicates": found})
        record = replace(before, judgement=judgement)
        await judgements.add(tx, record, report_id=report.id, report_version=report.version)
