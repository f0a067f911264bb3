"""Open311 GeoReport v2: what its clients ask, in the forms and with the errors it prescribes.

https://wiki.open311.org/GeoReport_v2
"""

from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid5

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from services.chassis import problems
from services.chassis.history import Actor
from services.chassis.refusals import Invalid, NotFound, Refusal, TooLarge, TooMany, Unavailable
from services.chassis.runtime import Runtime
from services.chassis.transaction import Transaction
from services.chassis.web import CurrentRuntime, OwnDatabase, Route, router
from services.intake import resources, submitting
from services.intake.domain.external import ExternalSource
from services.intake.domain.refusals import NotSigned
from services.intake.domain.report import Content
from services.intake.external.signed import source_of_key
from services.intake.open311 import answers
from services.intake.open311.documents import Form, document
from services.intake.open311.parameters import Wish, read_form, read_question, read_wish
from services.intake.open311.refusals import (
    ApiKeyRefused,
    JurisdictionUnknown,
    RequestUnknown,
    ServiceUnknown,
)
from services.intake.store import open311 as store
from services.intake.store import reference
from services.intake.submitting import Submission

ROOT = "/open311/v2"
PATHS = frozenset(
    {
        *(f"{ROOT}/{page}.{{form}}" for page in ("discovery", "services", "requests")),
        f"{ROOT}/services/{{code}}.{{form}}",
        f"{ROOT}/requests/{{request_id}}.{{form}}",
        f"{ROOT}/tokens/{{token}}.{{form}}",
    }
)
AGAIN = timedelta(hours=24)
"""For so long the same content by the same platform is the same request."""
STATUS: dict[type[Refusal], int] = {Invalid: 400, ApiKeyRefused: 403, NotSigned: 403}
"""Where GeoReport v2 wants another code than the rest of the system."""


