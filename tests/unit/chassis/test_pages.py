"""Page cursors."""

import pytest

from services.chassis.pages import CursorMalformed, PageRequest, read_cursor

SECRET = b"a secret of sixteen bytes"


def test_a_page_shows_its_limit_and_where_to_go_on():
    request = PageRequest(2, None, SECRET)

    page = request.page(["a", "b", "c"], key=lambda item: (item,))

    assert page.items == ["a", "b"]
    assert read_cursor(page.next, SECRET) == ("b",)


def test_the_last_page_leads_nowhere():
    assert PageRequest(2, None, SECRET).page(["a", "b"], key=lambda item: (item,)).next is None


@pytest.mark.parametrize("cursor", ["", "x", "AAAA", "WyJiIl0=", "é" * 10])
def test_a_cursor_made_elsewhere_is_refused(cursor: str):
    with pytest.raises(CursorMalformed):
        read_cursor(cursor, SECRET)


def test_a_cursor_of_another_secret_is_refused():
    page = PageRequest(1, None, SECRET).page(["a", "b"], key=lambda item: (item,))

    with pytest.raises(CursorMalformed):
        read_cursor(page.next, b"another secret of bytes")
