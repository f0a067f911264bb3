"""`python -m deploy.embedded` runs the city on a port; `… demo` drives one report through it."""

import argparse
import os
import socket
import sys
from pathlib import Path

import uvloop

from deploy.embedded import demo, first_start, secrets
from deploy.embedded.assembly import embedded, prepare
from services.chassis import garbage, logs
from services.chassis.serving import serve

CITY = Path("deploy/cities/fushun")


async def up(folder: Path, *, host: str, port: int) -> None:
    """Serve the city in `folder` until stopped."""
    kept = secrets.keep(folder)
    await prepare(folder, kept)
    async with embedded(folder, kept) as system:
        garbage.settle()
        first_start.announce(f"http://{host}:{port}", kept)
        await serve(system.gateway, host=host, port=port)
    print("Stopped; everything is kept in", folder)


def require_free(host: str, port: int) -> None:
    """`CannotStart` where nobody can listen: better now than after a season was played."""
    if not 0 < port < 65_536:
        raise first_start.CannotStart(f"a port is a number from 1 to 65535, which {port} is not")
    try:
        with socket.create_server((host, port)):
            pass
    except OSError as error:
        raise first_start.CannotStart(
            f"port {port} of {host} can't be used ({error}); choose another: PORT=8001 make up"
        ) from None


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m deploy.embedded")
    parser.add_argument("command", nargs="?", choices=["up", "demo"], default="up")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--data", type=Path, default=Path(".data"), help="where everything is kept")
    parser.add_argument("--city", type=Path, default=CITY, help="the city's folder")
    parser.add_argument("--cases", type=int, default=300, help="demo cases; 0 for none")
    given = parser.parse_args()
    folder = given.data.resolve()
    logs.start("embedded", "warning")
    try:
        if given.command == "demo":
            uvloop.run(demo.show(given.city))
        else:
            require_free(given.host, given.port)
            if not folder.exists():
                uvloop.run(first_start.found(folder, given.city, cases=given.cases))
                # A played season leaves the process twice as large as one that only serves.
                sys.stdout.flush()
                again = [sys.executable, "-m", "deploy.embedded", *sys.argv[1:]]
                os.execv(sys.executable, again)  # noqa: S606 - itself, with what it was given
            uvloop.run(up(folder, host=given.host, port=given.port))
    except first_start.CannotStart as problem:
        sys.exit(f"cannot start: {problem}")
    except KeyboardInterrupt:
        sys.exit("Stopped before the city was finished; the next start begins it anew")


if __name__ == "__main__":
    main()
