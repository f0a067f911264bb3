"""Labelled tables from anywhere."""

import pytest

from services.intake.judgement.labelled import Unreadable, read

CSV = "text,label,city\n路灯不亮,灯,抚顺\n垃圾成堆,垃圾,抚顺\n路灯坏了,灯,沈阳\n,灯,沈阳\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", "\t"])
def test_a_table_is_read_whatever_its_encoding_and_separator(tmp_path, encoding, separator):
    path = tmp_path / "texts.csv"
    path.write_text(CSV.replace(",", separator), encoding)

    table = read(path, text=["text"], label="label", group="city")

    assert [each.text for each in table.examples] == ["路灯不亮", "垃圾成堆", "路灯坏了"]
    assert table.labels == {"灯", "垃圾"}
    assert table.groups == [0, 0, 1]


def test_a_text_may_hold_line_breaks_and_separators(tmp_path):
    path = tmp_path / "texts.csv"
    path.write_text('label,text\na,"one,\ntwo"\nb,three\n', "utf-8")

    assert read(path, text=["text"], label="label").examples[0].text == "one,\ntwo"


def test_a_text_may_be_told_in_several_columns(tmp_path):
    path = tmp_path / "texts.csv"
    path.write_text("subject,details,label\n路灯,不亮三天了,a\n垃圾,,b\n,,b\n", "utf-8")

    table = read(path, text=["subject", "details"], label="label")

    assert [each.text for each in table.examples] == ["路灯\n不亮三天了", "垃圾"]


def test_lines_of_json_are_a_table_too(tmp_path):
    path = tmp_path / "texts.jsonl"
    lines = [
        '{"text": "路灯\u2028不亮", "label": 1}',
        "",
        '{"label": 2, "text": "垃圾"}',
        '{"a": null}',
    ]
    path.write_text("\n".join(lines), "utf-8")

    table = read(path, text=["text"], label="label")

    assert [each.label for each in table.examples] == ["1", "2"]


@pytest.mark.parametrize(("line", "reason"), [("{", "line 2"), ("[1]", "line 2: not an object")])
def test_a_line_that_is_no_json_object_is_named(tmp_path, line, reason):
    path = tmp_path / "texts.jsonl"
    path.write_text('{"text": "路灯", "label": 1}\n' + line, "utf-8")

    with pytest.raises(Unreadable, match=reason):
        read(path, text=["text"], label="label")


def test_bytes_in_no_known_encoding_are_said_to_be_so(tmp_path):
    path = tmp_path / "texts.csv"
    path.write_bytes(b"text,label\n\xff\xff,a\n")

    with pytest.raises(Unreadable, match="neither UTF-8 nor GB18030"):
        read(path, text=["text"], label="label")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("a,b\n1,2\n", "has no column text"),
        ("text,label\n路灯,灯\n", "fewer than two labels"),
        ("", "has no rows"),
        ('text,label\n"路灯,灯\n', "fewer than two labels"),
    ],
)
def test_what_cannot_be_learned_from_is_said(tmp_path, content, reason):
    path = tmp_path / "texts.csv"
    path.write_text(content, "utf-8")

    with pytest.raises(Unreadable, match=reason):
        read(path, text=["text"], label="label")
