"""The Chinese word of every verb in the history; the moves bring their own labels."""

from tracker.workflow import MOVES

_OTHER_VERBS = {
    "hand_in": "报批",
    "open_review": "送审",
    "end_turn": "申请终止",
    "share": "共用佐证材料",
    "create_unit": "新建单位",
    "change_unit": "修改单位",
    "create_person": "新建人员",
    "change_person": "修改人员",
    "create_user": "开通账号",
    "change_user": "修改账号",
    "reset_password": "重置密码",
    "change_password": "修改密码",
    "grant_post": "授予任职",
    "end_post": "结束任职",
    "create_round": "新建轮次",
    "change_round": "修改轮次",
    "close_round": "轮次办结",
    "redate": "重算期限",
    "add_feedback": "登记反馈",
    "change_feedback": "修改反馈",
    "set_parties": "设定审核方",
    "add_class": "新增问题类别",
    "change_class": "修改问题类别",
    "change_holiday": "修改节假日",
    "sign_in": "登录",
    "sign_out": "退出",
    "wear_post": "换用任职",
    "lock_out": "登录锁定",
    "unlock": "解除登录锁定",
    "import": "导入台账",
    "load": "装入历史台账",
    "undo_import": "撤销导入",
    "refuse_import": "导入未通过",
    "export": "导出台账",
    "keep_export": "导出存档",
    "add_template": "上传模板",
    "change_template": "修改模板",
    "withdraw_template": "停用模板",
    "load_demo": "装载演示数据",
    "load_reference": "装载基础数据",
}


def verb_label(verb: str) -> str:
    """The word people know a verb by; a verb without one shows as it is, which a test forbids."""
    move = MOVES.get(verb)
    return move.label if move else _OTHER_VERBS.get(verb, verb)
