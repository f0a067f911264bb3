"""Reference data is refused as a whole, with the entry that can't be right named."""

import pytest

from services.intake.domain.reference import (
    CategoryMapping,
    check_categories,
    check_mappings,
    check_rules,
)
from services.intake.domain.refusals import GivenTwice, ParentNotAbove, UnknownCategory
from tests.unit.intake.builders import a_category, a_rule

MAJOR, MINOR = a_category("06"), a_category("0601", "垃圾", parent="06")


def test_sound_categories_are_taken():
    check_categories([MAJOR, MINOR])


def test_a_category_is_given_once():
    with pytest.raises(GivenTwice, match="06"):
        check_categories([MAJOR, MAJOR])


def test_a_parent_that_is_not_in_the_list_is_named():
    with pytest.raises(UnknownCategory, match="06"):
        check_categories([MINOR])


def test_a_parent_is_one_level_above():
    with pytest.raises(ParentNotAbove, match="0602 names 0601"):
        check_categories([MAJOR, MINOR, a_category("0602", parent="0601")])


def test_a_mapping_leads_to_a_known_category_or_admittedly_nowhere():
    nowhere = CategoryMapping("CJ/T", "0109", "树挂", None, "unknown")
    check_mappings([nowhere], known={"0601"})

    with pytest.raises(UnknownCategory, match="0699"):
        check_mappings([CategoryMapping("CJ/T", "0110", "x", "0699", "")], known={"0601"})


def test_two_schemes_may_use_one_code_but_one_scheme_only_once():
    one = CategoryMapping("CJ/T", "01", "x", None, "")
    check_mappings([one, CategoryMapping("GB", "01", "x", None, "")], known=())

    with pytest.raises(GivenTwice, match="CJ/T 01"):
        check_mappings([one, one], known=())


def test_a_rules_prefix_begins_a_known_category():
    check_rules([a_rule(category_prefix="06")], known={"0601"})
    check_rules([a_rule(category_prefix="")], known=())

    with pytest.raises(UnknownCategory, match="07"):
        check_rules([a_rule(category_prefix="07")], known={"0601"})
