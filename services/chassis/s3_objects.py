"""Objects in any S3 store. The client blocks, so it works in a few threads of its own."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime
from functools import partial
from io import BytesIO
from itertools import islice
from pathlib import Path
from typing import TypeVar

import anyio
import urllib3
from minio import Minio
from minio.datatypes import PostPolicy
from minio.error import MinioException, S3Error
from urllib3.exceptions import HTTPError
from urllib3.response import BaseHTTPResponse

from services.chassis.objects import CHUNK, PAGE, NoSuchObject, ObjectsAway, Stored, checked

THREADS = 8
MISSING = {"NoSuchKey", "NoSuchBucket", "NoSuchObject"}
BUCKET_EXISTS = {"BucketAlreadyOwnedByYou", "BucketAlreadyExists"}

Found = TypeVar("Found")


class S3Objects:
    """One object per key in one bucket, which is made with the first file."""

    def __init__(
        self,
        host: str,
        *,
        access_key: str,
        secret_key: str,
        bucket: str,
        secure: bool,
        authority: str | None = None,
    ) -> None:
        self._bucket = bucket
        self._bucket_known = False
        self._threads = anyio.CapacityLimiter(THREADS)
        self._client = Minio(
            host,
            access_key=access_key,
            secret_key=secret_key,
            secure=secure,
            http_client=urllib3.PoolManager(
                maxsize=THREADS,
                ca_certs=authority,
                timeout=urllib3.Timeout(connect=3, read=20),
                retries=urllib3.Retry(total=2, backoff_factor=0.2, status_forcelist=[502, 503]),
            ),
        )

    async def put(self, key: str, content: bytes, *, content_type: str) -> None:
        checked(key)

        def send() -> None:
            self._make_bucket()
            self._client.put_object(
                self._bucket, key, BytesIO(content), len(content), content_type=content_type
            )

        await self._run(send)

    async def put_file(self, key: str, path: Path, *, content_type: str) -> None:
        checked(key)

        def send() -> None:
            self._make_bucket()
            self._client.fput_object(self._bucket, key, str(path), content_type=content_type)

        await self._run(send)

    async def get(self, key: str) -> bytes:
        def receive() -> bytes:
            response = self._open(key)
            try:
                return bytes(response.data)
            finally:
                response.release_conn()

        return await self._run(receive)

    async def stream(self, key: str) -> AsyncIterator[bytes]:
        return self._chunks(await self._run(lambda: self._open(key)))

    async def exists(self, key: str) -> bool:
        try:
            await self._run(lambda: self._client.stat_object(self._bucket, checked(key)))
        except NoSuchObject:
            return False
        return True

    async def delete(self, key: str) -> None:
        await self._run(lambda: self._client.remove_object(self._bucket, checked(key)))

    async def form(
        self, key: str, *, content_type: str, size: int, until: datetime
    ) -> dict[str, str] | None:
        policy = PostPolicy(self._bucket, until)
        policy.add_equals_condition("key", checked(key))
        policy.add_equals_condition("Content-Type", content_type)
        policy.add_content_length_range_condition(size, size)

        def sign() -> dict[str, str]:
            self._make_bucket()
            return self._client.presigned_post_policy(policy)

        return {"key": key, "Content-Type": content_type, **await self._run(sign)}

    async def walk(self) -> AsyncIterator[list[Stored]]:
        after = ""
        while page := await self._run(partial(self._listed, after)):
            yield page
            after = page[-1].key

    def _listed(self, after: str) -> list[Stored]:
        try:
            found = self._client.list_objects(self._bucket, recursive=True, start_after=after)
            return [
                Stored(str(each.object_name), each.size or 0, each.last_modified)
                for each in islice(found, PAGE)
                if each.last_modified is not None
            ]
        except S3Error as error:
            if error.code in MISSING:
                return []
            raise

    def _open(self, key: str) -> BaseHTTPResponse:
        return self._client.get_object(self._bucket, checked(key))

    async def _chunks(self, response: BaseHTTPResponse) -> AsyncIterator[bytes]:
        try:
            while chunk := await self._run(lambda: response.read(CHUNK)):
                yield chunk
        finally:
            # Closing doesn't wait, and a reader who left has cancelled everything that does.
            response.close()
            response.release_conn()

    def _make_bucket(self) -> None:
        if self._bucket_known:
            return
        try:
            if not self._client.bucket_exists(self._bucket):
                self._client.make_bucket(self._bucket)
        except S3Error as error:
            if error.code not in BUCKET_EXISTS:
                raise
        self._bucket_known = True

    async def _run(self, work: Callable[[], Found]) -> Found:
        try:
            return await anyio.to_thread.run_sync(work, limiter=self._threads)
        except S3Error as error:
            if error.code in MISSING:
                raise NoSuchObject(str(error.object_name)) from error
            raise ObjectsAway from error
        except (MinioException, HTTPError, OSError) as error:
            raise ObjectsAway from error