class GeoReport(Route):
    """Answers what is refused as `<errors>` or `[{"code", "description"}]`."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()

        async def answering(request: Request) -> Response:
            try:
                return await handle(request)
            except RequestValidationError:
                # Only the address has parts that are checked: there is no such page.
                return _refused(request, NotFound())
            except HTTPException as error:
                if error.status_code != 413:
                    raise
                return _refused(request, TooLarge(limit=error.detail))
            except Refusal as refusal:
                return _refused(request, refusal)

        return answering


routes = router()
routes.route_class = GeoReport


@routes.get(f"{ROOT}/discovery.{{form}}")
async def discover(form: Form, request: Request, runtime: CurrentRuntime) -> Response:
    """Where GeoReport v2 is spoken, and in which forms."""
    _let_in(request, runtime)
    url = str(request.url).partition("/discovery.")[0]
    return document(form, "discovery", answers.discovery(url=url, contact=_city(runtime)))


@routes.get(f"{ROOT}/services.{{form}}")
async def list_services(
    form: Form, request: Request, runtime: CurrentRuntime, database: OwnDatabase
) -> Response:
    """The categories that can be reported."""
    _require_jurisdiction(request.query_params.get("jurisdiction_id"), request, runtime)
    async with database.read() as tx:
        found = answers.services(await reference.categories(tx))
    return document(form, "services", found)


@routes.get(f"{ROOT}/services/{{code}}.{{form}}")
async def define_service(
    code: str, form: Form, request: Request, runtime: CurrentRuntime, database: OwnDatabase
) -> Response:
    """What a category asks for beside what every request has: nothing."""
    _require_jurisdiction(request.query_params.get("jurisdiction_id"), request, runtime)
    async with database.read() as tx:
        await _require_service(tx, code)
    return document(form, "service_definition", answers.definition(code))


@routes.post(f"{ROOT}/requests.{{form}}", status_code=201)
async def make_request(form: Form, request: Request, runtime: CurrentRuntime) -> Response:
    """Report a problem; the same content within a day is the same request."""
    given = read_form(await request.body())
    _require_jurisdiction(given.get("jurisdiction_id"), request, runtime)
    source = await _source(runtime, given.get("api_key"))
    wish = read_wish(given)
    async with runtime.database.begin() as tx:
        name = await _require_service(tx, wish.service_code)
        report_id = await _make(tx, runtime, wish, source, name=name)
    return document(form, "service_requests", [answers.made(report_id)], status=201)


@routes.get(f"{ROOT}/requests.{{form}}")
async def list_requests(
    form: Form, request: Request, runtime: CurrentRuntime, database: OwnDatabase
) -> Response:
    """Requests of ninety days at most: those that were accepted; with an `api_key` its own."""
    given = request.query_params
    _require_jurisdiction(given.get("jurisdiction_id"), request, runtime)
    api_key = given.get("api_key")
    source = await _source(runtime, api_key) if api_key else None
    question = read_question(given, now=runtime.clock())
    async with database.read() as tx:
        found = await store.asked(tx, question, source_id=source.id if source else None)
        categories = await reference.categories(tx)
    told = answers.requests(found, categories, agency=_city(runtime), all_shown=source is not None)
    return document(form, "service_requests", told)


@routes.get(f"{ROOT}/requests/{{request_id}}.{{form}}")
async def read_request(
    request_id: str, form: Form, request: Request, runtime: CurrentRuntime, database: OwnDatabase
) -> Response:
    """One request, for whoever knows its id."""
    _require_jurisdiction(request.query_params.get("jurisdiction_id"), request, runtime)
    async with database.read() as tx:
        found = await store.find(tx, _id(request_id))
        if found is None:
            raise RequestUnknown(id=request_id)
        categories = await reference.categories(tx)
    told = answers.requests([found], categories, agency=_city(runtime), all_shown=False)
    return document(form, "service_requests", told)


@routes.get(f"{ROOT}/tokens/{{token}}.{{form}}")
async def read_token(
    token: str, form: Form, request: Request, runtime: CurrentRuntime, database: OwnDatabase
) -> Response:
    """The request of a token: every request has its id at once, which is its token too."""
    _require_jurisdiction(request.query_params.get("jurisdiction_id"), request, runtime)
    async with database.read() as tx:
        if await store.find(tx, _id(token)) is None:
            raise RequestUnknown(id=token)
    told = [{"token": token, "service_request_id": token}]
    return document(form, "service_requests", told)


async def _make(
    tx: Transaction, runtime: Runtime, wish: Wish, source: ExternalSource, *, name: str
) -> UUID:
    # Ids of today's and yesterday's content, so that two that come at once are one as well.
    days = [(tx.at - timedelta(days=back)).date() for back in (0, 1)]
    ids = [uuid5(source.id, f"{day.isoformat()} {wish.digest.hex()}") for day in days]
    before = await store.since(tx, ids, at=tx.at - AGAIN)
    if before is not None:
        return before
    content = Content(wish.description or name, wish.place, wish.service_code, ())
    given = Submission(ids[0], content, source.code, wish.digest)
    by = Actor(source.id, source.name, source.organisation_id)
    report, is_new = await submitting.submit(tx, runtime, given, by=by)
    if is_new:
        await store.add(tx, report, wish, source_id=source.id)
    return report.id


async def _source(runtime: Runtime, api_key: str | None) -> ExternalSource:
    if not api_key:
        raise ApiKeyRefused
    try:
        return await source_of_key(runtime, api_key)
    except NotSigned:
        raise ApiKeyRefused from None


async def _require_service(tx: Transaction, code: str) -> str:
    """The category's name; `ServiceUnknown` where it is none that can be reported."""
    found = answers.services(await reference.categories(tx))
    name = next((each["service_name"] for each in found if each["service_code"] == code), None)
    if name is None:
        raise ServiceUnknown(code=code)
    return str(name)


def _require_jurisdiction(given: str | None, request: Request, runtime: Runtime) -> None:
    """The city is the only jurisdiction, so its code may as well be left out."""
    _let_in(request, runtime)
    root = runtime.directory.root
    if given and (root is None or given != runtime.directory.find(root).code):
        raise JurisdictionUnknown(jurisdiction=given)


def _let_in(request: Request, runtime: Runtime) -> None:
    address = request.client.host if request.client else ""
    resources.of(runtime).addresses.take(address)


def _city(runtime: Runtime) -> str:
    root = runtime.directory.root
    if root is None:
        # No organisation has been heard of yet; identity's facts are on their way.
        raise Unavailable
    return runtime.directory.find(root).name


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise RequestUnknown(id=text) from None


def _refused(request: Request, refusal: Refusal) -> Response:
    wanted: Form = "json" if request.url.path.endswith(".json") else "xml"
    kinds = (STATUS[kind] for kind in type(refusal).__mro__ if kind in STATUS)
    status = next(kinds, None) or problems.status_of(refusal)
    description = f"{refusal.sentence('zh')} {refusal.sentence('en')}"
    content = [{"code": status, "description": description}]
    answer = document(wanted, "errors", content, status=status)
    if isinstance(refusal, TooMany):
        answer.headers["Retry-After"] = str(refusal.facts["seconds"])
    return answer
