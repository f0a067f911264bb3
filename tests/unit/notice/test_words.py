"""Templates: complete in both languages, and tellers of nothing they shouldn't."""

from dataclasses import replace
from zoneinfo import ZoneInfo

import pytest

from services.notice.domain import words
from services.notice.domain.words import Template, told
from services.notice.store.reference import kinds, templates_brought

PLAIN = Template("case_closed", "en", "Case {number} was closed", "{address}: {reason}")


def test_the_templates_this_house_brings_are_sound_and_complete():
    words.require_complete(templates_brought(), kinds())
    for each in templates_brought():
        words.require_sound(each)


def test_a_template_is_filled_with_what_is_known_and_dashes():
    assert told(PLAIN, {"number": "A-1", "address": "12 High Street"}) == words.Words(
        "Case A-1 was closed", "12 High Street: —"
    )


def test_what_people_wrote_is_no_template_itself():
    assert told(PLAIN, {"reason": "{number}"}).body == "—: {number}"


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("{colour}", words.TemplateFieldUnknown),
        ("{}", words.TemplateFieldUnknown),
        ("{number.__class__}", words.TemplateFieldUnknown),
        ("{number!r}", words.TemplateFieldUnknown),
        ("{number:>99999999}", words.TemplateFieldUnknown),
        ("{number", words.TemplateMalformed),
        ("number}", words.TemplateMalformed),
    ],
)
def test_a_template_may_name_known_fields_only(text, refusal):
    for field in ("title", "body"):
        with pytest.raises(refusal):
            words.require_sound(replace(PLAIN, **{field: text}))


@pytest.mark.parametrize("field", ["address", "reason"])
def test_a_title_leaves_the_house_and_tells_of_nobody(field):
    with pytest.raises(words.TitleTellsTooMuch):
        words.require_sound(replace(PLAIN, title=f"{{{field}}}"))


def test_every_kind_needs_its_words_in_both_languages():
    with pytest.raises(words.TemplateMissing, match="case_closed in zh"):
        words.require_complete([PLAIN], ["case_closed"])
    with pytest.raises(words.TemplateKindUnknown):
        words.require_complete([PLAIN], ["case_opened"])


def test_instants_are_told_in_the_citys_time():
    shown = words.in_zone({"due": "2026-03-02T15:59:00+00:00"}, ZoneInfo("Asia/Shanghai"))

    assert shown["due"] == "2026-03-02 23:59"
