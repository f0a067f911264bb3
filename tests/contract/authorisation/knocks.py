"""The request of every door that needs more than its address: what is sent, what lets in."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from services.chassis.clock import utc_now
from tests.contract.authorisation.city import PASSWORD, City, organisation
from tests.contract.authorisation.knocking import (
    Knock,
    listing,
    reporters_own,
    stale,
    stale_list,
    stale_row,
)
from tests.contract.authorisation.table import Actor, Door

PLAIN = Knock()
"""A reading door with nothing but its address."""

NOBODY = str(UUID(int=1))
TUS = {"Tus-Resumable": "1.0.0"}
PIECE = {"Upload-Offset": "0", "Content-Type": "application/offset+octet-stream"}
NO_PHOTO = {"file": ("photo.jpg", b"no photo", "image/jpeg")}
NO_SHEET = {"file": ("sheet.xlsx", b"%PDF-1.7", "application/octet-stream")}
SOLUTION = {"solution": "已清理", "after_photo_ids": [NOBODY]}


def _renamed_organisation(city: City, actor: Actor) -> Any:
    # A list that changes nothing asks for no right, so every administrator brings another name.
    return {"organisations": [organisation("own", name_en=str(actor))]}


def _newcomer(city: City, actor: Actor) -> Any:
    person = {"username": f"new-{uuid4().hex[:12]}", "name": "新人"}
    return {**person, "organisation_id": city.organisations["own"]}


def _newcomers(city: City, actor: Actor) -> Any:
    person = {"username": f"new-{uuid4().hex[:12]}", "name": "新人", "organisation_code": "own"}
    return {"people": [person]}


def _deputation(city: City, actor: Actor) -> Any:
    now = utc_now()
    role = actor.role if actor.role in ("leader", "lead_administrator") else "leader"
    return {
        "deputy_id": city.bodies["deputy"],
        "role": role,
        "organisation_id": city.organisations["own"],
        "starts_at": (now + timedelta(days=30)).isoformat(),
        "ends_at": (now + timedelta(days=31)).isoformat(),
    }


def _report(city: City, actor: Actor) -> Any:
    return {"mode": "general", "description": f"{actor} 上报", "place": {"address": "某街 1 号"}}


def _announcement(city: City, actor: Actor) -> Any:
    return {"id": str(uuid4()), "sha256": "0" * 64, "size": 9, "type": "image/jpeg"}


def _merger(city: City, actor: Actor) -> Any:
    return {"into_case_id": city.thing("urgent application")["case_id"]}


def _elsewhere(city: City, actor: Actor) -> Any:
    return {"organisation_id": city.organisations["sibling"]}


def _platform(city: City, actor: Actor) -> Any:
    return {"name": "平台", "organisation_id": city.organisations["own"], "id_field": "id"}


def _given(**body: Any) -> Any:
    return lambda city, actor: body


def _stale_with(body: Any) -> Knock:
    return Knock(body=body, lets_in="stale-version", version=stale().version)


IDENTITY = {
    "PUT /organisations": Knock(body=_renamed_organisation),
    "PUT /people": Knock(body=_newcomers),
    "GET /people [account]": listing("person_id", limit=200),
    "GET /people [names]": listing("", ids=NOBODY),
    "POST /people": Knock(body=_newcomer, lets_in=201),
    "PATCH /people/{person_id}": stale(name="新名"),
    "POST /people/{person_id}/password-reset": Knock(lets_in=201),
    "DELETE /people/{person_id}/second-factor": stale(),
    "POST /password": Knock(body=_given(token="made up", password=PASSWORD), lets_in="link-spent"),
    "POST /people/me/password": Knock(
        body=_given(current=PASSWORD, new="short"), lets_in="password-too-short"
    ),
    "POST /people/me/second-factor": Knock(body=_given(password=PASSWORD), lets_in=201),
    "POST /people/me/second-factor/enrolment": Knock(
        body=_given(code="000000"), lets_in="code-failed"
    ),
    "POST /people/me/second-factor/removal": Knock(
        body=_given(password=PASSWORD, code="000000"), lets_in="code-failed"
    ),
    "POST /sessions": Knock(body=_given(username="deputy", password=PASSWORD), lets_in=201),
    "POST /sessions/enrolment": Knock(body=_given(challenge="made up"), lets_in="code-failed"),
    "POST /sessions/second-step": Knock(
        body=_given(challenge="made up", code="000000"), lets_in="code-failed"
    ),
    "POST /sessions/outside": Knock(lets_in="no-outside-provider"),
    "POST /sessions/outside/completion": Knock(
        body=_given(state="made up", code="made up"), lets_in="no-outside-provider"
    ),
    "POST /people/me/outside-account": Knock(
        body=_given(state="made up", code="made up", password=PASSWORD),
        lets_in="no-outside-provider",
    ),
    "GET /people/me/outside-account": Knock(),
    "DELETE /people/me/outside-account": Knock(lets_in=204),
    "POST /sessions/refresh": Knock(body=_given(refresh_token="made up"), lets_in="session-ended"),
    "DELETE /sessions/current": Knock(lets_in=204, spends_token=True),
    "GET /deputies": listing("", named="made up"),
    "GET /people/names": listing("", named="made up"),
    "POST /delegations": Knock(body=_deputation, lets_in=201),
    "GET /delegations": listing("delegation_id", limit=200),
    "DELETE /delegations/{delegation_id}": stale(),
}
INTAKE = {
    "POST /reports": Knock(body=_report, lets_in=201),
    "GET /reports": listing("report_id", limit=200),
    "PUT /reports/{report_id}": reporters_own(description="改过的", place={"address": "某街 2 号"}),
    "POST /reports/{report_id}/withdrawal": reporters_own(reason="已清理"),
    "PUT /categories": stale_list("categories"),
    "PUT /category-mappings": stale_list("category-mappings"),
    "PUT /routing-rules": stale_list("routing-rules"),
    "PUT /areas": stale_list("areas"),
    "POST /routing-rules/trial": Knock(body=lambda city, actor: city.bodies["routing-rules"]),
    "PUT /judgement/model": stale(model_id=1),
    "POST /imports": Knock(files=NO_SHEET, lets_in="not-a-spreadsheet"),
    "GET /imports": listing("import_id", limit=200),
    "PUT /imports/{import_id}/meanings": stale(),
    "PUT /imports/{import_id}/decisions": stale(),
    "POST /imports/{import_id}/writing": stale(),
    "POST /imports/{import_id}/undoing": stale(),
    "POST /imports/{import_id}/cancellation": stale(),
    "PUT /organisation-aliases": stale_list("organisation-aliases"),
    "POST /external/{source}": Knock(body=_given(records=[{"id": "1"}]), lets_in="not-signed"),
    "POST /open311/v2/requests.{form}": Knock(lets_in=403),
    "GET /open311/v2/requests/{request_id}.{form}": Knock(lets_in=404),
    "GET /open311/v2/tokens/{token}.{form}": Knock(lets_in=404),
    "PUT /external-sources/{code}": _stale_with(_platform),
    "POST /external-sources/proposals": Knock(body=_given(records=[{"id": "1"}])),
    "POST /external-sources/{code}/keys": Knock(body=_given(), lets_in=201),
}
REVIEW = {
    "GET /problems": listing("case_id", limit=200),
    "POST /problems/{case_id}/claim": stale(),
    "DELETE /problems/{case_id}/claim": stale(),
    "POST /problems/{case_id}/approval": stale(),
    "POST /problems/{case_id}/rejection": stale(reason="重复"),
    "POST /problems/{case_id}/merger": _stale_with(_merger),
    "POST /problems/{case_id}/confirmation": stale(),
    "POST /problems/{case_id}/declination": stale(reason="不紧急"),
    "POST /problems/approvals": stale_row("problem"),
    "POST /problems/rejections": stale_row("problem", reason="重复"),
}
DISPATCH = {
    "GET /cases": listing("case_id", limit=200),
    "POST /cases/{case_id}/hand-back": stale(reason="不归我们"),
    "POST /cases/{case_id}/assignment": _stale_with(_elsewhere),
    "POST /cases/assignments": stale_row("case", organisation_id=NOBODY),
    "POST /cases/{case_id}/rectifier": _stale_with(_elsewhere),
    "PUT /calendar/{year}": stale(announced=False, days_off=[], working_days=[]),
    "PUT /calendar/{year}/local-days-off": stale(days=[]),
    "PUT /limits": Knock(body=lambda city, actor: city.bodies["limits"]),
    "PUT /number-format": Knock(body=lambda city, actor: city.bodies["number-format"]),
    "GET /departments": listing("organisation_id"),
    "GET /departments/{organisation_id}/orders": listing("order_id"),
    "GET /departments/{organisation_id}/post": listing("order_id"),
    "POST /departments/{organisation_id}/receipts": Knock(body=_given(order_ids=[NOBODY])),
}
CLOSURE = {
    "GET /cases": listing("case_id", limit=200),
    "POST /cases/{case_id}/rectification": stale(**SOLUTION),
    "POST /cases/{case_id}/verification": stale(),
    "POST /cases/{case_id}/approval": stale(),
    "POST /cases/{case_id}/return": stale(reason="没有清干净"),
    "POST /cases/{case_id}/recheck": stale(reason="又堆了", photo_ids=[NOBODY]),
    "POST /cases/{case_id}/deferral": stale(until="2099-01-01", reason="施工"),
    "POST /cases/{case_id}/deferral/grant": stale(),
    "POST /cases/{case_id}/deferral/refusal": stale(reason="不必"),
    "POST /cases/verifications": stale_row("case"),
    "POST /cases/approvals": stale_row("case"),
    "POST /cases/returns": stale_row("case", reason="没有清干净"),
}
MEDIA = {
    "PUT /retention-rules": Knock(body=lambda city, actor: city.bodies["retention-rules"]),
    "PUT /watermark-templates": Knock(body=lambda city, actor: city.bodies["watermark-templates"]),
    "PUT /photos/{photo_id}/covers": stale(rectangles=[]),
    "POST /photos/{photo_id}/covers/undo": stale(),
    "GET /cases/{case_id}/photos": PLAIN,
    "POST /tickets": Knock(body=_given(count=1), lets_in=201),
    "POST /uploads": Knock(body=_announcement, lets_in=201),
    "OPTIONS /resumable": Knock(lets_in=204),
    "POST /resumable": Knock(
        headers={**TUS, "Upload-Length": "9", "Upload-Metadata": "id eA=="}, lets_in="invalid"
    ),
    "HEAD /resumable/{photo_id}": Knock(headers=TUS),
    "PATCH /resumable/{photo_id}": Knock(headers={**TUS, **PIECE}),
    "DELETE /resumable/{photo_id}": Knock(headers=TUS),
    "POST /files/incoming": Knock(
        files={"file": ("photo.jpg", b"no photo", "image/jpeg")}, lets_in="upload-form-expired"
    ),
    "GET /documents/{kind}/{subject_id}": Knock(
        query=lambda city: {"expires": 1, "signature": "made up"}, lets_in="link-expired"
    ),
    "PUT /imports/{import_id}/photos/{photo_id}": Knock(
        query=lambda city: {
            "organisation_id": NOBODY,
            "sha256": "0" * 64,
            "expires": 1,
            "signature": "made up",
        },
        lets_in="link-expired",
    ),
    "GET /files/{kind}/{subject_id}/{version}": Knock(
        query=lambda city: {"expires": 1, "signature": "made up"}, lets_in="link-expired"
    ),
    "POST /photos": Knock(files=NO_PHOTO, lets_in="not-a-photo"),
    "GET /verifications/{code}": Knock(lets_in="unknown-code"),
    "GET /verifications/{code}/picture": Knock(lets_in="unknown-code"),
    "POST /verifications": Knock(files=NO_PHOTO, lets_in="not-a-photo"),
    "POST /verify": Knock(files=NO_PHOTO, lets_in=422),
    "GET /verify/{code}": Knock(lets_in=404),
}


def _asking_for_the_case(city: City, actor: Actor) -> Any:
    number = city.thing("case")["number"]
    return {"where": {"column": "number", "is": "is", "values": [number]}}


LEDGER = {
    "GET /cases": listing("case_id", limit=200),
    "POST /table/query": Knock(body=_given(), shows="case_id"),
    "POST /table/count": Knock(body=_asking_for_the_case, shows="counted"),
    "POST /table/groups": Knock(body=_given(by=["organisation_id"]), shows="organisation_id"),
    "POST /table/edits": Knock(
        body=_given(column="stage", value="closed", case_ids=[NOBODY]), lets_in="column-owned"
    ),
    "GET /table/edits": listing("edit_id", limit=200),
    "POST /table/edits/{edit_id}/undo": stale(),
    "GET /table/live": Knock(query=lambda city: {"for": 0}),
    "POST /exports": Knock(
        body=_given(format="csv", shown={"columns": ["no such column"]}), lets_in="column-unknown"
    ),
    "POST /exports/ledger": Knock(
        body=lambda city, actor: {
            "month": "2099-01",
            "organisation_id": city.organisations["own"],
            "format": "xlsx",
        },
        lets_in="month-ahead",
    ),
    "POST /layouts": Knock(
        body=lambda city, actor: {
            "name": "看看",
            "organisation_id": city.organisations["own"],
            "content": "bm8gd29ya2Jvb2s=",
        },
        lets_in="layout-unreadable",
    ),
    "GET /layouts": listing("layout_id"),
    "DELETE /layouts/{layout_id}": stale(),
    "POST /editions": Knock(body=_given(month="2099-01"), lets_in="month-not-over"),
    "GET /editions/{month}": Knock(
        query=lambda city: {"organisation_id": city.organisations["own"]}
    ),
    "POST /exports/weekly": Knock(
        body=lambda city, actor: {
            "day": "2099-01-01",
            "organisation_id": city.organisations["own"],
        },
        lets_in="week-ahead",
    ),
    "POST /exports/album": Knock(
        body=lambda city, actor: {
            "case_ids": [city.thing("closed case")["case_id"]],
            "format": "zip",
            "title": "看看",
        },
        lets_in=202,
    ),
    "POST /exports/edition": Knock(
        body=lambda city, actor: {
            **city.thing("organisation's edition"),
            "organisation_id": city.organisations["own"],
        },
        lets_in=202,
    ),
    "POST /achievements/query": Knock(body=_given(), shows="case_id"),
    "GET /exports": listing("export_id"),
    "GET /table/views": listing("view_id"),
    "POST /table/views": Knock(
        body=lambda city, actor: {
            "name": "看看",
            "organisation_id": city.organisations["own"],
            "shown": {"columns": ["no such column"]},
        },
        lets_in="column-unknown",
    ),
    "PUT /table/views/{view_id}": stale(name="看看", shown={}),
    "DELETE /table/views/{view_id}": stale(),
    "GET /statistics": listing("organisation_id"),
    "GET /statistics/standing": Knock(
        query=lambda city: {"by": "organisation"}, shows="organisation_id"
    ),
    "GET /achievements": listing("case_id", limit=200),
    "GET /entries": listing("case_id", limit=200),
    "POST /chains/{chain}/entries/{seq}/corrections": Knock(
        body=_given(reason="看看", changes={"no such field": 1}), lets_in="field-unknown"
    ),
    "GET /chains": listing("chain"),
    "GET /chains/{chain}/entries/{seq}/proof": Knock(lets_in="not-signed-yet"),
    "GET /chains/verify": listing("chain"),
}
HABITS = {"name": "值班群"}


def _departments_robot(city: City, actor: Actor) -> Any:
    where = {"kind": "robot", "address": "nowhere://x"}
    return {**HABITS, **where, "organisation_id": city.organisations["own"]}


NOTICE = {
    "GET /notices": listing("body"),
    "GET /notices/live": Knock(query=lambda city: {"for": 0}),
    "POST /notices/read": Knock(body=_given(through=1)),
    "PUT /mutes": Knock(body=_given()),
    "GET /channels": listing("channel_id"),
    "POST /channels": Knock(body=_departments_robot, lets_in="address-unknown"),
    "PUT /channels/{channel_id}": stale(**HABITS),
    "DELETE /channels/{channel_id}": stale(),
    "POST /channels/{channel_id}/trial": stale(),
    "POST /channels/{channel_id}/resending": stale(),
    "GET /channels/failing": listing("channel_id", limit=200),
    "GET /people-without-channel": listing("person_id", limit=200),
    "POST /push-subscriptions": Knock(
        body=_given(
            **HABITS,
            endpoint="https://push.nowhere.example/1",
            keys={"p256dh": "x", "auth": "x"},
        ),
        lets_in="address-not-allowed",
    ),
    "PUT /rules": Knock(body=lambda city, actor: city.bodies["rules"]),
    "PUT /templates": Knock(body=lambda city, actor: city.bodies["templates"]),
    "POST /templates/preview": Knock(
        body=_given(kind="case_closed", language="zh", title="案件 {number} 已销号")
    ),
}
KNOCKS: dict[str, dict[str, Knock]] = {
    "identity": IDENTITY,
    "intake": INTAKE,
    "review": REVIEW,
    "dispatch": DISPATCH,
    "closure": CLOSURE,
    "media": MEDIA,
    "notice": NOTICE,
    "ledger": LEDGER,
}
OPERATIONS = {
    "GET /operations/parked": listing("message_id"),
}


def knock_of(door: Door) -> Knock:
    """How to knock at a door: as written here, or by its address alone."""
    known = {**OPERATIONS, **KNOCKS.get(door.service, {})}
    at = f"{door.method} {door.path}"
    return known.get(f"{at} [{door.thing}]") or known.get(at) or PLAIN
