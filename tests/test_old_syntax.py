"""Styles, scripts and templates keep to what Chromium 69 understands, the engine of our users' oldest browsers.

The engine itself is asked by `tests/browser/test_other_engines.py`; this reads the files and needs none.
"""

import re
from pathlib import Path

import pytest

from tests.reading_house import files, named, text

# What it lacks, and the version of Chromium that brought it. A rule with one such selector or value is dropped whole.
NEW_IN_STYLES = {
    r":(?:is|where)\(": 88,
    r":has\(": 105,
    r":not\([^()]*,": 88,
    r"::marker": 86,
    r"[{;]\s*inset(?:-[a-z-]+)?\s*:": 87,
    r"[{;]\s*aspect-ratio\s*:": 88,
    r"[\s:(,](?:min|max|clamp)\(": 79,
    r"color-mix\(": 111,
    r"\b(?:oklch|oklab|lch|lab|hwb)\(": 101,
    r"[{;]\s*(?:margin|padding)-(?:inline|block)\s*:": 87,
    r"[{;]\s*(?:translate|rotate|scale)\s*:": 104,
    r"[{;]\s*(?:accent-color|content-visibility|color-scheme)\s*:": 81,
    r":\s*anywhere\b": 80,
    r"overflow(?:-[xy])?\s*:[^;}]*\bclip\b": 90,
    r"\d(?:d|s|l)v[hw]\b": 108,
    r"@(?:layer|container|property|scope|starting-style)\b": 85,
    r"@media[^{]*[<>]": 104,
    r"@page\s+[\w:-]+\s*{": 85,
    r"(?:^|[{};,])\s*&": 112,
    r"\bsubgrid\b": 117,
    r"text-wrap\s*:": 114,
}
NEW_IN_SCRIPTS = {
    r"\?\.(?!\d)": 80,
    r"\?\?": 80,
    r"\|\|=|&&=": 85,
    r"\d_\d": 75,
    r"\.(?:replaceAll|matchAll)\(": 73,
    r"\.(?:at|findLast|findLastIndex|toSorted|toReversed)\(": 92,
    r"\.(?:replaceChildren|requestSubmit)\(": 76,
    r"Object\.(?:fromEntries|hasOwn|groupBy)\b": 73,
    r"Promise\.(?:allSettled|any)\b": 76,
    r"\b(?:globalThis|structuredClone|queueMicrotask)\b": 71,
    r"(?:this|[;{]\s*)\.?#\w": 74,
    r":(?:is|where|has)\(": 88,
}
NEW_IN_TEMPLATES = {r"<[a-z]+\b[^>]*\s(?:popover|inert|commandfor)\b": 102}
GRID = re.compile(r"display\s*:\s*(?:inline-)?grid|columns\s*:")


def styles() -> list[Path]:
    return [path for path in files("static", ".css") if "vendor" not in path.parts]


def scripts() -> list[Path]:
    return [path for path in files("static", ".js") if "vendor" not in path.parts]


def bare(source: str) -> str:
    """The source without its comments, line by line as before."""
    return re.sub(r"/\*.*?\*/", lambda found: "\n" * found[0].count("\n"), source, flags=re.DOTALL)


def found(source: str, patterns: dict[str, int]) -> list[str]:
    """What stands in the source that the old engine does not know, with its line."""
    return [
        f"{source.count(chr(10), 0, match.start()) + 1}: {match[0].strip()} is of Chromium {version}"
        for pattern, version in patterns.items()
        for match in re.finditer(pattern, source, re.MULTILINE)
    ]


def rules(source: str) -> list[tuple[tuple[str, ...], str]]:
    """Selectors and declarations of each rule, those within @media too."""
    pairs = re.findall(r"([^{}]+){([^{}]*)}", bare(source))
    return [(tuple(each.strip() for each in head.split(",")), body) for head, body in pairs]


@pytest.mark.parametrize("path", styles(), ids=named)
def test_styles_are_understood_by_the_oldest_engine(path: Path) -> None:
    assert found(bare(text(path)), NEW_IN_STYLES) == []


@pytest.mark.parametrize("path", scripts(), ids=named)
def test_scripts_are_understood_by_the_oldest_engine(path: Path) -> None:
    assert found(bare(text(path)), NEW_IN_SCRIPTS) == []


def test_templates_are_understood_by_the_oldest_engine() -> None:
    assert [
        f"{named(path)}:{told}" for path in files("templates", ".html") for told in found(text(path), NEW_IN_TEMPLATES)
    ] == []


def test_gaps_stand_in_grids_alone() -> None:
    """In a flex box a gap came with Chromium 84."""
    everything = [rule for path in styles() for rule in rules(text(path))]
    grids = {selector for selectors, body in everything if GRID.search(body) for selector in selectors}
    gaps = [selectors for selectors, body in everything if re.search(r"\bgap\s*:", body)]
    assert [selector for selectors in gaps for selector in selectors if selector not in grids] == []


@pytest.mark.parametrize(
    "source",
    [
        "a:is(b) {}", "a { inset: 0; }", "a { width: min(1px, 2px); }", "a { color: color-mix(in srgb, red, blue); }",
        "@media (width > 3px) {}", "a { b: 1; & c { d: e; } }", "a { aspect-ratio: 1; }", "@page wide { size: A3; }",
    ],
)  # fmt: skip
def test_new_styles_would_be_found(source: str) -> None:
    assert found(source, NEW_IN_STYLES) != []


@pytest.mark.parametrize("source", ["a?.b", "a ?? b", "a ||= b", "a.replaceAll(b, c)", "class A { #b = 1; }"])
def test_new_scripts_would_be_found(source: str) -> None:
    assert found(source, NEW_IN_SCRIPTS) != []


@pytest.mark.parametrize("source", ["a { box-shadow: inset 0 0 0 1px; }", "a { width: minmax(0, 1fr); }", "a ? .5 : 1"])
def test_what_the_engine_knows_is_let_through(source: str) -> None:
    assert found(source, NEW_IN_STYLES) == []
