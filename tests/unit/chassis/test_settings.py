"""Start-up settings."""

import pytest

from services.chassis.settings import Settings, read_settings

GOOD = {
    "SHIRONG_DATABASE_URL": "sqlite+aiosqlite:///x.db",
    "SHIRONG_BUS_URL": "local:",
    "SHIRONG_CURSOR_SECRET": "0123456789abcdef",
}


def read(monkeypatch: pytest.MonkeyPatch, **changes: str | None) -> Settings:
    for name, value in {**GOOD, **changes}.items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    return read_settings(Settings)


def test_settings_come_from_the_environment(monkeypatch):
    assert read(monkeypatch).bus_url == "local:"


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("SHIRONG_DATABASE_URL", None, "is not set"),
        ("SHIRONG_DATABASE_URL", "mysql://x", "postgresql+asyncpg"),
        ("SHIRONG_DATABASE_URL", "postgresql+asyncpg://x/y?ssl=require", "verify-full alone"),
        ("SHIRONG_BUS_URL", "http://x", "amqp://"),
        ("SHIRONG_PORT", "ninety", "integer"),
        ("SHIRONG_CURSOR_SECRET", "short", "16"),
    ],
)
def test_a_wrong_setting_ends_the_start_with_one_sentence_naming_it(
    monkeypatch, name, value, problem
):
    with pytest.raises(SystemExit) as stop:
        read(monkeypatch, **{name: value})

    sentence = str(stop.value)
    assert sentence.startswith(f"cannot start: {name}")
    assert problem in sentence
    assert "\n" not in sentence


def test_a_secret_comes_from_a_file(monkeypatch, tmp_path):
    (tmp_path / "cursor").write_text("of-the-file-0123456789\n")

    settings = read(
        monkeypatch,
        SHIRONG_CURSOR_SECRET=None,
        SHIRONG_CURSOR_SECRET_FILE=str(tmp_path / "cursor"),
    )

    assert settings.cursor_secret == "of-the-file-0123456789"
    monkeypatch.delenv("SHIRONG_CURSOR_SECRET")


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"SHIRONG_CURSOR_SECRET_FILE": "/nowhere"}, "both SHIRONG_CURSOR_SECRET and"),
        (
            {"SHIRONG_CURSOR_SECRET": None, "SHIRONG_CURSOR_SECRET_FILE": "/nowhere"},
            "SHIRONG_CURSOR_SECRET_FILE can't be read: No such file",
        ),
    ],
)
def test_a_file_that_can_not_be_used_is_named(monkeypatch, changes, problem):
    with pytest.raises(SystemExit, match=problem):
        read(monkeypatch, **changes)
