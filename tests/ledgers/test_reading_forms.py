"""Ledgers that are not one plain table: forms, several lists of the same problems, ticks, boxes, labels in the text."""

from tests.ledgers.reading_books import read, told

NAMES = ("problem", "measures", "leaders", "units", "owners", "deadline", "status", "progress")


def test_a_form_of_label_and_value(tmp_path):
    ledger = read(
        tmp_path,
        [
            ["巡察反馈问题整改归零表"],
            ["问题序号：3", None, None, "责任部门（人）：办公室（张某某）"],
            ["巡察反馈的问题（包括例证）：", None, "公务用车登记不全，3次出车没有记录。"],
            ["产生问题的根本原因：", None, "管理不严"],
            ["针对根本原因制定的归零措施：", None, "1.修订办法；2.专人登记。"],
            ["整改措施完成情况：", None, "办法已修订。"],
            ["整改时限", None, "2024年6月底", "完成情况", "已完成"],
            ["被巡察单位主管领导审核意见：", None, "同意\n签字："],
        ],
        merges="A1:F1 A3:B3 C3:F3 A4:B4 C4:F4",
    )
    (item,) = ledger.items
    assert told(item, *NAMES) == (
        "公务用车登记不全，3次出车没有记录。", ["修订办法", "专人登记。"], (), ("办公室",), ("张某某",), "2024-06-30",
        "已完成", "办法已修订。",
    )  # fmt: skip
    assert told(item, "source_number", "root_cause") == ("3", "管理不严")
    assert (item.cells["problem"], item.cells["deadline"]) == ("C3", "C7")


def test_three_lists_of_the_same_problems_are_one_ledger(tmp_path):
    ledger = read(
        tmp_path,
        [
            ["序号", "问题类别", "反馈问题", "具体表现", "涉及单位"],
            [1, "党的领导", "学习不够。", "全年只学3次。", "党政办"],
            [2, "作风", "调研少。", "班子调研不足。", "党政办"],
        ],
        sheet="问题清单",
        任务清单=[
            ["序号", "反馈问题", "整改目标", "整改措施", "整改时限"],
            [1, "全年只学3次。", "学习到位", "1.定计划\n2.抓落实", "2024年3月底"],
            [2, "班子调研不足。", "调研到位", "下沉一线", "长期坚持"],
        ],
        责任清单=[
            ["序号", "整改任务", "牵头领导", "责任部门", "责任人", "配合部门"],
            [1, "全年只学3次。", "张某某", "党政办", "李某某", "纪委"],
            [2, "班子调研不足。", "王某某", "党政办", "赵某某", None],
        ],
    )
    names = ("problem_class", "problem", "measures", "leaders", "units", "owners", "co_units", "deadline")
    assert [told(item, *names) for item in ledger.items] == [
        (
            "党的领导",
            "全年只学3次。",
            ["定计划", "抓落实"],
            ("张某某",),
            ("党政办",),
            ("李某某",),
            ("纪委",),
            "2024-03-31",
        ),
        ("作风", "班子调研不足。", ["下沉一线"], ("王某某",), ("党政办",), ("赵某某",), (), None),
    ]


def test_ticks_under_the_words_of_the_status(tmp_path):
    ledger = read(
        tmp_path,
        [
            ["序号", "反馈问题", "整改措施", "责任人", "整改时限", "完成情况", None, None],
            [None, None, None, None, None, "已完成", "整改中", "未完成"],
            [1, "问题甲。", "措施甲", "张某某", "2024年", None, "√", None],
            [2, "问题乙。", "措施乙", "张某某", "2024年", "√", None, None],
        ],
        merges="A1:A2 B1:B2 C1:C2 D1:D2 E1:E2 F1:H1",
    )
    assert [told(item, "status", "progress") for item in ledger.items] == [("整改中", ""), ("已完成", "")]


def test_boxes_in_the_cell_of_the_status(tmp_path):
    ledger = read(
        tmp_path,
        [
            ["序号", "反馈问题", "整改措施", "责任人", "整改状态"],
            [1, "问题甲。", "措施甲", "张某某", "☑已完成 ☐未完成"],
            [2, "问题乙。", "措施乙", "张某某", "□已完成\n√未完成"],
        ],
    )
    assert [item.status for item in ledger.items] == ["已完成", "未完成"]


def test_labels_inside_the_text_of_measures(tmp_path):
    (item,) = read(
        tmp_path,
        [
            ["序号", "反馈问题", "整改措施"],
            [1, "问题甲。", "1.制定制度。责任领导：张某某；责任单位：办公室；整改时限：2024年6月底前。\n"
                "2.开展培训。责任领导：李某某；责任单位：人事科；整改时限：长期坚持。"],
        ],
    ).items  # fmt: skip
    assert told(item, "measures", "leaders", "units", "deadline", "deadline_text") == (
        ["制定制度。", "开展培训。"], ("张某某", "李某某"), ("办公室", "人事科"), "2024-06-30",
        "2024年6月底前；长期坚持",
    )  # fmt: skip
    assert [told(measure, "units", "deadline") for measure in item.measures] == [
        (("办公室",), "2024-06-30"),
        (("人事科",), None),
    ]


def test_a_class_written_once_holds_for_the_items_below(tmp_path):
    ledger = read(
        tmp_path,
        [
            ["类别", "序号", "问题", "措施", "责任人", "时限"],
            ["党建", 1, "问题甲。", "措施甲", "张某某", "2024年5月"],
            [None, 2, "问题乙。", "措施乙", "张某某", "2024年6月"],
            ["财务", 3, "问题丙。", "措施丙", "张某某", "2024年7月"],
        ],
    )
    assert [item.problem_class for item in ledger.items] == ["党建", "党建", "财务"]
