"""The super table asked by conditions: the same answers as plain Python gives, in both forms."""

import math
from collections import Counter
from collections.abc import AsyncIterator, Callable
from random import Random
from typing import Any

import pytest

from services.contracts.place import Place
from services.ledger.domain.case import Case
from services.ledger.domain.projection import replay
from services.ledger.store import searching
from tests.forms import Form
from tests.service.ledgering import Ledger, a_ledger
from tests.unit.ledger.builders import DONGZHOU, OFFICE, STREET, XINFU, ZONE, Life, local
from tests.unit.ledger.lives import a_life
from tests.unit.ledger.test_words import found as says

WORDINGS = ("共享单车乱停", "墙面小广告", "井盖缺失 12栋", "单车占道，共享", "垃圾 A-3 号")
STAGES = ("in_pool", "closed", "rejected", "submitted", "withdrawn")


@pytest.fixture
async def ledger(form: Form) -> AsyncIterator[Ledger]:
    async with a_ledger(form) as ledger:
        await ledger.know_the_city()
        yield ledger


def lives(number: int) -> list[Life]:
    """Cases that went their ways, each with a wording and a place of its own."""
    random = Random(20)
    made = []
    for n in range(number):
        life = a_life(random, f"{n}")
        place = Place(
            address=f"站前路{n}号",
            longitude=123.9 + random.random() / 20,
            latitude=41.85 + random.random() / 20,
        )
        wording = random.choice(WORDINGS)
        life.facts = [
            fact.model_copy(update={"description": wording, "place": place})
            if hasattr(fact, "place")
            else fact
            for fact in life.facts
        ]
        made.append(life)
    return made


def row_of(life: Life) -> Case:
    row = replay(life.case_id, life.facts, zone=ZONE)
    assert row is not None
    return row


async def settled(ledger: Ledger, number: int = 60) -> list[Case]:
    made = lives(number)
    await ledger.hear([fact for life in made for fact in life.facts])
    return [row_of(life) for life in made]


async def all_ids(ledger: Ledger, question: dict[str, Any], *, limit: int = 7) -> list[str]:
    """Every page after another."""
    ids, after = [], None
    while True:
        more = {"after": after} if after else {}
        answer = await ledger.client.post(
            "/api/ledger/table/query", json=question, params={"limit": limit, **more}
        )
        assert answer.status_code == 200, answer.text
        ids += [row["case_id"] for row in answer.json()["items"]]
        after = answer.json()["next"]
        if after is None:
            return ids


def texts_of(case: Case) -> list[str]:
    own = case.description if case.description != case.approved_description else None
    place = case.approved_place or case.place or {}
    everything = (
        case.number,
        case.approved_description,
        own,
        place.get("address"),
        case.solution,
        case.return_reason,
        case.refusal_reason,
    )
    return [text for text in everything if text]


def metres(case: Case, longitude: float, latitude: float) -> float:
    assert case.longitude is not None
    assert case.latitude is not None
    east = (case.longitude - longitude) * math.cos(math.radians(latitude))
    return math.hypot(east, case.latitude - latitude) * 111_195


