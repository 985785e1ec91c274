"""The fixtures say what the design says, and hang together: codes, titles, references, lengths, placeholders."""

import json
import re
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from tracker.enums import Role, Source, TimeFrame, UnitKind

FIXTURES = Path(__file__).resolve().parent.parent / "fixtures"

TITLES = {
    "一": "筑牢“压舱石”,在政治站位上再提高,深刻把握巡察整改的政治内涵",
    "1.1": "深学细悟,把整改作为践行“两个维护”的具体行动",
    "1.2": "认清形势,把整改作为深化自我革命的锐利武器",
    "1.3": "把握契机,把整改作为推动高质量发展的强大引擎",
    "二": "瞄准“靶向点”,在问题整改上再深化,坚决彻底完成整改政治任务",
    "2.1": "挂图作战,销号管理,确保问题清零见底",
    "2.2": "靶向治疗,深挖根源,推动整改向“治病根”深化",
    "2.3": "协同联动,系统施治,凝聚齐抓共管的工作合力",
    "三": "聚焦“长效链”,在标本兼治上再拓展,着力构建常态长效的制度机制",
    "3.1": "治已病与防未病相统筹,做到举一反三",
    "3.2": "抓整改与建章立制相结合,扎紧制度笼子",
    "3.3": "重约束与优作风相促进,涵养政治生态",
    "四": "拧紧“责任链”,在监督问效上再从严,确保整改成果经得起历史检验",
    "4.1": "扛牢主体责任,层层传导压力",
    "4.2": "强化过程督导,实施精准问效",
    "4.3": "严肃执纪问责,树立鲜明导向",
}
CATEGORY_CODES = {code for code in TITLES if "." in code}
PLACEHOLDERS = {"unit": "市委社会工作部", "n": 6, "m": 36, "w": "60.00"}  # the longest of each
EVIDENCE_SUFFIXES = {".pdf", ".docx", ".xlsx", ".jpg", ".zip"}
FORBIDDEN = re.compile(r"绝密|机密|秘密|★|TODO|XXX|某某市|http")


def read(name: str):
    return json.loads((FIXTURES / name).read_text(encoding="utf-8"))


SECTIONS = read("reference/categories.json")
CATEGORIES = [category for section in SECTIONS for category in section["categories"]]
CLASSES = read("reference/problem_classes.json")
CHILDREN = [child for parent in CLASSES for child in parent["children"]]
UNITS = read("demo/units.json")
PEOPLE = read("demo/people.json")
PROBLEMS = read("demo/problems.json")
OPINIONS = read("demo/opinions.json")
INSPECTED = [unit for unit in UNITS if unit["inspected"]]


def repeated(values) -> list:
    return [value for value, count in Counter(values).items() if count > 1]


def outside(texts, shortest: int, longest: int) -> list[str]:
    return [text for text in texts if not shortest <= len(text.format(**PLACEHOLDERS)) <= longest]


def suits(problem: dict, unit: dict) -> bool:
    return unit["kind"] in problem["kinds"] or unit["code"] in problem["units"]


