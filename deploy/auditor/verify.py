#!/usr/bin/env python3
"""Verify an export of a Shirong ledger with nothing of Shirong: only the export and the public key.

    python3 verify.py export.jsonl --key 'shirong/<chain>+<id>+<key>'
    python3 verify.py export.jsonl --key … --earlier note.txt   # a checkpoint somebody kept
    python3 verify.py export.jsonl --key … --case <case id>     # an inclusion proof of its entries

Needs Python 3.11 and the `cryptography` package. The rules it follows: SHA-256 chains as told in
`README.md` beside this file, RFC 6962 trees, C2SP signed notes. Ends with 0 when everything is
whole, with 1 when something isn't, with 2 when it can't tell.
"""

import argparse
import base64
import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

GENESIS = "00" * 32
COVERED = ("chain", "seq", "kind", "case_id", "payload_hash", "at")


class Broken(Exception):
    """Something isn't as it was written; the message says what."""


@dataclass
class Ledger:
    """What an export holds, as far as it was found whole."""

    chain: str
    leaves: list[bytes] = field(default_factory=list)
    cases: dict[str, list[int]] = field(default_factory=dict)
    redacted: int = 0
    notes: list[str] = field(default_factory=list)


def read(lines: Iterator[str]) -> Ledger:
    """Follow the chain from its first entry to its last."""
    ledger = Ledger(str(json.loads(next(lines))["chain"]))
    previous = GENESIS
    for line in lines:
        entry = json.loads(line)
        if "checkpoint" in entry:
            ledger.notes.append(entry["checkpoint"])
            continue
        previous = _follow(ledger, entry, previous)
    return ledger


def _follow(ledger: Ledger, entry: dict[str, Any], previous: str) -> str:
    seq = len(ledger.leaves) + 1
    covered = {name: entry[name] for name in COVERED if name != "chain"} | {"chain": ledger.chain}
    text = json.dumps(covered, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    expected = sha256(b"\0" + bytes.fromhex(previous) + text.encode()).hexdigest()
    if entry["seq"] != seq:
        raise Broken(f"entry {seq} is missing")
    if entry["prev_hash"] != previous or entry["hash"] != expected:
        raise Broken(f"entry {seq} is not what was chained")
    if entry["payload"] is None:
        ledger.redacted += 1
    elif sha256(entry["payload"].encode()).hexdigest() != entry["payload_hash"]:
        raise Broken(f"the content of entry {seq} was changed")
    ledger.leaves.append(bytes.fromhex(expected))
    ledger.cases.setdefault(entry["case_id"], []).append(seq)
    return expected


def root(leaves: list[bytes]) -> bytes:
    """The RFC 6962 root of the leaves."""
    if not leaves:
        return sha256(b"").digest()
    level = [sha256(b"\0" + leaf).digest() for leaf in leaves]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=False)
        joined = [sha256(b"\1" + left + right).digest() for left, right in pairs]
        level = joined + (level[-1:] if len(level) % 2 else [])
    return level[0]


def path(leaves: list[bytes], index: int) -> list[bytes]:
    """The RFC 6962 inclusion path of one leaf."""
    if len(leaves) <= 1:
        return []
    split = 1 << (len(leaves) - 1).bit_length() - 1
    left, right = leaves[:split], leaves[split:]
    if index < split:
        return [*path(left, index), root(right)]
    return [*path(right, index - split), root(left)]


def opened(note: str, key: str) -> tuple[int, bytes]:
    """Size and root of a checkpoint that the key signed."""
    name, identity, encoded = key.split("+", 2)
    public = base64.b64decode(encoded)
    text, _, signature = note.partition("\n\n")
    origin, size, encoded_root = text.splitlines()
    who, signed = signature.removeprefix("\u2014 ").strip().split(" ")
    raw = base64.b64decode(signed)
    if origin != name or who != name or raw[:4].hex() != identity or public[:1] != b"\x01":
        raise Broken(f"a checkpoint of {origin} was not signed by {name}")
    try:
        Ed25519PublicKey.from_public_bytes(public[1:]).verify(raw[4:], f"{text}\n".encode())
    except InvalidSignature:
        raise Broken(f"the signature on the checkpoint of {size} entries is not good") from None
    return int(size), base64.b64decode(encoded_root)


def check(ledger: Ledger, note: str, key: str) -> int:
    """The size of a checkpoint that agrees with the ledger."""
    size, signed = opened(note, key)
    if size > len(ledger.leaves):
        raise Broken(f"{size} entries were signed, {len(ledger.leaves)} are there")
    if root(ledger.leaves[:size]) != signed:
        raise Broken(f"the first {size} entries are not those that were signed")
    return size


def main() -> int:
    parser = argparse.ArgumentParser(description="Verify an export of a Shirong ledger.")
    parser.add_argument("export", type=Path)
    parser.add_argument("--key", required=True, help="the chain's verifier key")
    parser.add_argument("--earlier", type=Path, action="append", default=[], help="a kept note")
    parser.add_argument("--case", help="prove that this case's entries are in the ledger")
    asked = parser.parse_args()
    try:
        with asked.export.open(encoding="utf-8") as file:
            ledger = read(iter(file))
        notes = [*ledger.notes, *(each.read_text("utf-8") for each in asked.earlier)]
        sizes = [check(ledger, note, asked.key) for note in notes]
    except Broken as problem:
        print(f"BROKEN: {problem}")
        return 1
    except (OSError, ValueError, KeyError, TypeError, StopIteration) as problem:
        print(f"This is not an export that can be read: {problem!r}", file=sys.stderr)
        return 2
    covered = max(sizes, default=0)
    print(f"{len(ledger.leaves)} entries whole, {ledger.redacted} of them without their content")
    print(f"{len(sizes)} checkpoints agree; {len(ledger.leaves) - covered} entries are not signed")
    return _prove(ledger, asked.case, covered) if asked.case else 0


def _prove(ledger: Ledger, case: str, size: int) -> int:
    found = [seq for seq in ledger.cases.get(case, []) if seq <= size]
    for seq in found:
        print(f"entry {seq} of {size}:")
        for node in path(ledger.leaves[:size], seq - 1):
            print(f"  {node.hex()}")
    if not found:
        print(f"no signed entry about the case {case}")
    return 0 if found else 1


if __name__ == "__main__":
    sys.exit(main())
