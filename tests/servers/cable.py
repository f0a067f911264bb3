"""A cable between a client and a server, which a test can pull out."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from yarl import URL


class Cable:
    """Carries bytes both ways; new connections find it plugged in again."""

    def __init__(self, host: str, port: int) -> None:
        self._host = host
        self._port = port
        self._ends: set[asyncio.StreamWriter] = set()
        self._unused = asyncio.Event()
        self._unused.set()

    def pull(self) -> None:
        """Break every connection at once, as a network does: nobody says goodbye."""
        for end in self._ends:
            end.transport.abort()

    async def unused(self) -> None:
        """Wait until no connection is left."""
        await self._unused.wait()

    async def connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry one client's connection to the server until either end is gone."""
        there, back = await asyncio.open_connection(self._host, self._port)
        ends = {writer, back}
        self._ends |= ends
        self._unused.clear()
        try:
            await asyncio.gather(_carry(reader, back), _carry(there, writer))
        finally:
            self._ends -= ends
            for end in ends:
                end.close()
            if not self._ends:
                self._unused.set()


async def _carry(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while data := await reader.read(65536):
            writer.write(data)
            await writer.drain()
    except ConnectionError:
        pass
    finally:
        writer.close()


@asynccontextmanager
async def cable_to(url: str) -> AsyncIterator[tuple[Cable, str]]:
    """A cable to the server of a URL, and the URL that leads through it."""
    server = URL(url)
    cable = Cable(server.host or "localhost", server.port or 5672)
    listening = await asyncio.start_server(cable.connect, "127.0.0.1")
    try:
        port = listening.sockets[0].getsockname()[1]
        yield cable, str(server.with_host("127.0.0.1").with_port(port))
    finally:
        listening.close()
        cable.pull()
        await cable.unused()
