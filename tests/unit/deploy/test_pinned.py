"""Each image holds its own part of the lock."""

import pytest

from deploy.pinned import ROOT, Pin, names_of, of_image, read_lock, with_their_own
from tests.whole import NAMES

LOCK = """\
kept==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via shirong (pyproject.toml)
needed==2.0 ; sys_platform == 'linux' \\
    --hash=sha256:cc
    # via
    #   kept
    #   stranger
stranger==3.0 \\
    --hash=sha256:dd
    # via shirong (pyproject.toml:dev)
"""
PINS = read_lock((ROOT / "requirements.lock").read_text("utf-8"))


def test_a_package_comes_with_its_hashes_and_what_it_needs():
    pins = read_lock(LOCK)

    assert with_their_own(["kept"], pins) == [
        Pin(
            "kept",
            "kept==1.0 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb",
            frozenset({"shirong", "(pyproject.toml)"}),
        ),
        Pin(
            "needed",
            "needed==2.0 ; sys_platform == 'linux' \\\n    --hash=sha256:cc",
            frozenset({"kept", "stranger"}),
        ),
    ]


def test_a_package_comes_in_the_version_of_every_python():
    old, new = "old==1 ; python_full_version < '3.12'", "old==2 ; python_full_version >= '3.12'"

    (pin,) = with_their_own(["old"], read_lock(f"{old}\n    # via a\n{new}\n    # via b\n"))

    assert pin == Pin("old", f"{old}\n{new}", frozenset({"a", "b"}))


def test_a_package_that_is_not_in_the_lock_is_missed():
    with pytest.raises(KeyError):
        with_their_own(["unheard-of"], read_lock(LOCK))


def test_requirements_are_known_by_name():
    assert names_of(["sqlalchemy[asyncio]>=2.1", "tzdata"]) == ["sqlalchemy", "tzdata"]


@pytest.mark.parametrize("name", NAMES)
def test_only_medias_image_holds_the_font(name: str):
    packages = {pin.name for pin in with_their_own(of_image(name), PINS)}

    assert ("justmytype-intl-cjk" in packages) == (name == "media")
    assert not packages & {"pytest", "mypy", "ruff", "uv", "testcontainers"}
