"""Ledgers of many layouts, each made here with its truth beside it: what units send besides the practice files."""

import datetime as dt

from tests.ledgers.reading_books import read, told, words
from tracker.ledgers.reading import read_ledger


def test_three_level_problem_tree_with_one_row_per_owner(tmp_path):
    """The central enterprise's list: 重点方面, 重点内容, 具体问题, 整改计划 merged down, one row for each owner."""
    ledger = read(
        tmp_path,
        [
            ["X党委关于落实X党委第三巡视组反馈意见的整改清单"],
            words(
                "序号 巡视反馈重点方面 巡视反馈重点内容 巡视反馈具体问题 整改计划 整改进度 整改描述",
                "责任领导 分管领导 整体牵头部门/负责人 整改时限",
            ),
            [1, "党的领导", "学习不深", "专题学习次数不够。", "每季度学习一次", "50%", "已学习两次。",
             "张某某", "李某某", "办公室/王某某", "2024年底前"],
            [2, None, None, None, None, "20%", "已制定计划。", "赵某某", "李某某", "人事部/陈某某", "2025年6月底前"],
            [3, None, "责任不实", "责任清单没有分解到人。", "修订清单", "100%", "已修订。", "张某某", "李某某",
             "人事部/陈某某", "立行立改"],
        ],
        merges="A1:K1 B3:B5 C3:C4 D3:D4 E3:E4",
    )  # fmt: skip
    names = (
        "problem_class",
        "problem",
        "measures",
        "leaders",
        "units",
        "owners",
        "deadline",
        "deadline_text",
        "progress",
    )
    assert [told(item, *names) for item in ledger.items] == [
        ("党的领导", "专题学习次数不够。", ["每季度学习一次"], ("张某某", "李某某", "赵某某"), ("办公室", "人事部"),
         ("王某某", "陈某某"), "2025-06-30", "2024年底前；2025年6月底前", "已学习两次。\n已制定计划。"),
        ("党的领导", "责任清单没有分解到人。", ["修订清单"], ("张某某", "李某某"), ("人事部",), ("陈某某",), None,
         "立行立改", "已修订。"),
    ]  # fmt: skip
    assert ledger.items[0].extra == {"巡视反馈重点内容": "学习不深"}
    assert [item.status for item in ledger.items] == ["50%", "100%"]  # without words a percentage is the status


def test_state_enterprise_task_list_with_mandatory_stars(tmp_path):
    ledger = read(
        tmp_path,
        [
            words(
                "巡察问题序号* 主要方面 发现的问题* 问题的具体内容* 原因分析* 整改措施具体内容(含措施分解) 责任人*",
                "责任部门 责任领导* 举一反三情况 整改周期* 预计完成时间 业务主管部门会签",
                "任务状态 代办人 报送时间 流程状态",
            ),
            ["3-2", "选人用人", "选人用人不规范", "2名干部档案材料缺失。", "把关不严", "1、补齐材料\n2、开展全面核查",
             "刘某某", "人力资源部", "张某某", "已排查", "限期整改", dt.date(2024, 8, 31), None, "延期完成",
             "孙某某", dt.date(2024, 9, 2), "已办结"],
        ],
    )  # fmt: skip
    (item,) = ledger.items
    names = ("source_number", "problem_class", "problem", "root_cause", "measures", "time_frame", "deadline")
    assert told(item, *names) == (
        "3-2", "选人用人", "2名干部档案材料缺失。", "把关不严", ["补齐材料", "开展全面核查"], "BY_DATE", "2024-08-31",
    )  # fmt: skip
    assert told(item, "leaders", "owners", "units") == (("张某某",), ("刘某某",), ("人力资源部",))
    assert item.extra["举一反三情况"] == "已排查"


