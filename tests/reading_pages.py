"""Reads a page as a browser does: its forms with their controls, its titles, and the words a person sees."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

UNTYPED = ("select", "number", "hidden", "submit", "button", "reset", "checkbox", "radio", "file", "password", "image")


@dataclass
class Control:
    """One control of a form; `kind` is an input's type, or the tag."""

    name: str
    kind: str
    value: str
    is_labelled: bool = False
    attrs: dict[str, str] = field(default_factory=dict)

    @property
    def is_typed(self) -> bool:
        """Somebody types a text into it, which must not be lost."""
        return self.kind not in UNTYPED and not self.attrs.keys() & {"disabled", "readonly"}


@dataclass
class Form:
    """One form with what a browser would send if the button were pressed at once."""

    method: str
    action: str
    controls: list[Control] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        """What can be filled in or ticked, once each."""
        told = [each.name for each in self.controls if each.kind != "button" and "disabled" not in each.attrs]
        return list(dict.fromkeys(name for name in told if name != "csrfmiddlewaretoken"))

    @property
    def buttons(self) -> list[Control]:
        """Buttons that say which of them was pressed."""
        return [each for each in self.controls if each.kind == "button"]

    def filled(self) -> dict[str, list[str]]:
        """What would be sent, files left out."""
        sent: dict[str, list[str]] = {}
        for control in self.controls:
            idle = control.kind in ("checkbox", "radio") and "checked" not in control.attrs
            if control.name in self.names and not idle and control.kind != "file":
                sent.setdefault(control.name, []).append(control.value)
        return sent


class Page(HTMLParser):
    """`Page(html)` is read at once."""

    def __init__(self, html: str):
        super().__init__()
        self.forms: list[Form] = []
        self.loose: list[Control] = []  # controls outside any form, perhaps tied to one by form=
        self.headings: list[str] = []
        self.title = self.lang = ""
        self.labels: set[str] = set()
        self.words: list[str] = []
        self._tags: list[str] = []
        self._last: Control | None = None
        self._form: Form | None = None
        self._select: Control | None = None
        self.feed(html)
        self.close()

    @property
    def controls(self) -> list[Control]:
        return [*(control for form in self.forms for control in form.controls), *self.loose]

    def unlabelled(self) -> list[str]:
        """Names of controls that nobody could name when hearing the page."""
        silent = ("hidden", "submit", "button", "reset")
        found = [control for control in self.controls if control.kind not in silent and not control.is_labelled]
        return [control.name for control in found if control.attrs.get("id") not in self.labels]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if "template" in self._tags:  # not part of the page until a script puts it there
            tag, told = "template" if tag == "template" else "", {}
        self.words += [told[name] for name in ("title", "placeholder", "aria-label", "alt") if name in told]
        opener = getattr(self, f"open_{tag}", None)
        if opener:
            opener(told)
        if tag and tag not in ("input", "meta", "link", "br", "hr", "img", "use", "col", "path"):
            self._tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if "template" in self._tags and tag != "template":
            return
        if tag in self._tags:
            while self._tags.pop() != tag:
                pass
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        inside = self._tags[-1] if self._tags else ""
        if inside == "title" and "svg" not in self._tags:
            self.title += data.strip()
        elif inside == "textarea":
            assert self._last is not None
            # The first line break after the tag belongs to the tag.
            self._last.value += data if self._last.value else data.removeprefix("\n")
        elif "h1" in self._tags:
            self.headings[-1] += data.strip()
        if inside not in ("script", "style", "textarea") and "template" not in self._tags:
            self.words.append(data)

    def open_html(self, told: dict[str, str]) -> None:
        self.lang = told.get("lang", "")

    def open_h1(self, told: dict[str, str]) -> None:
        self.headings.append("")

    def open_label(self, told: dict[str, str]) -> None:
        self.labels.add(told.get("for", ""))

    def open_form(self, told: dict[str, str]) -> None:
        self._form = Form(told.get("method", "get").lower(), told.get("action", ""))
        self.forms.append(self._form)

    def open_input(self, told: dict[str, str]) -> None:
        usual = "on" if told.get("type") == "checkbox" else ""
        self._add(told.get("type", "text"), told.get("value", usual), told)

    def open_textarea(self, told: dict[str, str]) -> None:
        self._add("textarea", "", told)

    def open_button(self, told: dict[str, str]) -> None:
        if told.get("name"):
            self._add("button", told.get("value", ""), told)

    def open_select(self, told: dict[str, str]) -> None:
        self._select = self._add("select", "", told)

    def open_option(self, told: dict[str, str]) -> None:
        if self._select is not None and ("selected" in told or "first" not in self._select.attrs):
            self._select.value = told.get("value", "")
            self._select.attrs["first"] = ""

    def _add(self, kind: str, value: str, told: dict[str, str]) -> Control:
        spoken = "label" in self._tags or any(told.get(name) for name in ("aria-label", "aria-labelledby", "title"))
        control = Control(told.get("name", ""), kind, value, spoken, told)
        self._last = control
        (self._form.controls if self._form else self.loose).append(control)
        return control


def latin_words(words: list[str]) -> set[str]:
    """Latin words of three letters and more among what a person reads."""
    return set(re.findall(r"[A-Za-z][A-Za-z'-]{2,}", " ".join(words)))
