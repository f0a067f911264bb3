"""Colour profiles made by code: matrix and curve, ICC.1:2001-04 (version 2)."""

from struct import pack

RED, GREEN, BLUE = (0.4361, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7141)
"""Primaries of sRGB, adapted to D50."""
WHITE = (0.9642, 1.0, 0.8249)


def rgb(red: tuple[float, ...], green: tuple[float, ...], blue: tuple[float, ...]) -> bytes:
    """A display whose three lights are these XYZ, with a gamma of 2.2."""
    lights = {b"rXYZ": red, b"gXYZ": green, b"bXYZ": blue, b"wtpt": WHITE}
    tags = {name: _xyz(value) for name, value in lights.items()}
    return _profile(b"RGB ", tags | {name: _curve(2.2) for name in (b"rTRC", b"gTRC", b"bTRC")})


def grey(gamma: float) -> bytes:
    """Greys of this gamma."""
    return _profile(b"GRAY", {b"wtpt": _xyz(WHITE), b"kTRC": _curve(gamma)})


def _profile(space: bytes, tags: dict[bytes, bytes]) -> bytes:
    tags = {b"desc": _described(), b"cprt": b"text\0\0\0\0none\0\0\0\0", **tags}
    start, table, body = 128 + 4 + 12 * len(tags), b"", b""
    for name, content in tags.items():
        table += name + pack(">II", start + len(body), len(content))
        body += content + bytes(-len(content) % 4)
    size = start + len(body)
    head = pack(">I4sI4s4s4s", size, b"none", 0x02100000, b"mntr", space, b"XYZ ")
    head += bytes(12) + b"acsp" + bytes(28) + _numbers(*WHITE)
    return head + bytes(128 - len(head)) + pack(">I", len(tags)) + table + body


def _described() -> bytes:
    return b"desc\0\0\0\0" + pack(">I", 5) + b"test\0" + bytes(78)


def _xyz(value: tuple[float, ...]) -> bytes:
    return b"XYZ \0\0\0\0" + _numbers(*value)


def _numbers(*values: float) -> bytes:
    return b"".join(pack(">i", round(value * 65536)) for value in values)


def _curve(gamma: float) -> bytes:
    return b"curv\0\0\0\0" + pack(">IH", 1, round(gamma * 256)) + b"\0\0"


SWAPPED = rgb(BLUE, GREEN, RED)
"""What it calls red is blue."""
LIKE_SRGB = rgb(RED, GREEN, BLUE)
