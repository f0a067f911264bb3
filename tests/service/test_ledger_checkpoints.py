"""What was signed of the official ledger can't be rewritten unseen, here or at an auditor's."""

import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from deploy.pinned import ROOT
from services.ledger import checkpointing, resources
from services.ledger.chain import Head, link
from services.ledger.merkle import is_included
from services.ledger.notes import opened
from services.ledger.store import entries as store
from services.ledger.tables import checkpoints, entries
from tests.forms import Form
from tests.service.ledgering import Ledger, a_ledger
from tests.unit.ledger.builders import DONGZHOU, XINFU, Life

VERIFY = ROOT / "deploy" / "auditor" / "verify.py"
TRIGGERS = ("entries_no_update", "entries_no_delete", "checkpoints_no_update")


@pytest.fixture
async def ledger(form: Form, tmp_path: Path) -> AsyncIterator[Ledger]:
    form.settings = {**form.settings, "ledger_witness": tmp_path / "witness"}
    async with a_ledger(form) as ledger:
        await ledger.know_the_city()
        yield ledger


async def closed(ledger: Ledger, *names: str) -> None:
    await ledger.hear([fact for name in names for fact in Life(name).to_closing().facts])


async def sign(ledger: Ledger) -> None:
    await checkpointing.sign_all(ledger.runtime)


async def verified(ledger: Ledger) -> dict[str, Any]:
    (found,) = await ledger.get("/chains/verify", chain=str(XINFU))
    return dict(found)


async def without_guards(ledger: Ledger) -> None:
    """As whoever owns the database can: the triggers are only the second wall."""
    on = {"entries": "entries", "checkpoints": "checkpoints"}
    for trigger in TRIGGERS:
        table = on[trigger.split("_")[0]]
        of = "" if ledger.runtime.database.is_sqlite else f" ON {table}"
        await ledger.run(f"DROP TRIGGER {trigger}{of}")


async def rewritten(ledger: Ledger, seq: int) -> None:
    """Another case in an entry, and every hash after it computed anew: a chain that looks whole."""
    await without_guards(ledger)
    async with ledger.runtime.database.begin() as tx:
        found = await store.links_after(tx, XINFU, 0, until=100, limit=100)
        head = Head()
        for old, payload in found:
            assert payload is not None
            case = Life("forged").case_id if old.seq == seq else old.case_id
            new = link(head, chain=XINFU, kind=old.kind, case_id=case, at=old.at, payload=payload)
            head = Head(new.seq, new.hash)
            await tx.execute(
                sa.update(entries)
                .where(entries.c.chain == XINFU, entries.c.seq == old.seq)
                .values(case_id=case, hash=new.hash, prev_hash=new.prev_hash)
            )
        await tx.execute(sa.text("UPDATE chains SET hash = :hash"), {"hash": head.hash})


async def test_a_chain_that_grew_is_signed_once_and_handed_out(ledger, tmp_path):
    await closed(ledger, "a", "b", "c")
    await sign(ledger)
    await sign(ledger)
    await closed(ledger, "d")
    await sign(ledger)

    found = await ledger.get(f"/chains/{XINFU}/checkpoints")

    assert [each["size"] for each in found] == [4, 3]
    key = resources.of(ledger.runtime).signer.public_key
    assert opened(found[0]["note"], key).size == 4
    assert (await verified(ledger))["checkpoints"] == 2
    kept = sorted((tmp_path / "witness" / str(XINFU)).iterdir())
    assert [path.read_text("utf-8") for path in kept] == [each["note"] for each in found[::-1]]


async def test_every_signed_entry_can_be_proved(ledger):
    await closed(ledger, "a", "b", "c")
    await sign(ledger)
    await closed(ledger, "d")
    key = resources.of(ledger.runtime).signer.public_key

    for seq in (1, 2, 3):
        proof = await ledger.get(f"/chains/{XINFU}/entries/{seq}/proof")
        signed = opened(proof["note"], key)
        path = [bytes.fromhex(node) for node in proof["path"]]
        leaf = bytes.fromhex(proof["leaf"])
        assert is_included(leaf, proof["index"], signed.size, path, signed.root)
    assert (await ledger.ask(f"/chains/{XINFU}/entries/4/proof")).status_code == 409
    assert (await ledger.ask(f"/chains/{XINFU}/entries/9/proof")).status_code == 404


async def test_a_chain_rewritten_as_a_whole_is_not_what_was_signed(ledger):
    await closed(ledger, "a", "b", "c")
    await sign(ledger)
    await rewritten(ledger, 2)

    found = await verified(ledger)

    assert (found["whole"], found["broken"], found["unlike"]) == (False, None, 3)


