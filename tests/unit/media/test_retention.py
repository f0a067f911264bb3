"""Rules of retention: nothing of a case goes before the ledger lets go of it."""

import pytest

from services.media.retention import (
    RepeatedRetentionRule,
    Rule,
    ShorterThanTheLedger,
    UnknownRetentionRule,
    require_sound,
)


def test_a_closed_case_is_kept_as_long_as_the_ledger_keeps_it():
    require_sound([Rule("ledger", "closed", 3650), Rule("original", "closed", 3650)])
    with pytest.raises(ShorterThanTheLedger):
        require_sound([Rule("ledger", "closed", 3650), Rule("original", "closed", 3649)])


@pytest.mark.parametrize("ledger", [[], [Rule("ledger", "closed", None)]])
def test_a_ledger_that_keeps_for_good_keeps_the_photos_for_good(ledger: list[Rule]):
    require_sound([*ledger, Rule("picture", "closed", None)])
    with pytest.raises(ShorterThanTheLedger):
        require_sound([*ledger, Rule("picture", "closed", 36500)])


def test_a_rule_about_nothing_known_or_given_twice_is_refused():
    with pytest.raises(UnknownRetentionRule):
        require_sound([Rule("photo", "closed", None)])
    with pytest.raises(RepeatedRetentionRule):
        require_sound([Rule("photo", "unlinked", 1), Rule("photo", "unlinked", 2)])
