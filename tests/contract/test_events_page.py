"""docs/events.md tells what the code does."""

from tests.contract.declared import DECLARED
from tests.contract.events_page import PAGE, page


def test_the_page_of_events_is_up_to_date():
    assert PAGE.read_text("utf-8") == page(), "run `python -m tests.contract.events_page`"


def test_the_page_tells_of_every_event():
    assert all(f"`{event.type}`" in page() for event in DECLARED)
