"""The judgement over HTTP: why a report was judged so, how good it is, and which model judges."""

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Response
from pydantic import BaseModel, Field

from services.chassis import reference_lists
from services.chassis.callers import CurrentCaller
from services.chassis.commands import Changing, etag
from services.chassis.web import CurrentRuntime, OwnDatabase, router
from services.contracts.intake import Judgement
from services.intake import agreement, resources, trial
from services.intake.agreement import Period
from services.intake.domain.reference import RoutingRule
from services.intake.learning import LIST
from services.intake.routes.reference import RoutingRules, require_organisations
from services.intake.routes.rights import require_visible
from services.intake.store import judgements, models, reference, reports
from services.intake.store.judgements import Kept

LISTED = 20

routes = router()


class DecisionView(BaseModel):
    """What people decided: `category` and `organisation_id` as they were in the end."""

    outcome: str
    at: datetime
    category: str | None
    organisation_id: UUID | None


class JudgementView(BaseModel):
    """A judgement with what it was made of and what it was made by, and the correction beside it.

    `explanation` says why what is missing matters and which words speak of danger, in both
    languages; `model_id` is empty where keywords told the category.
    """

    report_version: int
    at: datetime
    model_id: int | None
    lists: dict[str, int]
    inputs: dict[str, Any]
    judgement: Judgement
    explanation: dict[str, Any]
    decision: DecisionView | None
    transferred_to: UUID | None

    @classmethod
    def of(cls, kept: Kept) -> "JudgementView":
        record, decision = kept.record, kept.decision
        return cls(
            report_version=kept.report_version,
            at=kept.at,
            model_id=record.model_id,
            lists=record.lists,
            inputs=record.inputs,
            judgement=record.judgement,
            explanation=record.explanation,
            decision=DecisionView.model_validate(decision, from_attributes=True)
            if decision
            else None,
            transferred_to=kept.transferred_to,
        )


class Judgements(BaseModel):
    items: list[JudgementView]


class ModelView(BaseModel):
    """A training: `status` is training, in_use, kept, worse or failed; `decided` counts the
    decisions it learned from."""

    id: int
    status: str
    started_at: datetime
    finished_at: datetime | None
    categories_version: int
    decided: int
    figures: dict[str, Any]


class ModelChoice(BaseModel):
    model_id: int = Field(ge=1, le=2**31 - 1)


class PeriodView(BaseModel):
    """Of so many decided reports, how many categories were judged right or left open, and how
    many organisations were right; `share` is right ones among those judged."""

    since: datetime
    until: datetime
    decided: int
    right: int
    open: int
    organisation_right: int
    share: float | None

    @classmethod
    def of(cls, period: Period) -> "PeriodView":
        return cls.model_validate(period, from_attributes=True)


class Standing(BaseModel):
    """How the judgement does. `drift`: below 0.1 nothing changed, above 0.25 much did."""

    recent: PeriodView
    weeks: list[PeriodView]
    drift: float | None
    models: list[ModelView]


class TriedRules(RoutingRules):
    days: int = Field(default=90, ge=1, le=3650)


class MovedView(BaseModel):
    from_id: UUID | None
    to_id: UUID | None
    times: int
    descriptions: list[str]


class TrialView(BaseModel):
    """What the rules would have moved; `silent` counts problems for which they name nobody."""

    tried: int
    moved: list[MovedView]
    silent: int


@routes.get("/reports/{report_id}/judgements", response_model=Judgements)
async def list_judgements(
    report_id: UUID, caller: CurrentCaller, database: OwnDatabase
) -> Judgements:
    """Every judgement of a report, the last one first, each with the correction beside it."""
    async with database.read() as tx:
        require_visible(await reports.find(tx, report_id), caller)
        found = await judgements.of_report(tx, report_id)
    return Judgements(items=[JudgementView.of(each) for each in found])


@routes.get("/judgement", response_model=Standing)
async def read_standing(
    caller: CurrentCaller, database: OwnDatabase, response: Response
) -> Standing:
    """How judgement and reviewers agree, whether reports have changed, and the last models."""
    caller.require_everywhere("administrator")
    async with database.read() as tx:
        response.headers["ETag"] = etag(await reference_lists.version(tx, LIST))
        recent, weeks = await agreement.recent(tx), await agreement.weeks(tx)
        drift = await agreement.drift(tx)
        trained = await models.listed(tx, limit=LISTED)
    return Standing(
        recent=PeriodView.of(recent),
        weeks=[PeriodView.of(each) for each in weeks],
        drift=drift,
        models=[ModelView.model_validate(each, from_attributes=True) for each in trained],
    )


@routes.put("/judgement/model", response_model=ModelView)
async def use_model(body: ModelChoice, command: Changing) -> Response:
    """Let a model that is kept judge from now on, for instance the one before."""
    command.caller.require_everywhere("administrator")
    async with command.begin() as tx:
        state = await reference_lists.lock(tx, LIST)
        command.require_version(state.version, state.last)
        await models.use(tx, body.model_id)
        version = await reference_lists.raise_version(tx, state, by=command.caller.actor)
        view = ModelView.model_validate(await models.find(tx, body.model_id), from_attributes=True)
        return command.answer(200, view, version=version)


@routes.post("/routing-rules/trial", response_model=TrialView)
async def try_rules(
    body: TriedRules, caller: CurrentCaller, database: OwnDatabase, runtime: CurrentRuntime
) -> TrialView:
    """What these rules would have moved of what was reported in the last days; changes nothing."""
    caller.require_everywhere("administrator")
    rules = [RoutingRule(**each.model_dump()) for each in body.rules]
    require_organisations(rules, runtime.directory)
    async with database.read() as tx:
        present = await reference.rules(tx)
        begins = trial.since(tx.at, body.days)
        history = await judgements.latest(tx, since=begins, limit=trial.AT_MOST)
    found = await asyncio.to_thread(
        trial.try_rules,
        rules,
        instead_of=present,
        history=history,
        known=resources.of(runtime).known,
        zone=ZoneInfo(runtime.settings.time_zone),
    )
    return TrialView.model_validate(found, from_attributes=True)
