"""`make secrets` makes each secret once, for its owner's eyes only."""

import stat
from pathlib import Path

import pytest

from deploy import secrets

EXAMPLE = secrets.EXAMPLE.read_text("utf-8")
CITY = {"CITY": "fushun", "CITY_CODE": "210400", "CITY_NAME": "抚顺市"}


def variables(text: str) -> dict[str, str]:
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_everything_that_is_empty_is_filled_with_something_of_its_own():
    made = variables(secrets.filled(EXAMPLE, CITY))

    assert made.keys() == variables(EXAMPLE).keys()
    assert len(set(made.values())) == len(made)
    assert all(len(value) >= 32 for name, value in made.items() if name not in CITY)


def test_the_example_holds_no_secret():
    assert set(variables(EXAMPLE).values()) == {""}


def test_what_has_a_value_keeps_it():
    assert secrets.filled("# PORT=\nPORT=8080\n", {}) == "# PORT=\nPORT=8080\n"


def test_the_city_is_told_by_its_folder():
    assert secrets.city_of(secrets.HERE / "cities" / "fushun") == CITY


def test_a_city_that_is_not_there_is_named(tmp_path: Path):
    with pytest.raises(secrets.CannotWrite, match="there is no city in"):
        secrets.city_of(tmp_path / "nowhere")


def test_only_the_owner_may_read_the_file(tmp_path: Path):
    file = tmp_path / ".env"

    assert secrets.write(file, "# why\nA=1\nB=2\n") == ["A", "B"]

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert file.read_text() == "# why\nA=1\nB=2\n"


def test_a_file_that_is_there_gets_what_it_lacks_and_keeps_the_rest(tmp_path: Path):
    file = tmp_path / ".env"
    file.write_text("A=mine\n# B=\n")

    assert secrets.write(file, "A=1\nB=2\n# C=3\n") == ["B"]

    assert variables(file.read_text()) == {"A": "mine", "B": "2"}
    assert secrets.write(file, "A=1\nB=2\n") == []


def test_a_new_file_in_place_of_none_names_what_it_holds(tmp_path: Path):
    (tmp_path / ".env").touch()

    assert secrets.write(tmp_path / ".env", "A=1\n") == ["A"]


def test_a_password_that_leaked_gets_another_value_and_the_rest_stays(tmp_path: Path):
    file = tmp_path / ".env"
    file.write_text("# why\nREVIEW_BUS_PASSWORD=leaked\nB=2\n")

    secrets.renew(file, ["REVIEW_BUS_PASSWORD"])

    made = variables(file.read_text())
    assert made["B"] == "2"
    assert len(made["REVIEW_BUS_PASSWORD"]) == 48
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("name", "problem"), [("KEY_SECRET", "opens what is stored"), ("C", "has no C")]
)
def test_what_can_not_have_another_value_is_refused(tmp_path: Path, name: str, problem: str):
    file = tmp_path / ".env"
    file.write_text("KEY_SECRET=1\n")

    with pytest.raises(secrets.CannotWrite, match=problem):
        secrets.renew(file, [name])

    assert file.read_text() == "KEY_SECRET=1\n"
