"""Somebody with an authenticator on their phone."""

from dataclasses import dataclass, field
from typing import Any

import httpx
from pyotp import parse_uri

from tests.service.identity.office import PASSWORD, Office

WRONG_CODE = "000000"


@dataclass
class Phone:
    """An account whose authenticator shows codes by the office's clock."""

    office: Office
    username: str = "admin"
    address: str = ""
    recovery_codes: list[str] = field(default_factory=list)

    def code(self, steps: int = 0) -> str:
        """The code of now, or of `steps` half minutes later."""
        return str(parse_uri(self.address).at(self.office.hand.now, counter_offset=steps))

    def next_code(self) -> str:
        """A code that was not used yet: half a minute passes."""
        self.office.hand.turn(seconds=30)
        return self.code()

    async def enrol(self) -> dict[str, str]:
        """Enrol in a session of one's own; its header."""
        headers = await self.office.bearer(self.username)
        begun = await self.post("/people/me/second-factor", headers, password=PASSWORD)
        assert begun.status_code == 201, begun.text
        self.address = begun.json()["address"]
        enrolled = await self.post("/people/me/second-factor/enrolment", headers, code=self.code())
        assert enrolled.status_code == 201, enrolled.text
        self.recovery_codes = enrolled.json()["recovery_codes"]
        return headers

    async def challenge(self) -> str:
        """The first step: what it answers in the place of tokens."""
        answer = await self.office.sign_in(self.username)
        assert answer.status_code == 202, answer.text
        return str(answer.json()["challenge"])

    async def second_step(self, challenge: str, code: str) -> httpx.Response:
        answer = await self.post("/sessions/second-step", challenge=challenge, code=code)
        self.office.client.cookies.clear()
        return answer

    async def sign_in(self, code: str | None = None) -> httpx.Response:
        """Both steps, with a fresh code unless one is given."""
        challenge = await self.challenge()
        return await self.second_step(challenge, self.next_code() if code is None else code)

    async def bearer(self) -> dict[str, str]:
        answer = await self.sign_in()
        assert answer.status_code == 201, answer.text
        return {"authorization": f"Bearer {answer.json()['access_token']}"}

    async def post(
        self, path: str, headers: dict[str, str] | None = None, **body: Any
    ) -> httpx.Response:
        return await self.office.client.post(path, json=body, headers=headers)


def code_of(answer: httpx.Response) -> str:
    return str(answer.json()["type"]).removeprefix("/problems/")
