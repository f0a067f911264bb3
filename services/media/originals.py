"""Originals as they were sealed."""

from hashlib import sha256

import anyio

from services.chassis import logs
from services.chassis.objects import Objects
from services.media.domain import Photo, SealBroken

log = logs.get()


async def unsealed(objects: Objects, photo: Photo) -> bytes:
    """The file as it came; `SealBroken` when the store holds anything else."""
    content = await objects.get(photo.original.key)
    found = await anyio.to_thread.run_sync(sha256, content)
    if found.hexdigest() != photo.original.sha256:
        log.error("seal broken", photo_id=str(photo.id), key=photo.original.key)
        raise SealBroken
    return content
