"""Records that other platforms send, signed with a key of theirs."""

from collections import Counter

from fastapi import Response

from services.chassis.web import CurrentRuntime, router
from services.intake import metrics
from services.intake.external.signed import SignedRequest
from services.intake.external.taking import take
from services.intake.routes.external_bodies import RecordAnswer, RecordAnswers, SentRecords

routes = router()


@routes.post("/external/{source}", response_model=RecordAnswers)
async def send(body: SentRecords, signed: SignedRequest, runtime: CurrentRuntime) -> Response:
    """Send records, up to 500: each is taken in once under the platform's own id, one that
    changed updates what it told; what became of each is answered."""
    async with signed.begin() as tx:
        found = await take(tx, runtime, signed.source, body.records)
        answers = RecordAnswers(records=list(map(RecordAnswer.of, found)))
        answer = signed.answer(200, answers)
    for outcome, count in Counter(each.outcome for each in found).items():
        metrics.external_records.labels(signed.source.code, outcome).inc(count)
    return answer
