"""RFC 6962 Merkle trees over a chain's entries: one root for all, short proofs for each.

A leaf is an entry's hash in the chain (32 bytes). `Frontier` is all that is needed to let the tree
grow: the roots of its complete subtrees, the largest first.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

EMPTY = sha256(b"").digest()
"""The root of no entry (section 2.1)."""


def leaf_hash(leaf: bytes) -> bytes:
    return sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Frontier:
    """A tree of `size` leaves; `nodes` has one subtree for every bit that is set in the size."""

    size: int = 0
    nodes: tuple[bytes, ...] = ()

    def grown(self, leaves: Iterable[bytes]) -> "Frontier":
        """The tree with more leaves at its end."""
        size, nodes = self.size, list(self.nodes)
        for leaf in leaves:
            nodes.append(leaf_hash(leaf))
            size += 1
            # As in counting: for every bit that carries over, two subtrees become one.
            for _ in range((size & -size).bit_length() - 1):
                right = nodes.pop()
                nodes.append(node_hash(nodes.pop(), right))
        return Frontier(size, tuple(nodes))

    @property
    def root(self) -> bytes:
        if not self.nodes:
            return EMPTY
        *rest, found = self.nodes
        for node in reversed(rest):
            found = node_hash(node, found)
        return found


def inclusion(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The path that proves the leaf at `index` (from 0) to be under the root (section 2.1.1)."""
    hashes = [leaf_hash(leaf) for leaf in leaves]
    path: list[bytes] = []
    begin, end = 0, len(hashes)
    while end - begin > 1:
        split = begin + (1 << (end - begin - 1).bit_length() - 1)
        if index < split:
            path.append(_root(hashes, split, end))
            end = split
        else:
            path.append(_root(hashes, begin, split))
            begin = split
    return path[::-1]


def is_included(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> bool:
    """Whether the path leads from the leaf to the root (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    number, last, found = index, size - 1, leaf_hash(leaf)
    for node in path:
        if last == 0:
            return False
        if number & 1 or number == last:
            found = node_hash(node, found)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            found = node_hash(found, node)
        number, last = number >> 1, last >> 1
    return last == 0 and found == root


def _root(hashes: Sequence[bytes], begin: int, end: int) -> bytes:
    level = list(hashes[begin:end])
    while len(level) > 1:
        pairs = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        level = pairs + level[len(level) - len(level) % 2 :]
    return level[0]
