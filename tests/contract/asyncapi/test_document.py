"""What the gateway shows at `/asyncapi/` is of the code, sound, and true of real messages."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from jsonschema import Draft7Validator, ValidationError

from deploy.asyncapi import generate
from deploy.asyncapi.document import declared, document
from deploy.asyncapi.page import page
from services.contracts.departments import ORDER
from services.dispatch.departments import letters
from services.dispatch.domain import orders
from services.dispatch.store.orders import Posted
from tests.contract.recorded import message_of
from tests.contract.samples import SAMPLES
from tests.servers import node
from tests.servers.report import or_skip
from tests.unit.dispatch.builders import a_case

DOCUMENT = document()
AN_ORDER = Posted(
    id=UUID(int=1),
    sequence=7,
    change="assigned",
    case_id=a_case().case_id,
    data=orders.order(a_case(), "assigned").model_dump(mode="json"),
    sends=0,
    created_at=datetime(2026, 11, 23, 2, tzinfo=UTC),
    sent_at=None,
    received_at=None,
    given_up_at=None,
)


@pytest.fixture(scope="module")
def asyncapi_schema(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """AsyncAPI 3's own JSON Schema, from its maintainers' package."""

    @contextmanager
    def packaged() -> Iterator[Path]:
        yield node.installed(Path(__file__).parent, tmp_path_factory.mktemp("npm") / "asyncapi")

    with or_skip("@asyncapi/specs", packaged()) as folder:
        file = folder / "node_modules/@asyncapi/specs/schemas/3.0.0-without-$id.json"
        yield json.loads(file.read_text("utf-8"))


def payload_of(message: str) -> Draft7Validator:
    payload = DOCUMENT["components"]["messages"][message]["payload"]
    return Draft7Validator(
        {**payload, "components": DOCUMENT["components"]},
        format_checker=Draft7Validator.FORMAT_CHECKER,
    )


def references(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        for name, value in content.items():
            if name == "$ref":
                yield value
            else:
                yield from references(value)
    elif isinstance(content, list):
        for value in content:
            yield from references(value)


def test_what_is_published_is_what_the_code_says():
    published = {file.name: file.read_text("utf-8") for file in generate.FOLDER.iterdir()}

    assert published == generate.written(), "run python -m deploy.asyncapi.generate"


@pytest.mark.service
def test_the_document_is_asyncapi(asyncapi_schema: dict[str, Any]):
    validator = Draft7Validator(asyncapi_schema)

    assert [error.message[:300] for error in validator.iter_errors(DOCUMENT)] == []
    with pytest.raises(ValidationError):
        validator.validate({**DOCUMENT, "channels": {"orders": {"adress": "misspelt"}}})


def test_every_reference_leads_somewhere():
    for reference in set(references(DOCUMENT)):
        found: Any = DOCUMENT
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]


def test_every_fact_has_a_channel_with_its_publisher_and_readers():
    channels = {name: each for name, each in DOCUMENT["channels"].items() if "x-publisher" in each}

    assert set(channels) == {event.type for event in declared()} == set(SAMPLES)
    assert channels["dispatch.department.fell-silent.v1"]["x-read-by"] == ["notice", "ledger"]


@pytest.mark.parametrize("sample", SAMPLES.values(), ids=SAMPLES)
def test_a_fact_is_of_the_shape_that_the_document_says(sample):
    payload_of(sample.type).validate(json.loads(message_of(sample)))


def test_an_order_is_of_the_shape_that_the_document_says():
    order = json.loads(letters.encode(AN_ORDER))
    validator = payload_of(ORDER)

    validator.validate(order)
    with pytest.raises(ValidationError):
        validator.validate({**order, "data": {**order["data"], "due_at": None}})


def test_a_receipt_is_of_the_shape_that_the_document_says():
    validator = payload_of("receipt")

    validator.validate({"order_ids": [str(UUID(int=1))]})
    with pytest.raises(ValidationError):
        validator.validate({"order_ids": []})


def test_the_page_tells_of_every_channel_and_asks_nobody_else_for_anything():
    text = page(DOCUMENT)

    assert set(re.findall(r'<h3 id="([^"]+)"', text)) == set(DOCUMENT["channels"])
    assert re.findall(r'(?:src|href)="(?!#|asyncapi\.json")[^"]*"', text) == []
    assert not re.search(r"https?:|<script|@import|url\(", text)


def test_the_page_shows_no_markup_of_the_documents():
    wicked = {**DOCUMENT, "info": {**DOCUMENT["info"], "title": "<img onerror=x>"}}

    assert "<img" not in page(wicked)
