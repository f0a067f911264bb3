"""The screens of the one-process form: the programs that `web/` builds, and what they are told.

/          to the program that fits the device; /open/… to what a notice is about, within it, and
           /sign-in/outside to where it goes on after an outside provider
/m/        the phone's program, /console/ the desk's; their own addresses lead to their page
/screens.json   where map tiles come from, if anywhere
"""

import os
from pathlib import Path

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.types import Receive, Scope, Send

BUILT = Path("web")
PROGRAMS = {"m": "mobile", "console": "console"}
TEXTS = frozenset({".css", ".html", ".js", ".json", ".svg", ".webmanifest"})
"""Files that are sent compressed."""
OUTSIDE = "/sign-in/outside"
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:{tiles}; media-src 'self' blob:; worker-src 'self'; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
"""Scripts come from files only. Styles may stand in the page: charts and maps set theirs there."""


class CompressedFile(FileResponse):
    """A file that is sent compressed to whoever takes that."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer the request."""
        compressing = GZipMiddleware(super().__call__, minimum_size=1024, compresslevel=6)
        await compressing(scope, receive, send)


class Screens:
    """Answers for the built programs; `None` where a path is none of theirs."""

    def __init__(self, built: Path = BUILT) -> None:
        self._folders = {
            path: (built / name / "dist").resolve()
            for path, name in PROGRAMS.items()
            if (built / name / "dist" / "index.html").is_file()
        }
        self._tiles = os.environ.get("SHIRONG_TILES_URL", "")
        self._attribution = os.environ.get("SHIRONG_TILES_ATTRIBUTION", "")

    def answer(self, scope: Scope) -> Response | None:
        """The page, file or redirect for a GET."""
        path: str = scope["path"]
        if path == "/screens.json":
            return JSONResponse({"tiles": self._source_of_tiles()})
        shared = path in {"/", OUTSIDE} or path.startswith("/open/")
        if shared and len(self._folders) == len(PROGRAMS):
            is_phone = "Mobi" in Headers(scope=scope).get("user-agent", "")
            fitting = f"/{'m' if is_phone else 'console'}{path}"
            if query := scope["query_string"].decode():
                fitting += f"?{query}"
            return RedirectResponse(fitting, 302, {"Vary": "User-Agent"})
        program, _, rest = path.removeprefix("/").partition("/")
        if program not in self._folders:
            return None
        if path == f"/{program}":
            return RedirectResponse(f"/{program}/", 308)
        return self._file(self._folders[program], rest)

    def _file(self, folder: Path, rest: str) -> Response | None:
        file = (folder / rest).resolve()
        if rest and file.is_relative_to(folder) and file.is_file():
            # Files under /assets are named by their content.
            is_kept = rest.startswith("assets/")
            kept = "public, max-age=31536000, immutable" if is_kept else "no-cache"
            return self._sent(file, kept)
        if rest.startswith("assets/"):
            return None
        return self._sent(folder / "index.html", "no-cache")

    def _sent(self, file: Path, kept: str) -> Response:
        kind = CompressedFile if file.suffix in TEXTS else FileResponse
        return kind(file, headers=self._headers(kept))

    def _headers(self, kept: str) -> dict[str, str]:
        tiles = f" {_origin(self._tiles)}" if self._tiles else ""
        return {
            "Cache-Control": kept,
            "Content-Security-Policy": POLICY.format(tiles=tiles),
            "Cross-Origin-Opener-Policy": "same-origin",
            "Permissions-Policy": "camera=(self), geolocation=(self), microphone=()",
            "Referrer-Policy": "no-referrer",
            "X-Content-Type-Options": "nosniff",
            "X-Frame-Options": "DENY",
        }

    def _source_of_tiles(self) -> dict[str, str | int] | None:
        if not self._tiles:
            return None
        return {"url": self._tiles, "attribution": self._attribution, "maxZoom": 18}


def _origin(url: str) -> str:
    """The part of an address that a policy names; `{s}` stands for any host name's first word."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0].replace('{s}', '*')}"
