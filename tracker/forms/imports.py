"""The upload of a ledger: round, unit, file. What is in the file is told by its preview."""

from typing import Any

from django import forms

from tracker.actions.imports import MAX_BYTES
from tracker.enums import Role
from tracker.forms.fields import Labelled
from tracker.models import InspectionRound, Post, Unit
from tracker.queries.imports import fed_back_units, open_rounds

# What a browser offers to choose, and tells at once of others; what a file really is, its content tells the reader.
KINDS = ".xlsx,.xlsm,.xls,.xlsb,.et,.ett,.ods,.csv,.tsv,.txt,.xml,.htm,.html"


class ImportForm(forms.Form):
    """A clerk imports for the own unit; 巡察办 may name the unit that leads every row."""

    inspection_round = Labelled(InspectionRound.objects.none(), words=str, label="轮次")
    unit = Labelled(
        Unit.objects.none(),
        words=str,
        label="牵头单位",
        required=False,
        empty_label="按表内所写单位",
        help_text="整份台账属一个单位的，选这个单位；台账自己写明责任单位的，不用选。",
    )
    file = forms.FileField(
        label="台账文件",
        widget=forms.FileInput(attrs={"accept": KINDS, "data-most-bytes": MAX_BYTES}),
        help_text="禁止上传涉密文件。收 xlsx、xls、et、csv 等表格文件，不超过 100 MB；读不出的会说明原因，不会保存。",
    )

    def __init__(self, *args: Any, post: Post, **kwargs: Any):
        super().__init__(*args, **kwargs)
        rounds = open_rounds(post)
        self.fields["inspection_round"].queryset = rounds
        self.fields["inspection_round"].initial = rounds.first()
        if post.role == Role.CLERK:
            del self.fields["unit"]
        else:
            self.fields["unit"].queryset = fed_back_units()
        for name, sentence in (("inspection_round", "请选择轮次。"), ("file", "请选择台账文件。")):
            self.fields[name].error_messages["required"] = sentence
        self.fields["file"].error_messages["empty"] = "这是一个空文件，请检查后重新选择。"

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(f"文件 {file.size / 1024 / 1024:.1f} MB，超过 100 MB。可分成几个文件再传。")
        return file


class UndoForm(forms.Form):
    """Why an import is taken back; the words stay in the history of each item."""

    reason = forms.CharField(
        label="撤销理由",
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=500,
        error_messages={"required": "请写明为什么撤销。"},
        help_text="不少于 10 个字，写进每个事项的履历。",
    )