def test_two_level_header_merged_both_ways_at_an_odd_corner(tmp_path):
    ledger = read(
        tmp_path,
        [
            ["X局巡察整改台账（2024年）"],
            [],
            ["序号", "反馈\n问题", "整改措施", "责任分工", None, None, "整改时限", "整改落实", None],
            [None, None, None, "牵头\n领导", "责任\n单位", "配合单位", None, "进展情况", "状态"],
            [1, "固定资产账实不符。", "全面盘点", "张某某", "办公室", "财务科", "8月底前", "已盘点", "整改中"],
            [2, "公务接待审批不全。", "补办审批", "李某某", "财务科", "/", "立行立改", "已补办", "已完成"],
        ],
        first="C4",
        merges="C4:K4 C6:C7 D6:D7 E6:E7 F6:H6 I6:I7 J6:K6",
    )
    names = ("source_number", "problem", "leaders", "units", "co_units", "deadline", "progress", "status", "row")
    assert [told(item, *names) for item in ledger.items] == [
        ("1", "固定资产账实不符。", ("张某某",), ("办公室",), ("财务科",), "2024-08-31", "已盘点", "整改中", 8),
        ("2", "公务接待审批不全。", ("李某某",), ("财务科",), (), None, "已补办", "已完成", 9),
    ]
    assert (ledger.sheets[0].header_row, ledger.title) == (7, "X局巡察整改台账（2024年）")


def test_three_level_header_without_any_merge(tmp_path):
    """As CSV gives it: only the first cell of each group says something."""
    text = (
        "X县整改台账,,,,,,\n序号,反馈问题,整改措施,责任体系,,,完成时限\n,,,领导,科室,,\n,,,责任领导,责任科室,责任人,\n"
        "1,干部作风漂浮。,开展作风教育,张某某,人事科,李某某,2024年6月\n"
    )
    (tmp_path / "a.csv").write_text(text, encoding="utf-8-sig")
    (item,) = read_ledger(tmp_path / "a.csv").items
    assert told(item, "problem", "leaders", "units", "owners", "deadline") == (
        "干部作风漂浮。", ("张某某",), ("人事科",), ("李某某",), "2024-06-30",
    )  # fmt: skip


def test_handover_list_with_joined_column_and_no_measures(tmp_path):
    ledger = read(
        tmp_path,
        [
            ["矛盾纠纷交办督办台账"],
            [
                "序号",
                "单位",
                "矛盾纠纷简要情况",
                "责任单位\n责任人",
                "化解时限",
                "化解情况",
                "交办督办情况",
                "销号情况",
            ],
            [1, "某镇", "征地补偿款未及时发放。", "自然资源所\n张某某", "2024.6.30", "已发放。", "已交办", "已销号"],
            [2, "某乡", "邻里宅基地纠纷。", "司法所（李某某）", "长期坚持", "正在调解。", "已交办", "未销号"],
        ],
    )
    assert [told(item, "problem", "units", "owners", "deadline", "progress", "status") for item in ledger.items] == [
        ("征地补偿款未及时发放。", ("自然资源所",), ("张某某",), "2024-06-30", "已发放。", "已销号"),
        ("邻里宅基地纠纷。", ("司法所",), ("李某某",), None, "正在调解。", "未销号"),
    ]


def test_safety_form_with_deadline_and_real_finish_time(tmp_path):
    ledger = read(
        tmp_path,
        [
            ["检查问题销号申请单"],
            ["单位：某厂", None, None, None, None, None, None, "日期：2024年5月6日"],
            words(
                "序号 被检查单位 具体地点 隐患类别 存在隐患或问题 采取的整改措施 整改期限",
                "整改责任人 整改情况 完成时间 复查人 整改前图片",
            ),
            [
                1,
                "一车间",
                "东门",
                "消防",
                "灭火器缺失。",
                "补充灭火器",
                "2024/5/20",
                "张 三",
                "已补充",
                "2024/5/18",
                "李某某",
            ],
            [2, "二车间", "配电室", "用电", "线路老化。", "更换线路", 30, "王  五", "正在更换", None, "李某某"],
            ["整改单位负责人：", None, None, None, None, None, None, "主管部门负责人："],
        ],
        merges="A6:F6 H6:L6",
    )
    names = ("problem", "problem_class", "units", "owners", "deadline", "deadline_text", "progress")
    assert [told(item, *names) for item in ledger.items] == [
        ("灭火器缺失。", "消防", ("一车间",), ("张三",), "2024-05-20", "2024/5/20", "已补充"),
        ("线路老化。", "用电", ("二车间",), ("王五",), None, "30", "正在更换"),
    ]
    assert (ledger.unit_name, ledger.date) == ("某厂", dt.date(2024, 5, 6))
    assert [(problem.cell, problem.sentence) for problem in ledger.problems] == [
        ("G5", "时限“30”看不出日期，已原样保留。"),
    ]