async def test_entries_cut_off_after_they_were_signed_are_missed(ledger):
    await closed(ledger, "a", "b", "c")
    await sign(ledger)
    await without_guards(ledger)
    await ledger.run("DELETE FROM entries WHERE seq = 3")
    await ledger.run("UPDATE chains SET seq = 2, hash = (SELECT hash FROM entries WHERE seq = 2)")

    assert (await verified(ledger))["unlike"] == 3


async def test_nothing_is_signed_on_a_checkpoint_that_was_changed(ledger):
    await closed(ledger, "a", "b")
    await sign(ledger)
    await without_guards(ledger)
    async with ledger.runtime.database.begin() as tx:
        await tx.execute(sa.update(checkpoints).values(nodes=["11" * 32]))
    await closed(ledger, "c")

    await sign(ledger)

    assert [each["size"] for each in await ledger.get(f"/chains/{XINFU}/checkpoints")] == [2]


async def test_a_checkpoint_can_only_be_added(ledger):
    await closed(ledger, "a")
    await sign(ledger)

    for statement in ("UPDATE checkpoints SET note = ''", "DELETE FROM checkpoints"):
        with pytest.raises(sa.exc.IntegrityError):
            await ledger.run(statement)


def audit(export: Path, *more: str) -> tuple[int, str]:
    """Run the auditors' program, which knows nothing of ours."""
    ran = subprocess.run(
        [sys.executable, "-I", str(VERIFY), str(export), *more],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return ran.returncode, ran.stdout + ran.stderr


async def exported(ledger: Ledger, folder: Path) -> tuple[Path, str]:
    answer = await ledger.ask(f"/chains/{XINFU}/export")
    assert answer.status_code == 200
    path = folder / "export.jsonl"
    path.write_text(answer.text, encoding="utf-8")
    (newest, *_) = await ledger.get(f"/chains/{XINFU}/checkpoints")
    return path, newest["verifier_key"]


async def test_an_auditor_verifies_an_export_with_the_key_alone(ledger, tmp_path):
    await closed(ledger, "a", "b", "c")
    await sign(ledger)
    await closed(ledger, "d")
    export, key = await exported(ledger, tmp_path)

    status, told = audit(export, "--key", key, "--case", str(Life("b").case_id))

    assert status == 0, told
    assert "4 entries whole" in told
    assert "1 checkpoints agree; 1 entries are not signed" in told
    assert "entry 2 of 3:" in told


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("已清理", "已清除", "the content of entry 1 was changed"),
        ('"kind": "closed"', '"kind": "opened"', "entry 1 is not what was chained"),
        ('"seq": 2', '"seq": 3', "entry 2 is missing"),
        ("\\n3\\n", "\\n4\\n", "signature"),
    ],
)
async def test_an_auditor_finds_what_was_changed_in_an_export(ledger, tmp_path, old, new, told):
    await closed(ledger, "a", "b", "c")
    await sign(ledger)
    export, key = await exported(ledger, tmp_path)
    text = export.read_text("utf-8")
    assert old in text
    export.write_text(text.replace(old, new, 1), encoding="utf-8")

    status, said = audit(export, "--key", key)

    assert status == 1, said
    assert told in said


async def test_an_auditor_who_kept_a_note_finds_a_ledger_rewritten_with_its_checkpoints(
    ledger, tmp_path
):
    await closed(ledger, "a", "b", "c")
    await sign(ledger)
    (kept,) = (tmp_path / "witness" / str(XINFU)).iterdir()
    await rewritten(ledger, 1)
    export, key = await exported(ledger, tmp_path)
    lines = [line for line in export.read_text("utf-8").splitlines() if "checkpoint" not in line]
    export.write_text("\n".join(lines) + "\n", encoding="utf-8")

    assert audit(export, "--key", key)[0] == 0
    status, told = audit(export, "--key", key, "--earlier", str(kept))

    assert (status, "not those that were signed" in told) == (1, True), told


async def test_what_is_no_export_is_said_so(ledger, tmp_path):
    path = tmp_path / "export.jsonl"
    path.write_text("hello", encoding="utf-8")

    assert audit(path, "--key", "a+b+c")[0] == 2


async def test_a_chain_is_handed_out_within_the_scope_only(ledger):
    await closed(ledger, "a")
    await sign(ledger)
    ledger.act_as("observer", DONGZHOU)

    for path in ("checkpoints", "export", "entries/1/proof"):
        assert (await ledger.ask(f"/chains/{XINFU}/{path}")).status_code == 404
