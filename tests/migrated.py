"""Databases with a service's tables: Alembic makes them once a run, tests get copies."""

from pathlib import Path

from sqlalchemy.engine import URL, make_url

from services.chassis import migrate
from services.chassis.blueprint import Service
from tests.servers import postgres_server

_files: dict[str, bytes] = {}
_databases: dict[tuple[str, str], str] = {}
_made: set[str] = set()


async def migrated(service: Service, url: str) -> None:
    """Make the service's tables in the new database at the URL, as `migrate.upgrade` does."""
    place = make_url(url)
    if url in _made:
        await migrate.upgrade(service, url)
    elif place.get_backend_name() == "sqlite":
        await _copy_file(service, Path(str(place.database)))
    else:
        await _copy_database(service, place)
    _made.add(url)


async def _copy_file(service: Service, file: Path) -> None:
    if service.name not in _files:
        template = file.with_suffix(".template")
        await migrate.upgrade(service, f"sqlite+aiosqlite:///{template}")
        _files[service.name] = template.read_bytes()
        template.unlink()
    file.write_bytes(_files[service.name])


async def _copy_database(service: Service, place: URL) -> None:
    key = f"{place.host}:{place.port}", service.name
    if key not in _databases:
        template = place.set(database=f"{place.database}_template")
        await postgres_server.create(template)
        await migrate.upgrade(service, template.render_as_string(hide_password=False))
        _databases[key] = str(template.database)
    await postgres_server.replace(place, copy_of=_databases[key])