def test_hidden_sheet_notes_and_summary_are_passed_over(tmp_path):
    from openpyxl import load_workbook

    from tests.ledgers.reading_books import book

    head = ["序号", "反馈问题", "整改措施", "责任人", "整改时限"]
    path = book(
        tmp_path / "many.xlsx",
        [["填表说明"], ["1.请如实填写。"], ["2.每月25日前报送。"]],
        sheet="说明",
        台账=[head, [1, "问题甲不落实。", "措施甲", "张某某", "2024年1月"]],
        旧版=[head, [1, "旧问题。", "旧措施", "张某某", "2023年1月"]],
        汇总=[
            ["轮次", "被巡察单位", "巡察反馈问题应整改数", "巡察反馈问题已整改数", "完成率"],
            ["一", "X局", 3, 2, "67%"],
        ],
    )
    workbook = load_workbook(path)
    workbook["旧版"].sheet_state = "veryHidden"
    workbook.save(path)
    ledger = read_ledger(path)
    assert [item.problem for item in ledger.items] == ["问题甲不落实。"]
    assert [(sheet.name, sheet.item_count, sheet.skipped) for sheet in ledger.sheets] == [
        ("说明", 0, "没有找到台账的表头"),
        ("台账", 1, ""),
        ("旧版", 0, "隐藏的工作表，没有读取"),
        ("汇总", 0, "没有找到台账的表头"),
    ]


def test_hidden_rows_are_data(tmp_path):
    from openpyxl import load_workbook

    from tests.ledgers.reading_books import book

    path = book(
        tmp_path / "hidden.xlsx",
        [
            ["序号", "问题", "措施", "责任人", "时限"],
            [1, "问题甲。", "措施甲", "张某某", "2024年"],
            [2, "问题乙。", "措施乙", "李某某", "2025年"],
        ],
    )
    workbook = load_workbook(path)
    workbook.active.row_dimensions[3].hidden = True
    workbook.save(path)
    assert [told(item, "problem", "deadline") for item in read_ledger(path).items] == [
        ("问题甲。", "2024-12-31"),
        ("问题乙。", "2025-12-31"),
    ]


def test_unknown_headings_stay_aloud(tmp_path):
    ledger = read(
        tmp_path,
        [
            ["序号", "反馈问题", "整改措施", "责任人", "整改时限", "经纬度"],
            [1, "问题甲。", "措施甲", "张某某", "2024年", "七区三格"],
        ],
    )
    assert [(column.letter, column.heading, column.meaning) for column in ledger.sheets[0].columns][-1] == (
        "F",
        "经纬度",
        "",
    )
    assert ledger.items[0].extra == {"经纬度": "七区三格"}


def test_problem_column_with_a_heading_of_its_own_is_known_by_what_stands_in_it(tmp_path):
    (item,) = read(
        tmp_path,
        [
            ["序号", "负面清单条目", "整改措施", "责任单位", "责任人", "整改时限"],
            [1, "窗口服务态度生硬，群众反映强烈。", "开展服务培训", "政务服务中心", "张某某", "2024年6月底前"],
        ],
    ).items
    assert told(item, "problem", "measures") == ("窗口服务态度生硬，群众反映强烈。", ["开展服务培训"])


def test_month_formats_show_a_month_and_mean_its_end(tmp_path):
    from openpyxl import load_workbook

    from tests.ledgers.reading_books import book

    path = book(
        tmp_path / "months.xlsx",
        [
            ["序号", "问题", "措施", "责任人", "时限"],
            [1, "甲问题。", "措施", "张某某", dt.date(2024, 2, 1)],
            [2, "乙问题。", "措施", "张某某", dt.date(2024, 3, 15)],
        ],
    )
    workbook = load_workbook(path)
    workbook.active["E2"].number_format = 'yyyy"年"m"月"'
    workbook.active["E3"].number_format = 'm"月"d"日"'
    workbook.save(path)
    assert [told(item, "deadline", "deadline_text") for item in read_ledger(path).items] == [
        ("2024-02-29", "2024年2月"),
        ("2024-03-15", "3月15日"),
    ]
