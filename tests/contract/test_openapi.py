"""What the screens are built from is what the services say now."""

import pytest

from tests.contract import openapi

DOCUMENTS = openapi.documents()


@pytest.mark.parametrize("path", DOCUMENTS, ids=str)
def test_the_recorded_document_is_the_services_own(path) -> None:
    assert path.read_text(encoding="utf-8") == DOCUMENTS[path], "run `make schemas`"