SQUARE = [[123.91, 41.86], [123.93, 41.86], [123.93, 41.88], [123.91, 41.88]]
QUESTIONS: list[tuple[dict[str, Any], Callable[[Case], bool]]] = [
    (
        {"column": "stage", "is": "in", "values": list(STAGES[:2])},
        lambda case: case.stage in STAGES[:2],
    ),
    ({"column": "number", "is": "empty"}, lambda case: case.number is None),
    (
        {"column": "organisation_id", "is": "is", "values": [str(XINFU)]},
        lambda c: c.organisation_id == XINFU,
    ),
    (
        {"column": "organisation_id", "is": "is_not", "values": [str(XINFU)]},
        lambda case: case.organisation_id != XINFU,
    ),
    ({"column": "returns", "is": "above", "values": [0]}, lambda case: case.returns > 0),
    ({"column": "on_time", "is": "is", "values": [True]}, lambda case: case.on_time is True),
    (
        {"column": "due_at", "is": "below", "values": ["2026-12-03T12:00:00+08:00"]},
        lambda case: case.due_at is not None and case.due_at < local("2026-12-03 12:00"),
    ),
    (
        {"column": "submitted_day", "is": "between", "values": ["2026-11-23", "2026-11-24"]},
        lambda case: str(case.submitted_day) in ("2026-11-23", "2026-11-24"),
    ),
    ({"text": "单车"}, lambda case: says("单车", *texts_of(case))),
    ({"text": "共享 占道"}, lambda case: says("共享 占道", *texts_of(case))),
    ({"text": "12"}, lambda case: says("12", *texts_of(case))),
    ({"text": "车"}, lambda case: says("车", *texts_of(case))),
    ({"text": "，"}, lambda case: False),
    ({"near": [123.92, 41.87], "metres": 900}, lambda case: metres(case, 123.92, 41.87) <= 900),
    (
        {"inside": SQUARE},
        lambda case: (
            123.91 <= (case.longitude or 0) < 123.93 and 41.86 <= (case.latitude or 0) < 41.88
        ),
    ),
    (
        {"not": {"column": "organisation_id", "is": "is", "values": [str(XINFU)]}},
        lambda case: case.organisation_id != XINFU,
    ),
    (
        {
            "any": [
                {"column": "returns", "is": "above", "values": [0]},
                {
                    "all": [
                        {"text": "单车"},
                        {"not": {"column": "stage", "is": "is", "values": ["closed"]}},
                    ]
                },
            ]
        },
        lambda case: case.returns > 0 or (says("单车", *texts_of(case)) and case.stage != "closed"),
    ),
]


async def test_every_condition_finds_what_plain_python_finds(ledger):
    cases = await settled(ledger)
    for where, holds in QUESTIONS:
        expected = {str(case.case_id) for case in cases if holds(case)}

        assert set(await all_ids(ledger, {"where": where})) == expected, where
        answer = await ledger.client.post("/api/ledger/table/count", json={"where": where})
        assert answer.json() == {"cases": len(expected), "exact": True}, where


ORDERS: tuple[list[tuple[str, bool]], ...] = (
    [],
    [("begun_at", False)],
    [("number", True)],
    [("returns", True), ("due_at", False)],
    [("organisation_id", False), ("on_time", True), ("submitted_day", False)],
)


async def test_pages_follow_one_another_in_any_order_with_empty_cells_last(ledger):
    cases = await settled(ledger, 40)
    by_id = {str(case.case_id): case for case in cases}
    for order in ORDERS:
        asked = [{"column": name, "descending": down} for name, down in order]

        ids = await all_ids(ledger, {"order": asked})

        assert sorted(ids) == sorted(by_id), order
        name, down = (order or [("begun_at", True)])[0]
        values = [getattr(by_id[each], name) for each in ids]
        filled = [value for value in values if value is not None]
        assert values[: len(filled)] == sorted(filled, reverse=down), order


async def test_only_the_callers_organisations_are_found_counted_and_grouped(ledger):
    cases = await settled(ledger)
    ledger.act_as("observer", OFFICE)
    mine = {str(case.case_id) for case in cases if case.organisation_id == OFFICE}

    assert set(await all_ids(ledger, {})) == mine
    count = await ledger.client.post("/api/ledger/table/count", json={})
    assert count.json()["cases"] == len(mine) > 0
    groups = await ledger.client.post("/api/ledger/table/groups", json={"by": ["stage"]})
    assert sum(each["cases"] for each in groups.json()["items"]) == len(mine)


@pytest.mark.parametrize("looked_through", [3, 1000])
async def test_an_office_finds_the_words_of_its_cases_and_no_others(
    ledger, looked_through, monkeypatch
):
    monkeypatch.setattr(searching, "LOOKED_THROUGH_OF_FEW", looked_through)
    mine = [row for row in await settled(ledger) if row.organisation_id == OFFICE]
    ledger.act_as("observer", OFFICE)

    for text in ("单车", "井盖", "没有的话"):
        said = {str(row.case_id) for row in mine if says(text, *texts_of(row))}
        shown = await all_ids(ledger, {"where": {"text": text}}, limit=1)
        assert (set(shown), len(shown)) == (said, len(said))
        others = await all_ids(ledger, {"where": {"not": {"text": text}}})
        assert set(others) == {str(row.case_id) for row in mine} - said


