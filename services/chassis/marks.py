"""Marks that only who knows a secret can make: on links, forms, tickets, requests."""

import hmac
from hashlib import sha256


def key_for(secret: str, purpose: str) -> bytes:
    """A key of its own for every purpose, so that no mark is good for another."""
    return hmac.digest(secret.encode(), purpose.encode(), sha256)


def mark(secret: str, purpose: str, *facts: object) -> str:
    """The mark of these facts, in hexadecimal. None of them may hold a line break."""
    content = "\n".join(str(fact) for fact in facts)
    return hmac.new(key_for(secret, purpose), content.encode(), sha256).hexdigest()


def is_marked(secret: str, purpose: str, *facts: object, by: str) -> bool:
    """Whether `by` is the mark of these facts; takes as long for a wrong one as for the right."""
    return hmac.compare_digest(mark(secret, purpose, *facts).encode(), by.encode())
