"""An office in each form."""

from collections.abc import AsyncIterator

import pytest

from tests.forms import Form
from tests.service.identity.office import Office, a_city


@pytest.fixture
async def office(form: Form) -> AsyncIterator[Office]:
    """Identity with a city (code C) and its administrator, `admin`."""
    async with a_city(form) as office:
        yield office