@pytest.mark.parametrize("looked_through", [(1, 3), (2, 1000), (1000, 3000)])
async def test_words_are_found_however_far_they_are_looked_for(ledger, looked_through, monkeypatch):
    monkeypatch.setattr(searching, "LOOKED_THROUGH", looked_through)
    every = await settled(ledger)

    for text in ("单车", "井盖", "没有的话"):
        said = {str(row.case_id) for row in every if says(text, *texts_of(row))}
        shown = await all_ids(ledger, {"where": {"text": text}}, limit=2)
        assert (set(shown), len(shown)) == (said, len(said))


async def test_the_newest_is_first_whether_reported_there_or_handed_over_to_there(ledger):
    oldest = Life("oldest").in_pool()
    own = Life("own", at=oldest.now).in_pool()
    given = Life("given", at=own.now).reported(by_street=DONGZHOU, description="小广告")
    given.approved().dispatched(to=STREET)
    await ledger.hear([*oldest.facts, *own.facts, *given.facts])
    ledger.act_as("observer", STREET)

    shown = await all_ids(ledger, {"where": {"text": "小广告"}}, limit=1)

    assert shown == [str(each.case_id) for each in (given, own, oldest)]


async def test_a_case_handed_over_is_found_by_those_who_have_it_now(ledger):
    life = Life().in_pool().transferred(OFFICE)
    await ledger.hear(life.facts[:-1])
    await ledger.hear(life.facts[-1:])
    ledger.act_as("observer", OFFICE)

    text = row_of(life).description[:2]
    assert await all_ids(ledger, {"where": {"text": text}}) == [str(life.case_id)]


async def test_groups_count_by_several_columns_and_name_organisations(ledger):
    cases = await settled(ledger)

    answer = await ledger.client.post(
        "/api/ledger/table/groups", json={"by": ["organisation_id", "stage"]}
    )

    counted = {tuple(each["values"]): each["cases"] for each in answer.json()["items"]}
    expected = Counter(
        (str(case.organisation_id) if case.organisation_id else None, case.stage) for case in cases
    )
    assert counted == expected
    names = {each["values"][0]: each["names"][0] for each in answer.json()["items"]}
    assert names[str(XINFU)] == "新抚区"
    assert not answer.json()["more"]


SENSELESS: tuple[tuple[Any, str], ...] = (
    ({"where": {"column": "colour", "is": "is", "values": ["red"]}}, "column-unknown"),
    ({"where": {"column": "stage", "is": "below", "values": ["a"]}}, "comparison-unfit"),
    ({"where": {"column": "returns", "is": "is", "values": ["many"]}}, "values-unfit"),
    ({"where": {"column": "due_at", "is": "is", "values": ["2026-12-01"]}}, "values-unfit"),
    ({"where": {"column": "returns", "is": "between", "values": [1]}}, "values-unfit"),
    ({"order": [{"column": "colour"}]}, "column-unknown"),
    ({"where": {"any": [{"text": "a"}] * 100}}, "too-many-conditions"),
    ({"where": {"text": ""}}, "invalid"),
    ({"where": {"near": [0, 91], "metres": 5}}, "invalid"),
    ({"where": {"column": "stage"}}, "invalid"),
    ({"where": {}}, "invalid"),
    ({"where": 5}, "invalid"),
)


async def test_a_question_that_makes_no_sense_is_refused_with_the_reason(ledger):
    for question, code in SENSELESS:
        answer = await ledger.client.post("/api/ledger/table/query", json=question)

        assert answer.status_code == 422, answer.text
        assert answer.json()["type"].endswith(f"/{code}"), answer.text


async def test_the_columns_tell_what_can_be_asked(ledger):
    columns = await ledger.get("/table/columns")

    assert {
        "name": "number",
        "kind": "text",
        "owner": "dispatch",
        "zh": "编号",
        "en": "Number",
    } in (columns)


async def test_changed_texts_are_found_by_their_new_words_only(ledger):
    life = Life().reported(description="共享单车乱停").approved(description="井盖缺失")
    await ledger.hear(life.facts[:1])
    assert await all_ids(ledger, {"where": {"text": "单车"}}) == [str(life.case_id)]

    await ledger.hear(life.facts[1:])
    await ledger.hear(Life("other").reported(description="别的").facts)

    assert await all_ids(ledger, {"where": {"text": "井盖"}}) == [str(life.case_id)]
    assert await all_ids(ledger, {"where": {"text": "别的"}}) != [str(life.case_id)]
