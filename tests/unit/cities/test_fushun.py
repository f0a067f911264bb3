"""The model city: what its tables promise, and how a broken table is refused."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from deploy.cities.city import read_city
from deploy.cities.people import demo_people
from deploy.cities.records import HOLDS_A_LIST_POOL
from deploy.cities.table import BrokenRow

FUSHUN = Path(__file__).parents[3] / "deploy" / "cities" / "fushun"


@pytest.fixture(scope="module")
def city():
    return read_city(FUSHUN)


@pytest.fixture
def copy(tmp_path):
    return Path(shutil.copytree(FUSHUN, tmp_path / "fushun"))


def change(folder, file, old, new):
    text = (folder / file).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def refusal(folder):
    with pytest.raises(BrokenRow) as refused:
        read_city(folder)
    return str(refused.value)


def test_the_city_has_the_organisations_the_domain_names(city):
    kinds = Counter(o.kind for o in city.organisations)

    assert kinds["district"] + kinds["county"] == 7
    assert kinds["street"] == 25
    assert kinds["office"] == 7
    assert kinds["department"] == 5
    assert kinds["brigade"] == 1


def test_every_parent_exists_and_comes_before_its_children(city):
    seen = {None}
    for organisation in city.organisations:
        assert organisation.parent_code in seen
        seen.add(organisation.code)


def test_every_street_lies_in_a_district(city):
    kinds = {o.code: o.kind for o in city.organisations}

    assert {kinds[o.parent_code] for o in city.organisations if o.kind == "street"} == {"district"}


def test_every_organisation_that_numbers_cases_has_a_prefix_of_its_own(city):
    prefixes = [o.number_prefix for o in city.organisations if o.kind in HOLDS_A_LIST_POOL]

    assert all(prefixes)
    assert len(set(prefixes)) == len(prefixes)


def test_a_street_has_no_invented_point(city):
    assert {(o.lat, o.lon) for o in city.organisations if o.kind == "street"} == {(None, None)}


def test_every_category_of_the_standard_is_there_with_words_to_know_it_by(city):
    assert Counter(c.level for c in city.categories) == {1: 10, 2: 250}
    assert all(c.keywords for c in city.categories)


def test_a_keyword_stands_for_one_category(city):
    shared = Counter(word for c in city.categories for word in c.keywords)

    assert [word for word, times in shared.items() if times > 1] == []


def longest_keyword_decides(city, text):
    words = [(len(w), w, c.code) for c in city.categories if c.level == 2 for w in c.keywords]
    return max(((n, w, code) for n, w, code in words if w in text), default=(0, "", None))[2]


def test_every_minor_is_known_by_its_own_name(city):
    minors = [c for c in city.categories if c.level == 2]

    assert [c.name for c in minors if longest_keyword_decides(city, c.name) != c.code] == []


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("楼下垃圾没人收，味道很大", "暴露垃圾"),
        ("早上有人占道摆摊卖菜", "占道经营"),
        ("单元门上全是小广告", "非法小广告"),
        ("门前堆放杂物，行人过不去", "乱堆杂物"),
        ("马葫芦盖丢了，很危险", "不明井盖异常"),
        ("货车乱停在路口", "机动车乱停放"),
        ("拆房剩下的建筑垃圾一直没清", "积存垃圾渣土"),
        ("路面塌陷一个大坑", "道路破损"),
        ("广告牌脱落，风一吹就响", "户外广告异常"),
        ("冬天路面结冰，老人摔倒", "道路积雪、结冰"),
    ],
)
def test_street_workers_words_lead_to_the_category(city, words, name):
    names = {c.code: c.name for c in city.categories}

    assert names[longest_keyword_decides(city, words)] == name


def test_every_mapping_leads_to_a_category_or_openly_nowhere(city):
    codes = {c.code for c in city.categories}

    assert {m.to_code for m in city.mappings} <= codes | {None}
    assert all(m.basis.startswith("unknown: ") for m in city.mappings if m.to_code is None)
    assert not any(m.basis.startswith("unknown") for m in city.mappings if m.to_code)


def test_a_mapping_by_identical_name_has_the_identical_name(city):
    names = {c.code: c.name for c in city.categories}

    for mapping in city.mappings:
        if mapping.basis == "identical name":
            assert names[mapping.to_code] == mapping.name


def test_the_routing_ends_in_a_catch_all(city):
    assert city.rules[-1].matches_everything
    assert not any(rule.matches_everything for rule in city.rules[:-1])


def test_every_district_has_its_default(city):
    districts = {o.code for o in city.organisations if o.kind in ("district", "county")}
    defaults = {r.area_code for r in city.rules if not r.category_prefix and r.area_code}

    assert defaults == districts
    assert all(r.organisation_code == r.area_code for r in city.rules if r.area_code)


def test_a_general_case_has_seven_working_days(city):
    (general,) = [limit for limit in city.limits if limit.mode == "general"]

    assert (general.category_code, general.working_days, general.hours) == ("*", 7, None)


def test_the_demo_has_people_for_every_role_and_no_name_twice(city):
    people = demo_people(city.organisations)
    roles = Counter(role for person in people for role, _ in person.roles)

    assert roles == {
        "administrator": 1,
        "reviewer": 2,
        "leader": 2,
        "supervisor": 1,
        "verifier": 1,
        "lead_administrator": 1,
        "observer": 1,
        "handler": 19,
        "inspector": 25,
    }
    assert len({p.username for p in people}) == len({p.name for p in people}) == len(people)
    assert people == demo_people(city.organisations)


@pytest.mark.parametrize(
    ("file", "old", "new", "sentence"),
    [
        (
            "organisation_aliases.csv",
            "市住建局,ZJJ",
            "市住建局,NONE",
            "organisation_aliases.csv, line 2: organisation_code NONE is not an organisation.",
        ),
        (
            "organisation_aliases.csv",
            "市住建局,ZJJ",
            "顺城区,ZJJ",
            "organisation_aliases.csv, line 2: name 顺城区 is another organisation's own.",
        ),
        (
            "organisations.csv",
            "福民,street,210402",
            "福民,street,210499",
            "organisations.csv, line 27: parent_code 210499 is not a code of this file.",
        ),
        (
            "organisations.csv",
            "210402005,",
            "210402001,",
            "organisations.csv, line 27: code 210402001 is already taken on "
            "organisations.csv, line 26.",
        ),
        (
            "organisations.csv",
            ",FMJ,",
            ",ZQJ,",
            "organisations.csv, line 27: number_prefix ZQJ is already taken on "
            "organisations.csv, line 26.",
        ),
        (
            "organisations.csv",
            ",FMJ,",
            ",,",
            "organisations.csv, line 27: a street numbers cases and needs a number_prefix.",
        ),
        (
            "organisations.csv",
            "福民,street,",
            "福民,village,",
            "organisations.csv, line 27: kind village is none of city, bureau, office, centre, "
            "department, brigade, district, county, street, town, platform.",
        ),
        (
            "organisations.csv",
            "直属大队,brigade,210400",
            "直属大队,brigade,ZSDD",
            "organisations.csv, line 17: the parents of ZSDD form a circle.",
        ),
        (
            "organisations.csv",
            "41.85873",
            "141.85873",
            "organisations.csv, line 19: lat 141.85873 is not between -90 and 90 degrees.",
        ),
        (
            "categories.csv",
            "Damaged road,06,",
            "Damaged road,66,",
            "categories.csv, line 177: parent_code 66 is not a major.",
        ),
        (
            "category_mappings.csv",
            "0102,暴露垃圾,06010",
            "0102,暴露垃圾,06910",
            "category_mappings.csv, line 4: to_code 06910 is not a category.",
        ),
        (
            "routing.csv",
            "999,,,,CGZX-01",
            "999,,,,CGZX-09",
            "routing.csv, line 35: organisation_code CGZX-09 is not an organisation.",
        ),
        (
            "routing.csv",
            "999,,,,CGZX-01",
            "999,09,,,CGZX-01",
            "routing.csv, line 35: the last rule tried does not match everything.",
        ),
        (
            "routing.csv",
            "200,01,,,ZJJ-01",
            "200,01,,,ZJJ",
            "routing.csv, line 23: ZJJ has no number_prefix, so no list pool.",
        ),
        (
            "limits.csv",
            "06013,urgent,,2",
            "06013,urgent,1,2",
            "limits.csv, line 16: a limit is either working_days or hours, from 1 up.",
        ),
        (
            "limits.csv",
            "06013,urgent,,2",
            "06013,urgent,2",
            "limits.csv, line 16: there are 3 cells, not 4.",
        ),
        (
            "limits.csv",
            "category_code,mode",
            "category,mode",
            "limits.csv, line 1: the columns are not category_code, mode, working_days, hours.",
        ),
        (
            "city.toml",
            "{sequence:05d}",
            "{number:05d}",
            "city.toml: number_format {prefix}-{year}-{number:05d} can't be used ('number').",
        ),
    ],
)
def test_a_broken_row_is_refused_with_file_and_line(copy, file, old, new, sentence):
    change(copy, file, old, new)

    assert refusal(copy) == sentence


def test_a_missing_file_is_named(copy):
    (copy / "limits.csv").unlink()

    assert refusal(copy) == "limits.csv: the file is missing."


def test_a_file_in_another_encoding_is_named(copy):
    text = (copy / "organisations.csv").read_text(encoding="utf-8")
    (copy / "organisations.csv").write_text(text, encoding="gb18030")

    assert refusal(copy) == "organisations.csv: the file is not in UTF-8."


def test_a_byte_order_mark_left_by_a_spreadsheet_does_no_harm(city, copy):
    text = (copy / "organisations.csv").read_text(encoding="utf-8")
    (copy / "organisations.csv").write_text(text, encoding="utf-8-sig")

    assert read_city(copy) == city
