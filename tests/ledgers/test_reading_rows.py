"""Rows of a ledger: which are items, which continue one, which are sections, sums, heads, notes."""

from tests.ledgers.reading_books import read, told


def test_header_is_repeated_on_every_printed_page(tmp_path):
    head = ["序号", "存在问题", "整改措施", "整改时限", "责任人"]
    ledger = read(
        tmp_path,
        [
            ["X局台账"],
            head,
            [1, "问题甲不落实。", "措施甲", "2024年1月底", "张某某"],
            ["X局台账"],
            head,
            [2, "问题乙不落实。", "措施乙", "2024年2月底", "李某某"],
            ["第2页 共2页"],
        ],
    )
    assert [told(item, "problem", "deadline") for item in ledger.items] == [
        ("问题甲不落实。", "2024-01-31"),
        ("问题乙不落实。", "2024-02-29"),
    ]


def test_column_numbers_and_an_example_row_below_the_header(tmp_path):
    ledger = read(
        tmp_path,
        [
            ["序号", "反馈问题", "整改措施", "责任领导", "整改时限"],
            [1, 2, 3, 4, 5],
            ["示例", "学习不够深入。", "开展学习", "张某某", "2024年3月底前"],
            [1, "调研不够。", "深入基层调研", "李某某", "2024年4月底前"],
            [2, None, None, None, None],
        ],
    )
    assert [item.problem for item in ledger.items] == ["调研不够。"]


def test_ditto_marks_and_unmerged_continuation_rows(tmp_path):
    ledger = read(
        tmp_path,
        [
            ["序号", "问题", "整改措施", "责任单位", "责任人", "整改时限"],
            [1, "档案管理混乱。", "整理档案", "办公室", "张某某", "2024年5月底"],
            [None, None, "建立制度", "同上", "李某某", "2024年7月底"],
            [2, "考勤不严。", "安装考勤机", "〃", "同上", "同上"],
            [3, "同上", "每月通报", "人事科", "王某某", "长期坚持"],
        ],
    )
    assert [told(item, "problem", "measures", "units", "owners", "deadline") for item in ledger.items] == [
        ("档案管理混乱。", ["整理档案", "建立制度"], ("办公室",), ("张某某", "李某某"), "2024-07-31"),
        ("考勤不严。", ["安装考勤机"], ("办公室",), ("李某某",), "2024-07-31"),
        ("考勤不严。", ["每月通报"], ("人事科",), ("王某某",), None),
    ]
    assert [(measure.deadline.isoformat(), measure.owners) for measure in ledger.items[0].measures] == [
        ("2024-05-31", ("张某某",)),
        ("2024-07-31", ("李某某",)),
    ]


def test_problem_repeated_for_each_measure_instead_of_merged(tmp_path):
    ledger = read(
        tmp_path,
        [
            ["序号", "问题", "整改措施", "责任人", "整改时限"],
            [1, "经费使用不规范。", "开展自查", "张某某", "2024年5月底"],
            [1, "经费使用不规范。", "修订办法", "李某某", "2024年9月底"],
            [2, "公车管理不严。", "安装定位", "王某某", "2024年6月底"],
        ],
    )
    assert [told(item, "problem", "measures", "deadline") for item in ledger.items] == [
        ("经费使用不规范。", ["开展自查", "修订办法"], "2024-09-30"),
        ("公车管理不严。", ["安装定位"], "2024-06-30"),
    ]


def test_owners_and_deadlines_numbered_like_the_measures(tmp_path):
    (item,) = read(
        tmp_path,
        [
            ["序号", "问题", "整改措施", "责任人", "整改时限", "整改进展"],
            [1, "制度执行不严。", "1.修订制度；\n2.开展培训；", "1.张某某\n2.李某某",
             "1.2024年3月底前\n2.2024年6月底前",
             "1.已修订。\n2.未开展。"],
        ],
    ).items  # fmt: skip
    assert [(m.text, m.owners, m.deadline.isoformat(), m.progress) for m in item.measures] == [
        ("修订制度", ("张某某",), "2024-03-31", "已修订。"),
        ("开展培训", ("李某某",), "2024-06-30", "未开展。"),
    ]
    assert told(item, "owners", "deadline") == (("张某某", "李某某"), "2024-06-30")


def test_nested_sections_in_two_depths(tmp_path):
    ledger = read(
        tmp_path,
        [
            ["X镇整改台账"],
            ["序号", "存在问题", "整改措施", "责任单位", "完成时限"],
            ["一、党的领导方面"],
            ["（一）学习方面"],
            [1, "学习流于形式。", "制定计划", "党政办", "2024年3月底"],
            ["（二）决策方面"],
            [1, "议事规则不完善。", "修订规则", "党政办", "2024年4月底"],
            ["二、群众身边腐败方面"],
            [1, "补贴发放迟缓。", "限时发放", "民政办", "立行立改"],
            ["合  计", "3个"],
        ],
        merges="A3:E3 A4:E4 A6:E6 A8:E8",
    )
    assert [told(item, "problem_class", "problem") for item in ledger.items] == [
        ("党的领导方面", "学习流于形式。"),
        ("党的领导方面", "议事规则不完善。"),
        ("群众身边腐败方面", "补贴发放迟缓。"),
    ]


def test_section_rows_that_are_not_merged(tmp_path):
    ledger = read(
        tmp_path,
        [
            ["序号", "存在问题", "整改措施", "责任单位", "完成时限"],
            ["一", "落实全面从严治党责任方面"],
            [1, "谈话提醒少。", "每季度谈话", "纪委", "2024年3月底"],
            [None, "二、组织路线方面（1个）"],
            [2, "发展党员不规范。", "补齐材料", "组织科", "2024年4月底"],
        ],
    )
    assert [told(item, "problem_class", "problem") for item in ledger.items] == [
        ("落实全面从严治党责任方面", "谈话提醒少。"),
        ("组织路线方面", "发展党员不规范。"),
    ]


def test_two_tables_of_different_shape_in_one_sheet(tmp_path):
    ledger = read(
        tmp_path,
        [
            ["一、立行立改清单"],
            ["序号", "问题", "整改措施", "责任人", "整改时限"],
            [1, "门窗破损。", "更换门窗", "张某某", "立行立改"],
            [],
            ["二、限期整改清单"],
            ["序号", "责任单位", "反馈问题", "责任领导", "完成时限", "整改举措"],
            [1, "办公室", "督查不力。", "李某某", "2024年9月底", "每月督查"],
        ],
    )
    assert [told(item, "problem", "measures", "owners", "leaders", "units", "deadline") for item in ledger.items] == [
        ("门窗破损。", ["更换门窗"], ("张某某",), (), (), None),
        ("督查不力。", ["每月督查"], (), ("李某某",), ("办公室",), "2024-09-30"),
    ]
