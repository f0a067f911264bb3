"""The screens behind the distributed form's gateway: some of their tests once more."""

from collections.abc import AsyncIterator

import httpx
import pytest
import pytest_asyncio

from tests.compose.stack import Stack
from tests.screens.city import City
from tests.screens.conftest import browser as browser
from tests.screens.test_desk_cases import (
    test_a_case_is_returned_rectified_again_verified_and_closed as test_a_case_until_it_is_closed,
)
from tests.screens.test_desk_overview import (
    test_a_new_report_is_seen_without_reloading as test_a_new_report_is_seen,
)
from tests.screens.test_desk_problems import (
    test_a_reviewer_corrects_a_problem_and_approves_it as test_a_problem_is_approved,
)
from tests.screens.test_reporting_by_phone import (
    test_what_is_submitted_without_signal_goes_out_once_when_it_is_back as test_without_signal,
)
from tests.screens.test_sign_in import (
    test_a_session_survives_a_reload_and_another_tab as test_a_session_survives,
)
from tests.screens.test_table import (
    test_a_filter_is_clicked_together_kept_as_a_view_and_exported as test_the_super_table,
)
from tests.screens.test_working_by_phone import (
    test_a_leader_decides_an_urgent_application_with_a_reason_by_one_tap as test_a_leader_decides,
)

__all__ = [
    "test_a_case_until_it_is_closed",
    "test_a_leader_decides",
    "test_a_new_report_is_seen",
    "test_a_problem_is_approved",
    "test_a_session_survives",
    "test_the_super_table",
    "test_without_signal",
]

pytestmark = [pytest.mark.compose, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def city(stack: Stack) -> AsyncIterator[City]:
    async with httpx.AsyncClient(base_url=stack.url, timeout=60) as client:
        yield City(stack.url, stack.password, client, stack.folder)
