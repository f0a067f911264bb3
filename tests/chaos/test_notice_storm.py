"""Five thousand facts for one inbox, with a channel that is dead throughout."""

import pytest

from tests.forms import Form
from tests.service.notice.storm import survive_a_storm

pytestmark = [pytest.mark.chaos]


async def test_a_storm_of_five_thousand_loses_and_doubles_nothing(tmp_path):
    await survive_a_storm(Form("embedded", tmp_path), facts=5000)
