"""Reads the project's own files for `test_architecture.py`: each once, by syntax tree where it is Python."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@cache
def files(folder: str, suffix: str) -> list[Path]:
    """Our own files below a folder; what others wrote lies in `vendor`."""
    return sorted(path for path in (ROOT / folder).rglob(f"*{suffix}") if "vendor" not in path.parts)


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text(path))


def longer_than(limit: int, folder: str, suffix: str) -> list[str]:
    lengths = {named(path): len(text(path).splitlines()) for path in files(folder, suffix)}
    return [f"{name}: {length} lines" for name, length in lengths.items() if length > limit]


def app_files() -> list[Path]:
    """The app's code; a migration is a record of the past and keeps its own form."""
    return [path for path in files("tracker", ".py") if "migrations" not in path.parts]


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full name of everything a file imports, also inside functions: `from a import b` gives a.b."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = "." * node.level + (node.module or "")
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """From the def line to the last one; decorators are not counted."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def body_length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """The lines that do something: without the head and the docstring."""
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return (body[-1].end_lineno or 0) - body[0].lineno + 1 if body else 0


def without_tags(template: str) -> str:
    """A template as the HTML around its tags; its comments and the blocks that name a CSS class are gone too."""
    template = re.sub(r"{% comment.*?{% endcomment %}", "", template, flags=re.DOTALL)
    template = re.sub(r"{% block \w+_class %}.*?{% endblock", "{% endblock", template, flags=re.DOTALL)
    return re.sub(r"{#.*?#}|{%.*?%}|{{.*?}}", " ", template, flags=re.DOTALL)


class VisibleText(HTMLParser):
    """Collects what a person reads or hears: texts, and the attributes that are shown or read aloud."""

    SPOKEN = {"title", "placeholder", "aria-label", "alt", "label", "data-label", "content"}

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style")
        button = tag in ("input", "button") and dict(attrs).get("type") in ("submit", "button", "reset")
        for name, value in attrs:
            if (name in self.SPOKEN and tag != "meta") or (name == "value" and button and tag == "input"):
                self.texts.append(value or "")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.texts.append(data)


def visible_words(template: str) -> list[str]:
    """Latin words of two letters and more in what a template shows."""
    reader = VisibleText()
    reader.feed(without_tags(template))
    reader.close()
    return re.findall(r"[A-Za-z][A-Za-z0-9-]+", " ".join(reader.texts))
