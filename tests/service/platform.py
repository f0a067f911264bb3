"""Another platform in front of intake: its records, signed as its own program would do it."""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx

from services.intake.external.signing import sign
from tests.service.importing import ADMINISTRATOR, SHUNCHENG, ImportDesk

FIELDS = {
    "problem": {"field": "description"},
    "place/name": {"field": "address"},
    "place/lng": {"field": "longitude", "system": "wgs84"},
    "place/lat": {"field": "latitude", "system": "wgs84"},
    "seen": {"field": "found_at"},
    "state": {"field": "status"},
}


def a_source(**given: Any) -> dict[str, Any]:
    source = {
        "name": "数字化城管平台",
        "organisation_id": str(SHUNCHENG),
        "id_field": "taskNo",
        "fields": FIELDS,
    }
    return {**source, **given}


def a_record(own_id: str = "DC-2023-000001", **given: Any) -> dict[str, Any]:
    record = {
        "taskNo": own_id,
        "problem": "沿街商户占道经营",
        "place": {"name": "新华大街12号", "lng": 123.9182, "lat": 41.8683},
        "seen": "2023-09-01 08:30",
        "state": "未整改",
        "grid": "210411-07",
    }
    return {**record, **given}


@dataclass
class Platform:
    """A platform with a key. `ahead` is how many seconds its clock is before the server's."""

    office: ImportDesk
    code: str
    key_id: UUID
    secret: str
    ahead: int = 0

    def request(self, *records: Any, path: str = "", body: bytes = b"") -> httpx.Request:
        """The signed request; `path` and `body` replace those that were signed."""
        signed = f"/api/intake/external/{self.code}"
        content = json.dumps({"records": records}, ensure_ascii=False).encode()
        now = int(self.office.desk.now.timestamp()) + self.ahead
        signature = sign(
            self.secret, key_id=self.key_id, method="POST", path=signed, time=now, body=content
        )
        headers = {"Authorization": signature.header, "Content-Type": "application/json"}
        client = self.office.desk.client
        return client.build_request(
            "POST", path or signed, content=body or content, headers=headers
        )

    async def send(self, *records: Any, **given: Any) -> httpx.Response:
        return await self.office.desk.client.send(self.request(*records, **given))

    async def outcomes(self, *records: Any) -> list[str]:
        """What became of each record."""
        answer = await self.send(*records)
        assert answer.status_code == 200, answer.text
        return [each["outcome"] for each in answer.json()["records"]]


async def a_platform(office: ImportDesk, code: str = "szcg", **given: Any) -> Platform:
    """A platform that the administrator made known, with a key."""
    answer = await office.desk.put(f"/external-sources/{code}", a_source(**given), by=ADMINISTRATOR)
    assert answer.status_code == 201, answer.text
    key = await a_key(office, code)
    return Platform(office, code, UUID(key["id"]), key["secret"])


async def a_key(office: ImportDesk, code: str = "szcg", use: str = "signing") -> Any:
    path = f"/external-sources/{code}/keys"
    answer = await office.desk.create(path, {"use": use}, by=ADMINISTRATOR)
    assert answer.status_code == 201, answer.text
    return answer.json()
