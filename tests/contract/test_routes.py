"""Every door of every service: who may knock, and what a command must bring."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from services.chassis import web
from services.chassis.blueprint import Service
from services.chassis.callers import CurrentCaller, current_caller
from services.chassis.commands import (
    Changing,
    Creating,
    changing_command,
    creating_command,
    replacing_command,
)
from services.chassis.tables import service_metadata
from tests.whole import SERVICES

Door = tuple[str, str, str]

OPEN: dict[Door, str] = {
    ("identity", "POST", "/sessions"): "signing in: who comes has no token yet",
    ("identity", "POST", "/sessions/refresh"): "the refresh token itself says who asks",
    ("identity", "POST", "/sessions/enrolment"): "the challenge says who asks",
    ("identity", "POST", "/sessions/second-step"): "the challenge says who asks",
    ("identity", "GET", "/sessions/outside"): "who has no token yet sees how to sign in",
    ("identity", "POST", "/sessions/outside"): "signing in elsewhere begins without a token",
    ("identity", "POST", "/sessions/outside/completion"): "state and cookie say who asks",
    ("identity", "POST", "/password"): "the link an administrator made says who asks",
    ("identity", "GET", "/.well-known/jwks.json"): "public keys, which check everybody's tokens",
    ("intake", "POST", "/external/{source}"): "a platform's signature itself says who asks",
    ("intake", "GET", "/open311/v2/discovery.{form}"): "Open311: where it is spoken",
    ("intake", "GET", "/open311/v2/services.{form}"): "Open311: what can be reported",
    ("intake", "GET", "/open311/v2/services/{code}.{form}"): "Open311: the same of one category",
    ("intake", "POST", "/open311/v2/requests.{form}"): "the `api_key` says who asks",
    ("intake", "GET", "/open311/v2/requests.{form}"): "Open311: what was accepted, for anybody",
    ("intake", "GET", "/open311/v2/requests/{request_id}.{form}"): "who made it knows its id",
    ("intake", "GET", "/open311/v2/tokens/{token}.{form}"): "who made it knows its id",
    ("media", "GET", "/files/{kind}/{subject_id}/{version}"): "the signed link itself says so",
    ("media", "GET", "/documents/{kind}/{subject_id}"): "the signature of who makes documents",
    ("media", "POST", "/files/incoming"): "the signed form itself says so",
    ("media", "PUT", "/imports/{import_id}/photos/{photo_id}"): "the signature of intake's worker",
    ("media", "OPTIONS", "/resumable"): "what the protocol can do, for whoever wants to know",
    ("media", "GET", "/verifications/{code}"): "anyone may check a photo; the answer names nobody",
    ("media", "GET", "/verifications/{code}/picture"): "it goes with the code, and names nobody",
    ("media", "POST", "/verifications"): "anyone may check a picture; it is compared and not kept",
    ("media", "GET", "/verify"): "the page on which anyone checks a photo",
    ("media", "POST", "/verify"): "the same for a picture, as a form without script",
    ("media", "GET", "/verify/{code}"): "the page that a watermark's QR code opens",
    ("media", "GET", "/verify/assets/{name}"): "that page's style and script",
}
"""What answers without a caller (service, method, path), and why it may."""
NO_COMMAND: dict[Door, str] = {
    ("identity", "POST", "/sessions"): "a stored answer would hold a token",
    ("identity", "POST", "/sessions/refresh"): "a refresh token is good once",
    ("identity", "POST", "/sessions/enrolment"): "the latest secret voids the others",
    ("identity", "POST", "/sessions/second-step"): "a challenge and a code are good once",
    ("identity", "POST", "/people/me/second-factor"): "the latest secret voids the others",
    ("identity", "POST", "/people/me/second-factor/enrolment"): "a code is good once",
    ("identity", "POST", "/people/me/second-factor/removal"): "a code is good once",
    ("identity", "DELETE", "/sessions/current"): "a session ends once, however often it is asked",
    ("identity", "POST", "/sessions/outside"): "each beginning is one of its own",
    ("identity", "POST", "/sessions/outside/completion"): "a state is good once",
    ("identity", "POST", "/people/me/outside-account"): "a state is good once",
    ("identity", "DELETE", "/people/me/outside-account"): "without one nothing happens",
    ("identity", "POST", "/password"): "a link is good once",
    ("media", "PUT", "/imports/{import_id}/photos/{photo_id}"): "a photo's id is of its bytes",
    ("media", "POST", "/verifications"): "it changes nothing",
    ("media", "POST", "/verify"): "it changes nothing",
    ("identity", "POST", "/people/me/password"): "the present password must be known",
    ("identity", "POST", "/people/{person_id}/password-reset"): "the latest link voids the others",
    ("intake", "POST", "/routing-rules/trial"): "nothing is changed: the rules are only tried",
    ("intake", "POST", "/external/{source}"): "a signature is good once, a record taken once",
    ("intake", "POST", "/open311/v2/requests.{form}"): "the same content is the same request",
    ("intake", "POST", "/external-sources/proposals"): "nothing is changed",
    ("intake", "POST", "/external-sources/{code}/keys"): "a stored answer would hold a secret",
    ("intake", "DELETE", "/external-sources/{code}/keys/{key_id}"): "what is void stays void",
    ("dispatch", "POST", "/departments/{organisation_id}/receipts"): "confirmed stays confirmed",
    (
        "dispatch",
        "POST",
        "/departments/{organisation_id}/orders/{order_id}/resending",
    ): "an order has one id however often it is sent",
    ("notice", "POST", "/notices/read"): "what is read stays read",
    ("notice", "POST", "/notices/{notice_id}/read"): "what is read stays read",
    ("notice", "POST", "/templates/preview"): "nothing is changed",
    ("ledger", "POST", "/table/query"): "a question; nothing is changed",
    ("ledger", "POST", "/table/count"): "a question; nothing is changed",
    ("ledger", "POST", "/achievements/query"): "a question; nothing is changed",
    ("ledger", "POST", "/table/groups"): "a question; nothing is changed",
    ("ledger", "DELETE", "/exports/{export_id}"): "what is gone stays gone",
    ("ledger", "POST", "/chains/{chain}/entries/{seq}/corrections"): (
        "`Creating`: an entry never changes, so it has no version; the key keeps it from repeating"
    ),
    ("media", "POST", "/uploads"): "the photo's own id makes it one; a stored form would expire",
    ("media", "POST", "/uploads/{photo_id}/completion"): "a photo is taken in once under its id",
    ("media", "POST", "/files/incoming"): "the form fixes the file's key, size and type",
    ("media", "OPTIONS", "/resumable"): "changes nothing",
    ("media", "POST", "/resumable"): "the photo's own id makes it one",
    ("media", "PATCH", "/resumable/{photo_id}"): "Upload-Offset tells what it was decided on",
    ("media", "DELETE", "/resumable/{photo_id}"): "what is gone stays gone",
}
"""What lacks the command its path asks for, and why repeating it or racing it does no harm."""

every_service = pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)


@dataclass(frozen=True)
class Endpoint:
    """One method of one path below `/api/<service>`, with everything it depends on."""

    method: str
    path: str
    depends_on: frozenset[Any]

    @property
    def is_about_something(self) -> bool:
        return "{" in self.path


def endpoints(service: Service) -> Iterator[Endpoint]:
    """The service's routes, without health, metrics and its own documentation."""
    prefix = f"/api/{service.name}"
    beside = {"/health/live", "/health/ready", "/metrics"}
    beside |= {f"{prefix}/{name}" for name in ("openapi.json", "docs", "docs/assets")}
    for route in iter_route_contexts(web.build(service).routes):
        if route.path in beside:
            continue
        is_api = isinstance(route.original_route, APIRoute)
        calls = frozenset(_calls(route.dependant)) if is_api else frozenset()
        for method in sorted(route.methods or {"ANY"}):
            yield Endpoint(method, (route.path or "").removeprefix(prefix), calls)


