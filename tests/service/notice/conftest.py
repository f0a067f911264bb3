"""Offices to ask things in."""

from collections.abc import AsyncIterator

import pytest

from tests.forms import Form
from tests.service.notice.office import Office, an_office


@pytest.fixture
async def office(form: Form) -> AsyncIterator[Office]:
    """Nothing is sent in it, and its clock stands."""
    async with an_office(form) as office:
        yield office
