"""An OpenID provider as a process of its own: code flow with PKCE, one client, any user.

`python -m tests.servers.openid PORT REDIRECT`. Whoever is named by `login` is signed in at once,
others are asked who they are; `wrong` asks for a token that a client must refuse.
"""

import argparse
import os
import secrets
import sys
import time
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import uvicorn
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from fastapi import FastAPI, Request
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from tests.servers.daemon import Daemon
from tests.servers.ports import free_port

CLIENT, SECRET = "shirong", "the-secret-of-the-client"


@dataclass(frozen=True)
class OpenId:
    """A running provider."""

    issuer: str
    redirect: str

    def sign_in(self, address: str, *, login: str, wrong: str = "") -> dict[str, str]:
        """Go where the city sends the browser; `state` and `code` that it comes back with."""
        answer = httpx.get(f"{address}&login={login}&wrong={wrong}", trust_env=False)
        assert answer.status_code == 307, answer.text
        back, _, query = answer.headers["location"].partition("?")
        assert back == self.redirect
        return {name: value for name, [value] in parse_qs(query).items()}


@contextmanager
def openid(folder: Path, *, redirect: str) -> Iterator[OpenId]:
    """The provider; gone at the end."""
    port = free_port()
    issuer = f"http://127.0.0.1:{port}"
    daemon = Daemon(
        [sys.executable, "-m", "tests.servers.openid", str(port), redirect],
        folder=folder,
        environment=os.environ | {"PYTHONPATH": str(Path.cwd())},
    )
    try:
        daemon.start(ready=lambda: _answers(issuer))
        yield OpenId(issuer, redirect)
    finally:
        daemon.kill()


def _answers(issuer: str) -> bool:
    try:
        return httpx.get(f"{issuer}/jwks", trust_env=False).is_success
    except httpx.HTTPError:
        return False


def application(issuer: str, redirect: str) -> FastAPI:
    """The provider's pages."""
    app = FastAPI()
    key = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}, private=True)
    stranger = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"}, private=True)
    codes: dict[str, dict[str, str]] = {}

    @app.get("/.well-known/openid-configuration")
    def configuration() -> dict[str, str]:
        return {
            "issuer": issuer,
            "authorization_endpoint": f"{issuer}/authorize",
            "token_endpoint": f"{issuer}/token",
            "jwks_uri": f"{issuer}/jwks",
        }

    @app.get("/jwks")
    def keys() -> Any:
        return KeySet([key]).as_dict(private=False)

    @app.get("/authorize")
    def authorize(request: Request) -> Response:
        asked = dict(request.query_params)
        expected = {
            "client_id": CLIENT,
            "redirect_uri": redirect,
            "response_type": "code",
            "code_challenge_method": "S256",
            "scope": "openid",
        }
        if wrong := [name for name, value in expected.items() if asked.get(name) != value]:
            return JSONResponse({"error": f"not as registered: {wrong}"}, 400)
        if "login" not in asked:
            back = f"{redirect}?{urlencode({'error': 'access_denied', 'state': asked['state']})}"
            return HTMLResponse(_page(asked, back))
        code = secrets.token_urlsafe(16)
        codes[code] = asked
        return RedirectResponse(f"{redirect}?{urlencode({'code': code, 'state': asked['state']})}")

    @app.post("/token")
    async def token(request: Request) -> Response:
        form = {name: value[0] for name, value in parse_qs((await request.body()).decode()).items()}
        asked = codes.pop(form.get("code", ""), None)
        account = b64decode(request.headers.get("authorization", "").removeprefix("Basic "))
        if asked is None or account != f"{CLIENT}:{SECRET}".encode():
            return JSONResponse({"error": "invalid_grant"}, 400)
        if create_s256_code_challenge(form.get("code_verifier", "")) != asked["code_challenge"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        if form.get("redirect_uri") != redirect:
            return JSONResponse({"error": "invalid_grant"}, 400)
        wrong, now = asked.get("wrong", ""), int(time.time())
        claims = {
            "iss": issuer if wrong != "issuer" else "http://127.0.0.1:1",
            "aud": CLIENT if wrong != "audience" else "another",
            "sub": asked["login"],
            "nonce": asked["nonce"] if wrong != "nonce" else "another",
            "iat": now,
            "exp": now + 300 if wrong != "time" else now - 300,
        }
        signed = jwt.encode(
            {"alg": "RS256", "kid": "one"}, claims, stranger if wrong == "key" else key
        )
        return JSONResponse(
            {"access_token": "unused", "token_type": "Bearer", "id_token": signed},
            headers={"Cache-Control": "no-store"},
        )

    return app


def _page(asked: dict[str, str], back: str) -> str:
    """Where a person tells who they are, or goes back without doing so."""
    kept = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in asked.items()
    )
    return (
        f'<form action="/authorize">{kept}<input name="login"><button>Go on</button></form>'
        f'<a href="{escape(back)}">Cancel</a>'
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("redirect")
    given = parser.parse_args()
    redirect = urlsplit(given.redirect)
    assert redirect.scheme == "https" or redirect.hostname == "127.0.0.1"
    uvicorn.run(
        application(f"http://127.0.0.1:{given.port}", given.redirect),
        port=given.port,
        log_level="warning",
    )
