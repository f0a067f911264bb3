"""What is derived from the one secret, and the hashing of passwords."""

import asyncio

import pytest
from argon2 import PasswordHasher

from services.identity.hashing import Hashing, HashingBusy
from services.identity.secrets import Secrets, WrongSecret, new_token

MINE, OTHER = Secrets("m" * 32), Secrets("o" * 32)


@pytest.fixture
def hashing():
    hashing = Hashing(most=2)
    yield hashing
    hashing.close()


def test_what_is_sealed_opens_with_the_same_secret_and_name():
    assert MINE.unseal(MINE.seal(b"key", name="k1"), name="k1") == b"key"


def test_what_is_sealed_does_not_show():
    assert b"private" not in MINE.seal(b"private", name="k1")


@pytest.mark.parametrize(("opener", "name"), [(OTHER, "k1"), (MINE, "k2")])
def test_what_is_sealed_opens_with_nothing_else(opener, name):
    with pytest.raises(WrongSecret):
        opener.unseal(MINE.seal(b"key", name="k1"), name=name)


def test_a_refresh_token_has_one_successor_that_only_the_secret_tells():
    token = new_token()

    assert MINE.successor(token) == MINE.successor(token)
    assert len({token, MINE.successor(token), OTHER.successor(token)}) == 3
    assert len(MINE.successor(token)) == len(token) == 43


async def test_a_password_is_verified_by_its_hash(hashing):
    known = await hashing.hash("quiet lamps over harbour")

    assert known.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert (await hashing.verify("quiet lamps over harbour", known)).good
    assert not (await hashing.verify("quiet lamps over harbouR", known)).good


async def test_without_a_hash_no_password_is_right(hashing):
    assert not (await hashing.verify("anything", None)).good


async def test_a_hash_of_other_parameters_is_told_to_be_outdated(hashing):
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash("pass")

    assert (await hashing.verify("pass", weak)).outdated
    assert not (await hashing.verify("pass", await hashing.hash("pass"))).outdated


async def test_more_hashing_than_the_machine_bears_is_refused(hashing):
    outcomes = await asyncio.gather(
        *(hashing.verify("guess", None) for _ in range(5)), return_exceptions=True
    )

    assert sum(isinstance(each, HashingBusy) for each in outcomes) == 3
    assert not (await hashing.verify("guess", None)).good
