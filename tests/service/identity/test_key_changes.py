"""What operators do when a key leaked, and what auditors are given."""

import io
from datetime import timedelta

import pytest

from services.identity import audit
from services.identity.key_changes import change_secret, replace_keys
from services.identity.secrets import Secrets, WrongSecret
from tests.service.identity.authenticator import Phone
from tests.service.identity.office import SECRET, an_office, person

NEW = "another-secret-of-the-tests-0123456789"


async def test_replaced_keys_void_every_access_token_and_no_session(office, form):
    signed_in = await office.sign_in()
    bearer = {"authorization": f"Bearer {signed_in.json()['access_token']}"}
    assert (await office.me(bearer)).status_code == 200

    assert await replace_keys(office.runtime.database, Secrets(SECRET)) == 2

    async with an_office(form, office.hand, office.record) as restarted:
        assert (await restarted.me(bearer)).status_code == 401
        again = await restarted.refresh(signed_in.json()["refresh_token"])
        assert again.status_code == 200
        fresh = {"authorization": f"Bearer {again.json()['access_token']}"}
        assert (await restarted.me(fresh)).status_code == 200


async def test_another_secret_opens_what_the_old_one_sealed(office, form):
    await office.put_people(person("wang", reviewer="C"))
    phone = Phone(office, "wang")
    await phone.enrol()

    sealed = await change_secret(office.runtime.database, Secrets(SECRET), Secrets(NEW))

    assert sealed == 3
    async with an_office(form, office.hand, office.record, key_secret=NEW) as restarted:
        office.hand.turn(minutes=1)
        phone.office = restarted
        assert (await phone.sign_in(phone.code())).status_code == 201


async def test_a_wrong_old_secret_changes_nothing(office, form):
    with pytest.raises(WrongSecret):
        await change_secret(office.runtime.database, Secrets(NEW), Secrets(SECRET))

    async with an_office(form, office.hand, office.record) as restarted:
        assert (await restarted.sign_in()).status_code == 201


async def test_auditors_read_who_did_what_to_which_account(office):
    await office.put_people(person("wang", reviewer="C"))
    now, file = office.hand.now, io.StringIO()

    count = await audit.write(
        office.runtime.database, file, start=now - timedelta(days=1), end=now + timedelta(days=1)
    )

    lines = file.getvalue().splitlines()
    assert (count, len(lines)) == (2, 3)
    assert lines[0] == ",".join(audit.COLUMNS)
    [wang] = [line for line in lines if ",wang," in line]
    assert "系统管理员" in wang
    assert wang.endswith("account-created,创建了账号,created the account")
    assert audit.plain("=1+1") == "'=1+1"
    nothing = io.StringIO()
    end = now - timedelta(days=1)
    assert await audit.write(office.runtime.database, nothing, start=end, end=end) == 0
