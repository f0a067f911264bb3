"""The chain of the official ledger: each entry's hash covers the one before it.

An entry covers its payload by hash only, so a payload can be taken out for the protection of a
person and the chain stays whole. `hash = SHA-256(0x00 || previous hash || canonical entry)`.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any
from uuid import UUID

GENESIS = "00" * 32
"""What the first entry of every chain follows."""


@dataclass(frozen=True)
class Head:
    """Where a chain ends: its last entry's number and hash."""

    seq: int = 0
    hash: str = GENESIS


@dataclass(frozen=True)
class Link:
    """The chained part of an entry. `seq` counts from 1 without gaps; hashes are hexadecimal."""

    chain: UUID
    seq: int
    kind: str
    case_id: UUID
    at: datetime
    payload_hash: str
    prev_hash: str
    hash: str


def canonical(value: Any) -> bytes:
    """One spelling per value: sorted keys, no spaces, UTF-8. A float is a `ValueError`."""
    _refuse_floats(value)
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def link(
    head: Head, *, chain: UUID, kind: str, case_id: UUID, at: datetime, payload: bytes
) -> Link:
    """The entry that follows `head`."""
    seq, payload_hash = head.seq + 1, sha256(payload).hexdigest()
    covered = _covered(chain, seq, kind, case_id, at, payload_hash)
    return Link(
        chain=chain,
        seq=seq,
        kind=kind,
        case_id=case_id,
        at=at,
        payload_hash=payload_hash,
        prev_hash=head.hash,
        hash=_hash(head.hash, covered),
    )


@dataclass(frozen=True)
class Verdict:
    """How far a chain is whole; `broken` is the first entry that isn't."""

    head: Head
    broken: int | None = None
    redacted: int = 0


def verify(
    entries: Iterable[tuple[Link, bytes | None]], *, after: Verdict | None = None
) -> Verdict:
    """Follow a chain, entry and payload by turns; `after` goes on where an earlier call ended."""
    verdict = after or Verdict(Head())
    for entry, payload in entries:
        if verdict.broken is not None:
            break
        verdict = _follow(verdict, entry, payload)
    return verdict


def close(verdict: Verdict, head: Head) -> Verdict:
    """Compare the end that was reached with the recorded head: cut-off entries show here."""
    if verdict.broken is None and verdict.head != head:
        return Verdict(verdict.head, min(verdict.head.seq, head.seq) + 1, verdict.redacted)
    return verdict


def _follow(verdict: Verdict, entry: Link, payload: bytes | None) -> Verdict:
    head = verdict.head
    covered = _covered(
        entry.chain, entry.seq, entry.kind, entry.case_id, entry.at, entry.payload_hash
    )
    whole = (
        entry.seq == head.seq + 1
        and entry.prev_hash == head.hash
        and entry.hash == _hash(head.hash, covered)
        and (payload is None or sha256(payload).hexdigest() == entry.payload_hash)
    )
    if not whole:
        return Verdict(head, head.seq + 1, verdict.redacted)
    return Verdict(Head(entry.seq, entry.hash), None, verdict.redacted + (payload is None))


def _covered(
    chain: UUID, seq: int, kind: str, case_id: UUID, at: datetime, payload_hash: str
) -> bytes:
    return canonical(
        {
            "chain": str(chain),
            "seq": seq,
            "kind": kind,
            "case_id": str(case_id),
            "payload_hash": payload_hash,
            "at": at.astimezone(UTC).isoformat(timespec="microseconds"),
        }
    )


def _hash(prev_hash: str, covered: bytes) -> str:
    return sha256(b"\x00" + bytes.fromhex(prev_hash) + covered).hexdigest()


def _refuse_floats(value: Any) -> None:
    if isinstance(value, float):
        raise ValueError("numbers of an entry are integers or text: floats have many spellings")
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            _refuse_floats(each)
