"""Units and people as cells name them, and the numbering of measures."""

import pytest

from tracker.ledgers.reading import split_people, split_units
from tracker.ledgers.reading.measures import pieces_by_number, split_measures
from tracker.ledgers.reading.names import named
from tracker.ledgers.reading.texts import clean


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("X市委、市政府", ("X市委、市政府",)),
        ("X市委、X市人民政府", ("X市委、X市人民政府",)),
        ("区委、区人大、区政府、区政协", ("区委", "区人大", "区政府", "区政协")),
        ("甲市委、市政府、乙区委、区政府", ("甲市委、市政府", "乙区委、区政府")),
        ("园区党工委、管委会", ("园区党工委、管委会",)),
        ("镇党委、政府", ("镇党委、政府",)),
        ("A、B、C", ("A", "B", "C")),
        ("县自然资源局\n某乡人民政府", ("县自然资源局", "某乡人民政府")),
        ("县住建局；某镇人民政府", ("县住建局", "某镇人民政府")),
        ("县发改局 县水利局", ("县发改局", "县水利局")),
        ("办公室和综合科", ("办公室", "综合科")),
        ("住房和城乡建设局", ("住房和城乡建设局",)),
        ("各县（市、区）人民政府", ("各县（市、区）人民政府",)),
        ("县纪委、县政府办", ("县纪委", "县政府办")),
        ("责任单位：办公室", ("办公室",)),
        ("办公室（张某某）", ("办公室",)),
        ("党组", ("党组",)),
        ("各科室", ("各科室",)),
        ("/", ()),
        ("", ()),
    ],
)
def test_units(text, units):
    assert split_units(text) == units


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("张 三", ("张三",)),
        ("张　三、李四光", ("张三", "李四光")),
        ("张某某、李某某", ("张某某", "李某某")),
        ("赵某某；陈某某;刘某某", ("赵某某", "陈某某", "刘某某")),
        ("张某某\n李某某", ("张某某", "李某某")),
        ("张某某 李某某", ("张某某", "李某某")),
        ("张某某 00000000000", ("张某某",)),
        ("张某某 13000000000", ("张某某",)),
        ("办公室（张某某）；财务科（李某某）", ("张某某", "李某某")),
        ("张某某（办公室）", ("张某某",)),
        ("党组书记、局长张某某", ("张某某",)),
        ("县委书记张某某、办公室主任李四", ("张某某", "李四")),
        ("县住建局张某某", ("张某某",)),
        ("张某某 138 0000 0000", ("张某某",)),
        ("办公室主任、部门经理", ("办公室主任", "部门经理")),
        ("无", ()),
        ("张某某（党组成员、副局长）", ("张某某",)),
        ("分管领导：张某某", ("张某某",)),
        ("张三和李四", ("张三", "李四")),
        ("全体班子成员", ("全体班子成员",)),
        ("各科室负责人", ("各科室负责人",)),
        ("主要负责人", ("主要负责人",)),
        ("局长", ("局长",)),
        ("阿不都·买买提", ("阿不都·买买提",)),
        ("—", ()),
    ],
)
def test_people(text, people):
    assert split_people(text) == people


def test_one_cell_with_units_and_people():
    both = named("办公室（张某某）；财务科（李某某）")
    assert (both.units, both.people) == (("办公室", "财务科"), ("张某某", "李某某"))
    helped = named("牵头单位：县发改局；配合单位：县财政局、县审计局")
    assert (helped.units, helped.co_units) == (("县发改局",), ("县财政局", "县审计局"))
    marked = named("县发改局（牵头）、县财政局（配合）")
    assert (marked.units, marked.co_units) == (("县发改局",), ("县财政局",))


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("1.甲；\n2.乙。", ["甲", "乙。"]),
        ("1、甲、乙；2、丙", ["甲、乙", "丙"]),
        ("1．甲 2．乙", ["甲", "乙"]),
        ("（一）甲。\n（二）乙。\n", ["甲。", "乙。"]),
        ("（1）甲（2）乙", ["甲", "乙"]),
        ("①甲；②乙；③丙", ["甲", "乙", "丙"]),
        ("一是甲。二是乙。", ["甲。", "乙。"]),
        ("整改措施：1.甲\n2.乙", ["甲", "乙"]),
        ("1.按照。\n2.2021年底完成丙；2022年底完成丁", ["按照。", "2021年底完成丙；2022年底完成丁"]),
        ("1.甲。（1）子一；（2）子二。2.乙。", ["甲。（1）子一；（2）子二。", "乙。"]),
        ("投入1.5万元，完成2.3公里。", ["投入1.5万元，完成2.3公里。"]),
        ("加强学习。一是这样；二是那样。", ["加强学习。一是这样；二是那样。"]),
        ("开展全面核查。\n修订管理办法。", ["开展全面核查。", "修订管理办法。"]),
        ("开展全面核查，\n并修订管理办法。", ["开展全面核查，\n并修订管理办法。"]),
        ("\n".join(f"{n}.第{n}条" for n in range(1, 13)), [f"第{n}条" for n in range(1, 13)]),
        ("", []),
    ],
)
def test_measures_of_one_cell(text, measures):
    assert split_measures(text) == measures


def test_pieces_keep_their_numbers_where_some_are_left_out():
    assert pieces_by_number("1. 甲\n3. 丙", 3) == {1: "甲", 3: "丙"}
    assert pieces_by_number("甲", 3) == {}
    assert pieces_by_number("1.甲\n2.乙", 2) == {1: "甲", 2: "乙"}
    assert pieces_by_number("1. 甲\n4. 丁", 3) == {}


@pytest.mark.parametrize("cell", ["馆长闻某", "副馆长 闻某", "园长闻某", "班长闻某", "庭长：闻某", "闻某馆长"])
def test_whoever_heads_something_is_named_without_it(cell: str):
    assert split_people(cell) == ("闻某",)


def test_signs_that_nobody_sees_part_no_name():
    """As they come from web pages: isolates and embeddings of a direction, joiners."""
    assert split_people(clean("欧阳\u202c某某、\u2066李\u2060某某\u2069")) == ("欧阳某某", "李某某")
