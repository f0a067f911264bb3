"""Labelled tables from anywhere."""

import pytest

from services.intake.judgement.labelled import Unreadable, read

CSV = "text,label,city\n路灯不亮,灯,抚顺\n垃圾成堆,垃圾,抚顺\n路灯坏了,灯,沈阳\n,灯,沈阳\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_a_table_is_read_whatever_its_encoding_and_separator(tmp_path, encoding, separator):
    path = tmp_path / "texts.csv"
    path.write_text(CSV.replace(",", separator), encoding)

    table = read(path, text="text", label="label", group="city")

    assert [each.text for each in table.examples] == ["路灯不亮", "垃圾成堆", "路灯坏了"]
    assert table.labels == {"灯", "垃圾"}
    assert table.groups == [0, 0, 1]


def test_a_text_may_hold_line_breaks_and_separators(tmp_path):
    path = tmp_path / "texts.csv"
    path.write_text('label,text\na,"one,\ntwo"\nb,three\n', "utf-8")

    assert read(path, text="text", label="label").examples[0].text == "one,\ntwo"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("a,b\n1,2\n", "has no column text"),
        ("text,label\n路灯,灯\n", "fewer than two labels"),
        ("", "has no column text"),
    ],
)
def test_what_cannot_be_learned_from_is_said(tmp_path, content, reason):
    path = tmp_path / "texts.csv"
    path.write_text(content, "utf-8")

    with pytest.raises(Unreadable, match=reason):
        read(path, text="text", label="label")
