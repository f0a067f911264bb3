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
