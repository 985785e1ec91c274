"""Structures beyond the plain table: rows that take turns, marks below headings, lines of duties, dates in parts."""

from tests.ledgers.reading_books import read, told

NAMES = ("problem", "measures", "leaders", "units", "owners", "deadline_text")
HEADINGS = ["序号", "存在问题", "整改措施", "责任人", "完成时限"]


def test_rows_that_take_turns_are_told_by_their_own_cells(tmp_path):
    ledger = read(
        tmp_path,
        [
            ["整改任务书（2024年）"],
            ["类别", "内容", "责任人", "完成时限"],
            ["问题1", "河道垃圾清理不及时。", None, "6月底"],
            ["措施1", "开展清河行动", "李某某", None],
            ["措施2", "建立巡查制度", "王某某", None],
            ["问题2", "黑臭水体反弹。", None, "12月31"],
            ["措施1", "雨污分流改造", "赵某某", None],
        ],
    )
    assert [told(item, *NAMES) for item in ledger.items] == [
        ("河道垃圾清理不及时。", ["开展清河行动", "建立巡查制度"], (), (), ("李某某", "王某某"), "6月底"),
        ("黑臭水体反弹。", ["雨污分流改造"], (), (), ("赵某某",), "12月31"),
    ]
    assert [(item.row, item.cells["problem"], item.cells["measures"]) for item in ledger.items] == [
        (3, "B3", "B4"),
        (6, "B6", "B7"),
    ]


def test_a_mark_says_the_heading_above_it(tmp_path):
    ledger = read(
        tmp_path,
        [
            ["序号", "存在问题", "整改措施", "责任科室", None, None, "整改时限", None],
            [None, None, None, "办公室", "人事科", "财务科", "立行立改", "2024年6月底前"],
            [1, "会议费超标准列支。", "清退超标准部分", None, "配合", "牵头", "√", None],
            [2, "考勤与绩效脱节。", "修订绩效考核办法", "√", "√", None, None, "√"],
        ],
    )
    assert [told(item, *NAMES, "co_units") for item in ledger.items] == [
        ("会议费超标准列支。", ["清退超标准部分"], (), ("财务科",), (), "立行立改", ("人事科",)),
        ("考勤与绩效脱节。", ["修订绩效考核办法"], (), ("办公室", "人事科"), (), "2024年6月底前", ()),
    ]


def test_a_line_of_duties_belongs_to_the_problem_above(tmp_path):
    ledger = read(
        tmp_path,
        [
            ["序号", "存在问题", "整改措施"],
            [1, "食堂采购未公开询价。", "重新公开询价"],
            ["责任领导：张某某（局长）　责任科室：后勤科　责任人：李某某　完成时限：2024年6月底"],
            [2, "办公用房超标。", "腾退超标房间"],
            ["责任领导：王某某", None, "完成时限：立行立改"],
            ["填表人：周某某", None, "审核人：吴某某"],
        ],
    )
    assert [told(item, *NAMES) for item in ledger.items] == [
        ("食堂采购未公开询价。", ["重新公开询价"], ("张某某",), ("后勤科",), ("李某某",), "2024年6月底"),
        ("办公用房超标。", ["腾退超标房间"], ("王某某",), (), (), "立行立改"),
    ]


def test_a_problem_written_across_holds_the_measures_below(tmp_path):
    ledger = read(
        tmp_path,
        [
            ["序号", "整改措施", "责任领导", "责任人", "完成时限"],
            ["一、党的领导方面"],
            ["问题1：理论学习走过场。"],
            [1, "开展专题研讨", "张某某", "李某某", "2024年5月底"],
            [2, "建立学习考勤", "张某某", "王某某", "2024年6月底"],
            ["问题2：议事规则执行不严。"],
            [1, "修订议事规则", "张某某", "赵某某", "2024年7月底"],
        ],
    )
    assert [told(item, "problem_class", "source_number", *NAMES[:2], "deadline") for item in ledger.items] == [
        ("党的领导方面", "", "理论学习走过场。", ["开展专题研讨", "建立学习考勤"], "2024-06-30"),
        ("党的领导方面", "", "议事规则执行不严。", ["修订议事规则"], "2024-07-31"),
    ]


def test_a_date_in_three_columns(tmp_path):
    ledger = read(
        tmp_path,
        [
            ["序号", "存在问题", "整改措施", "完成时限", None, None],
            [None, None, None, "年", "月", "日"],
            [1, "合同台账登记不全。", "补登合同台账", 2024, 5, 31],
            [2, "印章外借未登记。", "建立外借登记", 2024, 6, "底前"],
        ],
    )
    assert [told(item, "deadline", "deadline_text") for item in ledger.items] == [
        ("2024-05-31", "2024年5月31日"),
        ("2024-06-30", "2024年6月底前"),
    ]


def test_the_year_of_whoever_signs_below(tmp_path):
    rows = [HEADINGS, [1, "公开栏半年没有更新。", "每月更新", "刘某某", "4月10日"]]
    ledger = read(tmp_path, [*rows, ["填表人：韦某某", None, None, None, "2023年4月15日"]])
    assert told(ledger.items[0], "deadline", "owners") == ("2023-04-10", ("刘某某",))


def test_who_leads_by_the_line_above_and_who_only_signs(tmp_path):
    rows = [["整改清单"], ["包抓领导：张某某（局长）", None, "支部书记：潘某某"], HEADINGS[:3]]
    ledger = read(tmp_path, [*rows, [1, "公开栏半年没有更新。", "每月更新"]])
    assert told(ledger.items[0], "problem", "leaders", "owners") == ("公开栏半年没有更新。", ("张某某",), ())
