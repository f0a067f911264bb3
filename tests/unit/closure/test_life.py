"""Random people take random steps, and the rules agree with the model at each of them."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from uuid import UUID, uuid4

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from services.chassis.history import Actor
from services.chassis.refusals import Refusal
from services.closure.domain import deferral, rectification
from services.closure.domain.case import NEXT, Case, Status
from services.contracts.closure import CaseClosed, CaseReturned, DeferralGranted
from services.contracts.event import Event
from tests.unit.closure.builders import NOW, ZONE, a_case
from tests.unit.closure.model import Model

PEOPLE = {name: Actor(UUID(int=place), name) for place, name in enumerate("甲乙丙丁", start=1)}
people = st.sampled_from(sorted(PEOPLE))
Decide = Callable[[Case, Actor, datetime], tuple[Case, Event]]

STEPS: dict[str, Decide] = {
    "rectify": lambda case, by, at: rectification.submit(
        case, by=by, at=at, solution="已整改", after_photo_ids=(uuid4(),)
    ),
    "verify": lambda case, by, at: rectification.verify(case, by=by, at=at, note=""),
    "approve": lambda case, by, at: rectification.approve(case, by=by, at=at, note=""),
    "return": lambda case, by, at: rectification.send_back(
        case, by=by, at=at, reason="不合格", failed_photo_ids=()
    ),
    "recheck": lambda case, by, at: rectification.reopen(
        case, by=by, at=at, reason="反弹", photo_ids=(uuid4(),)
    ),
    "grant": lambda case, by, at: deferral.grant(case, by=by, at=at, note="", zone=ZONE),
    "refuse": lambda case, by, at: deferral.refuse(case, by=by, at=at, reason="不同意"),
}


class Life(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.case = a_case()
        self.model = Model()
        self.now = NOW
        self.events: list[Event] = []
        self.path = [Status.OPEN]

    @property
    def today(self):
        return self.now.astimezone(ZONE).date()

    def attempt(self, step: str, who: str, decide: Decide, until=None) -> None:
        self.now += timedelta(minutes=7)
        permitted = self.model.permits(step, who, today=self.today, until=until)
        outcome: tuple[Case, Event] | None = None
        with suppress(Refusal):
            outcome = decide(self.case, PEOPLE[who], self.now)
        assert (outcome is not None) == permitted, f"{step} by {who}"
        if outcome is not None:
            self.model.take(step, who, until=until)
            self.accept(*outcome)

    def accept(self, case: Case, event: Event) -> None:
        assert case.version == event.version == self.case.version + 1
        assert (case.last.at, case.news[-1].version) == (event.at, event.version)
        if case.status is not self.path[-1]:
            self.path.append(case.status)
        self.events.append(event)
        self.case = replace(case, news=())

    @rule(step=st.sampled_from(sorted(STEPS)), who=people)
    def somebody_tries_a_step(self, step, who):
        self.attempt(step, who, STEPS[step])

    @rule(choice=st.randoms(use_true_random=False))
    def somebody_takes_a_step_that_is_possible(self, choice):
        self.now += timedelta(minutes=7)
        possible = [
            (step, who)
            for step in STEPS
            for who in PEOPLE
            if self.model.permits(step, who, today=self.today)
        ]
        if possible:
            step, who = choice.choice(possible)
            self.attempt(step, who, STEPS[step])

    @rule(who=people, days=st.integers(-1, 12) | st.integers(365, 368))
    def ask(self, who, days):
        until = self.today + timedelta(days=days)

        def decide(case: Case, by: Actor, at: datetime) -> tuple[Case, Event]:
            return deferral.request(case, by=by, at=at, until=until, reason="雨季", zone=ZONE)

        self.attempt("ask", who, decide, until)

    @rule(days=st.integers(1, 15))
    def days_pass_and_dispatch_resumes(self, days):
        self.now += timedelta(days=days)
        due_at = datetime.combine(self.today, time(23, 59, 59), ZONE).astimezone(UTC)
        case, event = deferral.resume(self.case, due_at=due_at, at=self.now)
        assert (event is not None) == self.model.wake(self.today)
        if event is not None:
            self.accept(case, event)

    @invariant()
    def the_rules_and_the_model_agree(self):
        case, model = self.case, self.model
        until = case.shelving.until if case.shelving else None
        assert (case.status.value, until) == (model.status, model.shelved_until)
        assert (case.returns, case.closures) == (model.returns, model.closures)
        assert (case.reopenings, case.round.number if case.round else 0) == (
            model.reopenings,
            model.rounds,
        )

    @invariant()
    def nobody_approved_their_own_work(self):
        for event in self.events:
            if isinstance(event, CaseClosed):
                assert len({event.rectifier_id, event.verifier_id, event.by}) == 3

    @invariant()
    def versions_have_no_gaps(self):
        assert [event.version for event in self.events] == list(range(1, self.case.version + 1))

    @invariant()
    def returns_never_fall(self):
        told = [event.returns for event in self.events if isinstance(event, CaseReturned)]
        assert told == list(range(1, self.case.returns + 1))

    @invariant()
    def what_is_closed_has_after_photos_and_three_signatures(self):
        if self.case.status is Status.CLOSED:
            present = self.case.round
            assert present.after_photo_ids
            assert present.rectified
            assert present.verified
            assert present.approved
            assert not present.returned

    @invariant()
    def only_a_granted_case_is_deferred(self):
        granted = any(isinstance(event, DeferralGranted) for event in self.events)
        assert (self.case.shelving is not None) == (self.case.status is Status.DEFERRED)
        assert granted or self.case.status is not Status.DEFERRED

    @invariant()
    def every_move_is_in_the_table(self):
        assert all(to in NEXT[start] for start, to in zip(self.path, self.path[1:], strict=False))


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=150, stateful_step_count=40, database=None)
