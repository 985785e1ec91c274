"""The upload of a ledger: round, unit, file. What is in the file is judged by the reader, not here."""

from typing import Any

from django import forms

from tracker.actions.imports import MAX_BYTES
from tracker.enums import OWN_SOURCES, Role, Source
from tracker.forms.fields import Labelled, whole
from tracker.models import InspectionRound, Post, Unit
from tracker.queries.imports import fed_back_units, open_rounds


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


class ConfirmForm(forms.Form):
    """What may be chosen before a ledger is confirmed: where a unit's new rows belong, and categories row by row."""

    source = forms.ChoiceField(choices=[(source.value, source.label) for source in OWN_SOURCES], required=False)

    def clean_source(self) -> Source:
        return Source(self.cleaned_data["source"] or Source.TASK)

    @property
    def categories(self) -> dict[int, str]:
        """Codes by the place of their row; rows without a choice keep the proposal."""
        names = ((name.removeprefix("category-"), name) for name in self.data if name.startswith("category-"))
        places = ((whole(place), self.data[name]) for place, name in names)
        return {place: code for place, code in places if place is not None and code}
