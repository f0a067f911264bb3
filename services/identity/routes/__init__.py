"""Identity over HTTP, by noun."""

from services.chassis.web import router
from services.identity.routes import (
    delegations,
    organisations,
    outside,
    passwords,
    people,
    people_lists,
    second_factors,
    sessions,
    signing_keys,
)

routes = router()
for each in (
    organisations,
    people_lists,
    people,
    passwords,
    second_factors,
    sessions,
    outside,
    delegations,
    signing_keys,
):
    routes.include_router(each.routes)
