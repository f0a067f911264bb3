"""Identity, at a glance."""

from services.chassis.blueprint import Service
from services.identity import routes, tables
from services.identity.jobs import JOBS
from services.identity.resources import open_resources
from services.identity.settings import IdentitySettings

service = Service(
    name="identity",
    title="身份 · Identity",
    routes=routes.routes,
    tables=tables.metadata,
    handlers={},
    jobs=JOBS,
    settings=IdentitySettings,
    resources=open_resources,
    keeps_directory=False,
    public_paths=frozenset(
        {
            "/sessions",
            "/sessions/enrolment",
            "/sessions/second-step",
            "/sessions/outside",
            "/sessions/outside/completion",
            "/sessions/refresh",
            "/password",
            "/.well-known/jwks.json",
        }
    ),
)