def without_caller(service: Service) -> set[Door]:
    return {
        (service.name, each.method, each.path)
        for each in endpoints(service)
        if current_caller not in each.depends_on
    }


def without_command(service: Service) -> set[Door]:
    """Commands that can be repeated or raced unnoticed; the operators' own are the chassis's."""
    return {
        (service.name, each.method, each.path)
        for each in endpoints(service)
        if each.method not in {"GET", "HEAD"}
        and not each.path.startswith("/operations/")
        and not _wanted(each) & each.depends_on
    }


def _wanted(endpoint: Endpoint) -> set[Any]:
    if endpoint.method == "PUT":
        return {replacing_command, changing_command}
    return {changing_command} if endpoint.is_about_something else {creating_command}


def _calls(dependant: Any) -> Iterator[Any]:
    yield dependant.call
    for each in dependant.dependencies:
        yield from _calls(each)


@every_service
def test_every_route_needs_a_caller_or_is_listed_as_open(service: Service):
    listed = {door for door in OPEN if door[0] == service.name}

    assert without_caller(service) == listed


@every_service
def test_the_open_routes_are_the_services_public_paths(service: Service):
    assert {path for _, _, path in without_caller(service)} == service.public_paths


@every_service
def test_every_command_can_be_repeated_and_notices_what_came_between(service: Service):
    listed = {door for door in NO_COMMAND if door[0] == service.name}

    assert without_command(service) == listed


@every_service
def test_every_route_is_documented(service: Service):
    undocumented = [
        f"{route.methods} {route.path}"
        for route in iter_route_contexts(service.routes.routes)
        if isinstance(route.original_route, APIRoute) and not route.description
    ]

    assert undocumented == []


@every_service
def test_no_route_hides_another(service: Service):
    seen = [(each.method, each.path) for each in endpoints(service)]

    assert sorted(seen) == sorted(set(seen))


def test_the_guards_see_what_is_missing():
    assert without_caller(toy()) == {("toy", "POST", "/bells"), ("toy", "GET", "/bells/{id}")}
    assert without_command(toy()) == {
        ("toy", "POST", "/bells"),
        ("toy", "DELETE", "/bells/{id}"),
        ("toy", "POST", "/bells/{id}/ring"),
    }


def test_the_guards_see_what_is_there():
    assert ("toy", "POST", "/towers") not in without_command(toy())
    assert ("toy", "PATCH", "/towers/{id}") not in without_command(toy())


def toy() -> Service:
    routes = web.router()

    @routes.post("/bells")
    async def cast() -> None: ...

    @routes.get("/bells/{id}")
    async def show(id: str) -> None: ...

    @routes.delete("/bells/{id}")
    async def melt(id: str, caller: CurrentCaller) -> None: ...

    @routes.post("/bells/{id}/ring")
    async def ring(id: str, command: Creating) -> None: ...

    @routes.post("/towers")
    async def build(command: Creating) -> None: ...

    @routes.patch("/towers/{id}")
    async def raise_higher(id: str, command: Changing) -> None: ...

    return replace(
        SERVICES[0], name="toy", routes=routes, tables=service_metadata(), handlers={}, jobs=()
    )
