"""One department's desk for the tests of imports."""

from collections.abc import AsyncIterator

import pytest

from tests.forms import Form
from tests.service.importing import ImportDesk, an_import_desk


@pytest.fixture
async def office(form: Form) -> AsyncIterator[ImportDesk]:
    """Intake in Fushun, with nothing imported."""
    async with an_import_desk(form) as office:
        yield office
