"""Case numbers in words, and the formats a city may choose."""

import pytest

from services.dispatch.domain.number import PLAIN_FORMAT, NumberFormatInvalid, require_format, write


@pytest.mark.parametrize(
    ("form", "number"),
    [
        (PLAIN_FORMAT, "XF-2026-00042"),
        ("{prefix}〔{year}〕{sequence}号", "XF〔2026〕42号"),
        ("抚{year}{prefix}第{sequence:03d}号", "抚2026XF第042号"),
    ],
)
def test_a_number_is_written_as_the_city_wants_it(form, number):
    require_format(form)

    assert write(form, prefix="XF", year=2026, sequence=42) == number


@pytest.mark.parametrize(
    "form",
    [
        "",
        "{prefix}-{year}",
        "{prefix}-{sequence}",
        "{year}-{sequence}",
        "{prefix}-{year}-{sequence}-{sequence}",
        "{prefix}-{year}-{sequence}-{colour}",
        "{prefix}-{year}-{sequence",
        "{prefix!r}-{year}-{sequence}",
        "{prefix.__class__}-{year}-{sequence}",
        "{prefix:>99999999}-{year}-{sequence}",
        "{prefix}-{year}-{sequence:099999d}",
        "{prefix}-{year}-{sequence:{year}}",
        "{prefix}/{year}/{sequence}",
        "{prefix} {year} {sequence}",
        "{prefix}-{year}-{sequence}" + "x" * 40,
    ],
)
def test_a_format_holds_each_field_once_and_plain_words(form):
    with pytest.raises(NumberFormatInvalid) as refused:
        require_format(form)

    assert "{prefix} {year} {sequence}" in refused.value.sentence("zh")
