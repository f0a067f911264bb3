"""Page cursors."""

import pytest
from pydantic import BaseModel, TypeAdapter

from services.chassis.pages import CursorMalformed, Page, PageRequest, read_cursor

SECRET = b"a secret of sixteen bytes"


def test_a_page_shows_its_limit_and_where_to_go_on():
    request = PageRequest(2, None, SECRET)

    page = request.page(["a", "b", "c"], key=lambda item: (item,))

    assert page.items == ["a", "b"]
    assert read_cursor(page.next, SECRET) == ("b",)


def test_the_last_page_leads_nowhere():
    assert PageRequest(2, None, SECRET).page(["a", "b"], key=lambda item: (item,)).next is None


class Name(BaseModel):
    name: str


class FullName(Name):
    family: str


def test_a_page_of_models_keeps_their_class_where_a_route_has_several():
    page = PageRequest(2, None, SECRET).page([Name(name="三")], key=lambda item: (item.name,))
    empty = PageRequest(2, None, SECRET).page([], key=lambda item: (item,))

    for answer in (Page[FullName] | Page[Name], Page[Name] | Page[FullName]):
        adapter = TypeAdapter(answer)
        assert type(adapter.validate_python(page, from_attributes=True)) is Page[Name]
        assert adapter.validate_python(empty, from_attributes=True).items == []


@pytest.mark.parametrize("cursor", ["", "x", "AAAA", "WyJiIl0=", "é" * 10])
def test_a_cursor_made_elsewhere_is_refused(cursor: str):
    with pytest.raises(CursorMalformed):
        read_cursor(cursor, SECRET)


def test_a_cursor_of_another_secret_is_refused():
    page = PageRequest(1, None, SECRET).page(["a", "b"], key=lambda item: (item,))

    with pytest.raises(CursorMalformed):
        read_cursor(page.next, b"another secret of bytes")
