"""Photos for tests: each builder fills in whatever the test is not about."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services.media.domain import Original, Photo, Position, Rendition, Uploader
from services.media.near_copies import Fingerprint

PHOTO = UUID(int=0xF0)
CASE = UUID(int=0xCA)
OTHER_CASE = UUID(int=0xCB)
PERSON = UUID(int=0xA1)
SOMEBODY_ELSE = UUID(int=0xA2)
STREET = UUID(int=0x51)
NOON = datetime(2026, 11, 3, 4, 0, tzinfo=UTC)
"""Twelve o'clock in Fushun."""


def an_original(**changed: Any) -> Original:
    facts: dict[str, Any] = {
        "key": "originals/2026/11/f0.jpg",
        "sha256": "ab" * 32,
        "size": 1000,
        "format": "jpeg",
        "width": 640,
        "height": 480,
        "taken_at": None,
        "position": None,
    }
    return Original(**facts | changed)


def a_photo(**changed: Any) -> Photo:
    facts: dict[str, Any] = {
        "id": PHOTO,
        "case_id": None,
        "uploader": Uploader(PERSON, "张伟", STREET, "古城子街道"),
        "original": an_original(),
        "code": "23456789ABCD",
        "captured_at": None,
        "received_at": NOON,
        "position": Position(123.91, 41.88),
        "address": "雷锋路与和平路交叉口",
    }
    return Photo(**facts | changed)


def a_rendition(**changed: Any) -> Rendition:
    facts: dict[str, Any] = {
        "picture_key": "pictures/2026/11/f0.jpg",
        "picture_sha256": "cd" * 32,
        "thumbnail_key": "thumbnails/2026/11/f0.jpg",
        "thumbnail_sha256": "ef" * 32,
        "width": 640,
        "height": 480,
    }
    return Rendition(**facts | changed)


def a_fingerprint(**changed: Any) -> Fingerprint:
    facts: dict[str, Any] = {"view": "whole", "hash": 0xA5, "grid": bytes(range(256))}
    return Fingerprint(**facts | changed)