def strings(value):
    """Every string in a JSON value, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        yield from strings(list(value.values()))
    elif isinstance(value, list):
        for part in value:
            yield from strings(part)


# --- reference ---------------------------------------------------------------


def test_four_sections_of_three_categories_bear_the_speechs_titles():
    assert {node["code"]: node["title"] for node in [*SECTIONS, *CATEGORIES]} == TITLES
    assert [section["code"] for section in SECTIONS] == list("一二三四")
    for number, section in enumerate(SECTIONS, 1):
        assert [c["code"] for c in section["categories"]] == [f"{number}.{k}" for k in (1, 2, 3)]


def test_wall_chart_heads_have_four_characters_and_are_unique():
    shorts = [category["short"] for category in CATEGORIES]
    assert {len(short) for short in shorts} == {4}
    assert repeated(shorts) == []


def test_every_category_has_two_to_six_points_each_with_what_makes_it_real():
    assert [c["code"] for c in CATEGORIES if not 2 <= len(c["requirements"]) <= 6] == []
    points = [point for category in CATEGORIES for point in category["requirements"]]
    assert repeated(point["title"] for point in points) == []
    assert outside([p["text"] for p in points], 15, 60) == []
    assert outside([p["made_real_by"] for p in points], 12, 60) == []


def test_problem_classes_are_the_four_duties_with_children_and_known_categories():
    assert [parent["code"] for parent in CLASSES] == list("ABCD")
    assert [parent["title"][:2] for parent in CLASSES] == ["落实"] * 4
    assert [p["code"] for p in CLASSES if not 2 <= len(p["children"]) <= 4] == []
    assert [child["code"] for p in CLASSES for child in p["children"] if child["code"][0] != p["code"]] == []
    assert repeated(node["code"] for node in [*CLASSES, *CHILDREN]) == []
    assert {node["default_category"] for node in [*CLASSES, *CHILDREN]} <= CATEGORY_CODES


@pytest.mark.parametrize(("year", "off", "worked"), [(2024, 28, 8), (2025, 28, 5), (2026, 33, 6)])
def test_holidays_of_a_year_count_as_its_notice_says(year, off, worked):
    (entry,) = [e for e in read("reference/holidays.json") if e["year"] == year]
    days = {date.fromisoformat(day["date"]): day["is_workday"] for day in entry["days"]}
    assert len(days) == len(entry["days"])
    assert {day.year for day in days} == {year}
    assert Counter(days.values()) == {False: off, True: worked}
    assert entry["provisional"] is False
    assert f"关于{year}年部分节假日安排的通知" in entry["source"]


def test_only_weekend_days_are_made_workdays():
    days = [day for entry in read("reference/holidays.json") for day in entry["days"] if day["is_workday"]]
    assert [day["date"] for day in days if date.fromisoformat(day["date"]).weekday() < 5] == []


def test_nobody_works_more_than_six_days_in_a_row():
    rows = [day for entry in read("reference/holidays.json") for day in entry["days"]]
    known = {date.fromisoformat(row["date"]): row["is_workday"] for row in rows}
    days = [date(2024, 1, 1) + timedelta(days=n) for n in range(3 * 365 + 1)]
    free = [day for day in days if not known.get(day, day.weekday() < 5)]
    assert max((later - earlier).days - 1 for earlier, later in pairwise(free)) == 6


# --- demo --------------------------------------------------------------------


def test_the_city_has_24_inspected_units_20_sub_units_and_its_supervisors():
    assert len(INSPECTED) == 24
    assert {unit["kind"] for unit in INSPECTED} == set(UnitKind.values) - {"SUPERVISING", "LEADERSHIP"}
    assert len([unit for unit in UNITS if unit["parent"]]) == 20
    assert {"市委巡察办", "市纪委监委", "市委组织部", "市领导"} <= {unit["short"] for unit in UNITS}
    for field in ("code", "short", "name"):
        assert repeated(unit[field] for unit in UNITS) == []


def test_a_parent_stands_before_its_sub_units():
    codes = [unit["code"] for unit in UNITS]
    late = [u["code"] for n, u in enumerate(UNITS) if u["parent"] and u["parent"] not in codes[:n]]
    assert late == []


def test_every_inspected_unit_has_one_secretary_one_clerk_and_its_handlers():
    cast = {unit["code"]: Counter(p["role"] for p in PEOPLE if p["unit"] == unit["code"]) for unit in INSPECTED}
    assert {(c["SECRETARY"], c["CLERK"]) for c in cast.values()} == {(1, 1)}
    assert {c["HANDLER"] for c in cast.values()} <= {2, 3, 4}
    leading = Counter(p["unit"] for p in PEOPLE if p.get("leads"))
    assert leading == {unit["code"]: 1 for unit in INSPECTED}


def test_supervisors_leaders_and_administrators_are_there():
    assert {person["role"] for person in PEOPLE} == set(Role.values)
    count = Counter((p["unit"], p["role"]) for p in PEOPLE)
    assert count["xcb", "SUPERVISOR"] == count["jw", "REVIEWER"] == count["zzb", "REVIEWER"] == 2
    assert count["sld", "LEADER"] == 4
    administrators = [p["role"] for p in PEOPLE if p["unit"] == "xxzx"]
    assert sorted(administrators) == ["AUDITOR", "SECURITY_ADMIN", "SYSTEM_ADMIN"]


def test_people_are_nobody_and_distinct_within_their_unit_and_its_sub_units():
    assert [p["name"] for p in PEOPLE if not re.fullmatch(r"[\u4e00-\u9fff]{1,2}某某", p["name"])] == []
    assert repeated((p["unit"].split("-")[0], p["name"]) for p in PEOPLE) == []
    assert repeated(p["key"] for p in PEOPLE) == []
    assert {p["unit"] for p in PEOPLE} <= {unit["code"] for unit in UNITS}


def test_problems_are_many_distinct_and_refer_to_what_exists():
    assert len(PROBLEMS) >= 120
    assert repeated(problem["key"] for problem in PROBLEMS) == []
    assert repeated(problem["problem"] for problem in PROBLEMS) == []
    assert {p["problem_class"] for p in PROBLEMS} == {child["code"] for child in CHILDREN}
    assert {p["category"] for p in PROBLEMS} == CATEGORY_CODES
    assert {p["source"] for p in PROBLEMS} == set(Source.values)
    assert {p["time_frame"] for p in PROBLEMS} == set(TimeFrame.values)
    assert {kind for p in PROBLEMS for kind in p["kinds"]} <= set(UnitKind.values)
    assert {code for p in PROBLEMS for code in p["units"]} <= {unit["code"] for unit in INSPECTED}


@pytest.mark.parametrize("unit", INSPECTED, ids=lambda unit: unit["code"])
def test_a_unit_finds_enough_problems_of_its_own(unit):
    fitting = [problem for problem in PROBLEMS if suits(problem, unit)]
    assert len(fitting) >= 20
    assert {problem["category"] for problem in fitting} == CATEGORY_CODES
    assert len([p for p in fitting if unit["code"] in p["units"] or unit["kind"] == "TOWNSHIP"]) >= 2


def test_texts_of_problems_have_the_length_of_real_ones():
    assert outside([p["problem"] for p in PROBLEMS], 30, 120) == []
    assert outside([p["root_cause"] for p in PROBLEMS], 40, 150) == []
    assert outside([p["outcome"] for p in PROBLEMS], 15, 100) == []


def test_every_problem_has_two_to_four_complete_measures():
    assert [p["key"] for p in PROBLEMS if not 2 <= len(p["measures"]) <= 4] == []
    measures = [measure for problem in PROBLEMS for measure in problem["measures"]]
    fields = {"text", "standard", "owner", "progress", "evidence"}
    assert [m for m in measures if set(m) != fields or not all(m.values())] == []
    assert {Path(m["evidence"]).suffix for m in measures} == EVIDENCE_SUFFIXES
    assert outside([m["text"] for m in measures], 8, 60) == []


def test_filled_in_texts_hold_no_brace_and_only_the_known_placeholders_are_used():
    used = {name for text in strings(PROBLEMS) for name in re.findall(r"\{(.*?)\}", text)}
    assert used == set(PLACEHOLDERS)
    filled = [text.format(**PLACEHOLDERS) for text in strings(PROBLEMS)]
    assert [text for text in filled if re.search(r"[{}]", text)] == []
    assert {name for text in strings(OPINIONS) for name in re.findall(r"\{(.*?)\}", text)} == {"year", "month", "n"}


def test_what_reviewers_and_secretaries_say_is_long_enough_to_be_accepted():
    reasons = {name: said for name, said in OPINIONS.items() if name.endswith(("returns", "reasons", "objections"))}
    needed = {"plan_returns", "strike_off_returns", "objections", "transferred_reasons", "infeasible_reasons"}
    assert needed <= set(reasons)
    assert outside([*strings(reasons), *OPINIONS["declines"]], 10, 100) == []
    assert [name for name, said in OPINIONS.items() if len(said) < 2 or repeated(said)] == []


@pytest.mark.parametrize("path", sorted(FIXTURES.rglob("*.json")), ids=lambda path: path.name)
def test_no_classified_word_link_or_leftover_stands_in_a_fixture(path):
    assert FORBIDDEN.findall(path.read_text(encoding="utf-8")) == []
