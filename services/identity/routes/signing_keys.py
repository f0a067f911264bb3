"""The public keys by which every service checks access tokens."""

from typing import Any

from fastapi import Response

from services.chassis.web import router
from services.identity.resources import OwnResources

routes = router()


@routes.get("/.well-known/jwks.json", tags=["keys"])
async def published_keys(resources: OwnResources, response: Response) -> dict[str, Any]:
    """The key that signs now, the next, and the last while its tokens live. RFC 7517."""
    response.headers["Cache-Control"] = "public, max-age=300"
    return {"keys": await resources.keyring.published()}
