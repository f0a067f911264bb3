"""The steps of a problem's life as people take them, each at the service that owns it."""

from typing import Any
from uuid import UUID, uuid4

from deploy.demo.person import Person


def problem(case_id: str) -> str:
    """A problem's address in the problem pool."""
    return f"/api/review/problems/{case_id}"


def dispatched(case_id: str) -> str:
    """A case's address at dispatch: number, pool, clock."""
    return f"/api/dispatch/cases/{case_id}"


def worked(case_id: str) -> str:
    """A case's address at closure: rectification, verification, approval, deferral."""
    return f"/api/closure/cases/{case_id}"


async def organisations(person: Person) -> list[dict[str, Any]]:
    """The whole tree, flat: each with its `id`, `code` and `number_prefix`."""
    listed: list[dict[str, Any]] = (await person.get("/api/identity/organisations"))[
        "organisations"
    ]
    return listed


async def report(
    worker: Person,
    *,
    description: str,
    address: str,
    longitude: float,
    latitude: float,
    pictures: tuple[bytes, ...],
    mode: str = "general",
    urgent_reason: str = "",
    category_code: str | None = None,
    captured_at: str | None = None,
) -> str:
    """Upload the photos and submit the report; its id, which is the case's from first to last."""
    body: dict[str, Any] = {
        "id": str(uuid4()),
        "mode": mode,
        "description": description,
        "place": {"address": address, "longitude": longitude, "latitude": latitude},
        "category_code": category_code,
        "photo_ids": [str(await _photo(worker, each, address)) for each in pictures],
        "captured_at": captured_at,
    }
    if mode == "urgent":
        body["urgent_reason"] = urgent_reason
    made = await worker.create("/api/intake/reports", body)
    return str(made["id"])


async def approve(reviewer: Person, case_id: str, **corrections: Any) -> None:
    """Confirm a general problem, with corrections."""
    shown = await reviewer.wait_for(problem(case_id))
    await reviewer.change(problem(case_id), "approval", corrections, version=shown["version"])


async def confirm(leader: Person, case_id: str, note: str = "") -> None:
    """Confirm an urgent application."""
    shown = await leader.wait_for(problem(case_id))
    body = {"note": note}
    await leader.change(problem(case_id), "confirmation", body, version=shown["version"])


async def rectify(handler: Person, case_id: str, solution: str, picture: bytes) -> None:
    """Submit a solution with an after-photo."""
    photo = await handler.upload(picture)
    shown = await handler.wait_for(worked(case_id))
    body = {"solution": solution, "after_photo_ids": [str(photo)]}
    await handler.change(worked(case_id), "rectification", body, version=shown["version"])


async def verify(verifier: Person, case_id: str, note: str = "") -> None:
    """Pass the rectification: pre-closure."""
    shown = await verifier.wait_for(worked(case_id), status="submitted")
    body = {"note": note}
    await verifier.change(worked(case_id), "verification", body, version=shown["version"])


async def close(lead: Person, case_id: str, note: str = "") -> None:
    """Approve: closure."""
    shown = await lead.wait_for(worked(case_id), status="pre_closed")
    await lead.change(worked(case_id), "approval", {"note": note}, version=shown["version"])


async def _photo(worker: Person, picture: bytes, address: str) -> UUID:
    return await worker.upload(picture, address=address)
