"""Trees and notes as RFC 6962 and C2SP state them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.ledger.merkle import EMPTY, Frontier, inclusion, is_included, leaf_hash, node_hash
from services.ledger.notes import (
    Checkpoint,
    NoteMalformed,
    Signer,
    opened,
    verifier_key,
)
from tests.unit.ledger.builders import DONGZHOU, XINFU

LEAVES = [
    bytes.fromhex(each)
    for each in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
"""Of the first 0 to 8 leaves: the vectors that Certificate Transparency's implementations share."""


@pytest.mark.parametrize("size", range(9))
def test_the_root_is_that_of_the_published_vectors(size: int):
    assert Frontier().grown(LEAVES[:size]).root.hex() == ROOTS[size]


def test_no_entry_has_the_hash_of_nothing():
    assert Frontier().root == EMPTY


@given(st.lists(st.binary(max_size=4), max_size=40), st.data())
def test_a_tree_grows_the_same_in_any_steps(leaves, data):
    cut = data.draw(st.integers(0, len(leaves)))

    stepwise = Frontier().grown(leaves[:cut]).grown(leaves[cut:])

    assert stepwise == Frontier().grown(leaves)
    assert len(stepwise.nodes) == len(leaves).bit_count()


@given(st.lists(st.binary(max_size=4), min_size=1, max_size=40), st.data())
def test_every_leaf_is_proved_and_no_other(leaves, data):
    index = data.draw(st.integers(0, len(leaves) - 1))
    root, path = Frontier().grown(leaves).root, inclusion(leaves, index)

    assert is_included(leaves[index], index, len(leaves), path, root)
    assert not is_included(leaves[index] + b"x", index, len(leaves), path, root)
    assert not is_included(leaves[index], index, len(leaves), [*path, bytes(32)], root)
    assert not is_included(leaves[index], len(leaves), len(leaves), path, root)
    assert not is_included(leaves[index], index, len(leaves), path, bytes(32))


def test_a_leaf_can_not_be_taken_for_a_node():
    left, right = leaf_hash(b"a"), leaf_hash(b"b")

    assert leaf_hash(left + right) != node_hash(left, right)


SIGNER = Signer("only-for-tests-0123456789")
CHECKPOINT = Checkpoint(XINFU, 3, bytes(range(32)))


def test_a_note_is_written_as_c2sp_states_it():
    note = SIGNER.signed(CHECKPOINT)

    text, signature = note.split("\n\n")
    assert text == f"shirong/{XINFU}\n3\nAAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
    assert signature.startswith(f"\u2014 shirong/{XINFU} ")
    assert signature.endswith("\n")
    assert verifier_key(XINFU, SIGNER.public_key).startswith(f"shirong/{XINFU}+")


def test_a_note_opens_with_its_own_key_only():
    note = SIGNER.signed(CHECKPOINT)

    assert opened(note, SIGNER.public_key) == CHECKPOINT
    with pytest.raises(NoteMalformed):
        opened(note, Signer("another secret of the ledger").public_key)


@pytest.mark.parametrize(
    "change",
    [
        lambda note: note.replace("\n3\n", "\n4\n"),
        lambda note: note.replace(str(XINFU), str(DONGZHOU)),
        lambda note: note.replace("AAECAw", "BAECAw"),
        lambda note: note[:-10],
        lambda note: note.replace("\n\n", "\n"),
        lambda note: "",
    ],
)
def test_a_changed_note_does_not_open(change):
    with pytest.raises(NoteMalformed):
        opened(change(SIGNER.signed(CHECKPOINT)), SIGNER.public_key)
