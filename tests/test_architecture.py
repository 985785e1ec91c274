"""The rules of the house that a file shows by itself; `docs/decisions/0001` tells why they are rules."""

import ast
import re
import statistics
from pathlib import Path

from django.urls import URLPattern, URLResolver, get_resolver

from tests.reading_house import (
    ROOT,
    app_files,
    body_length,
    files,
    functions,
    imports,
    length,
    longer_than,
    named,
    text,
    tree,
    visible_words,
    without_tags,
)

# Imports point down this list only; modules on one floor may import each other, but for the pair below.
LAYERS = [
    {"enums", "errors", "clock", "marks", "charts", "canonical", "compiled", "standing", "filekinds", "vault", "busy"},
    {"workflow"},
    {"models", "guards"},
    {"permissions", "queries"},
    {"ledgers"},
    {"actions"},
    {"jobs"},
    {"forms", "tables", "filters"},
    {"templatetags"},
    {"views", "management", "middleware", "late_forms"},
    {"urls"},
]
FLOOR = {name: floor for floor, names in enumerate(LAYERS) for name in names}
STRANGERS = {("permissions", "queries"), ("queries", "permissions")}
# They wire the parts together and stand beside the house. Migrations are a record of the past.
BESIDE = {"__init__", "apps", "databases", "settings", "wsgi", "migrations"}

# Whoever is not signed in may see these, and nothing else.
OPEN_ADDRESSES = {"healthz", "sign_in"}

# Names of programs, formats and keys have no Chinese.
LATIN_WORDS = {
    *("Excel", "WPS", "Word", "PDF", "OFD", "CSV", "ZIP", "JPG", "PNG", "GB18030", "A3", "A4", "MB"),
    *("pdf", "ofd", "docx", "xlsx", "xls", "wps", "et", "jpg", "png", "zip", "csv"),
    *("IP", "SHA-256", "Cookie", "Ctrl", "Enter", "Esc", "Shift", "Alt", "Tab"),
}


def part_of(path: Path) -> str:
    return path.relative_to(ROOT / "tracker").parts[0].removesuffix(".py")


def part_imported(module: str) -> str:
    """The part of the app a full name belongs to, or nothing for what is not ours."""
    parts = module.split(".")
    return parts[1] if parts[0] == "tracker" and len(parts) > 1 else ""


def test_every_module_has_its_floor() -> None:
    assert [named(path) for path in app_files() if part_of(path) not in FLOOR.keys() | BESIDE] == []


def test_imports_point_down() -> None:
    upward = [
        f"{named(path)}:{line} imports {module}"
        for path in app_files()
        if part_of(path) in FLOOR
        for line, module in imports(path)
        if FLOOR.get(part_imported(module), -1) > FLOOR[part_of(path)]
    ]
    assert upward == []


def test_permissions_and_queries_do_not_know_each_other() -> None:
    pairs = [
        f"{named(path)}:{line}"
        for path in app_files()
        for line, module in imports(path)
        if (part_of(path), part_imported(module)) in STRANGERS
    ]
    assert pairs == []


def test_imports_are_absolute_and_leave_the_settings_alone() -> None:
    wrong = [
        f"{named(path)}:{line} imports {module}"
        for path in [*files("tracker", ".py"), *files("tests", ".py")]
        for line, module in imports(path)
        if module.startswith((".", "tracker.settings"))
    ]
    assert wrong == []


def test_the_environment_is_read_by_the_settings_alone() -> None:
    readers = {
        named(path)
        for path in app_files()
        for line, module in imports(path)
        if module.split(".")[0] in ("os", "environs") and re.search(r"os\.(environ|getenv)|environs", text(path))
    }
    assert readers == {"tracker/settings.py", "tracker/wsgi.py"}


def test_the_only_signal_puts_up_the_guards() -> None:
    signals = {
        f"{named(path)} {module}"
        for path in app_files()
        for _, module in imports(path)
        if "signals" in module.split(".") or module.startswith("django.dispatch")
    }
    assert signals == {"tracker/apps.py django.db.models.signals.post_migrate"}


def test_saving_a_row_has_no_logic() -> None:
    overridden = [
        f"{named(path)}:{function.lineno}"
        for path in files("tracker/models", ".py")
        for function in functions(path)
        if function.name in ("save", "full_clean")
    ]
    assert overridden == []


def test_there_is_no_admin() -> None:
    assert [named(path) for path in app_files() for _, module in imports(path) if "contrib.admin" in module] == []


def test_modules_say_what_belongs_in_them() -> None:
    silent = [named(path) for path in app_files() if text(path).strip() and not ast.get_docstring(tree(path))]
    assert silent == []


def test_python_files_are_short() -> None:
    long = [*longer_than(300, "tracker", ".py"), *longer_than(300, "tests", ".py")]
    assert [told for told in long if not told.startswith("tracker/migrations/")] == []


def test_functions_are_short() -> None:
    lengths = {
        f"{named(path)}:{function.lineno} {function.name}": length(function)
        for path in app_files()
        for function in functions(path)
    }
    assert {name: lines for name, lines in lengths.items() if lines > 40} == {}
    assert statistics.median(lengths.values()) <= 8
    assert statistics.quantiles(lengths.values(), n=10)[-1] <= 25


def test_views_are_thin() -> None:
    thick = [
        f"{named(path)}:{function.lineno} {function.name}: {body_length(function)} lines"
        for path in files("tracker/views", ".py")
        for function in functions(path)
        if body_length(function) > 20
    ]
    assert thick == []


def test_templates_scripts_and_styles_are_short() -> None:
    assert longer_than(100, "templates", ".html") == []
    assert longer_than(60, "static", ".js") == []
    assert longer_than(150, "static", ".css") == []


def test_templates_hold_no_styles_and_no_scripts() -> None:
    inline = re.compile(
        r"""\sstyle\s*=|\son[a-z]+\s*=\s*["']|<style\b|<script\b(?![^>]*\ssrc)|javascript:""", re.IGNORECASE
    )
    found = {named(path): inline.findall(without_tags(text(path))) for path in files("templates", ".html")}
    assert {name: what for name, what in found.items() if what} == {}


def test_nothing_comes_from_outside() -> None:
    outside = re.compile(r"""(?:src|href|action)=["'](?:https?:)?//|url\(["']?(?:https?:|data:|//)|@import""")
    pages = [*files("templates", ".html"), *files("static", ".css"), *files("static", ".js")]
    assert [named(path) for path in pages if outside.search(text(path))] == []


def test_templates_speak_chinese() -> None:
    words = {named(path): set(visible_words(text(path))) - LATIN_WORDS for path in files("templates", ".html")}
    assert {name: found for name, found in words.items() if found} == {}


def test_every_template_is_used() -> None:
    # Django asks for these by their fixed names.
    fixed = {"400.html", "403.html", "404.html", "500.html"}
    texts = [text(path) for path in [*app_files(), *files("templates", ".html")]]
    names = {path.relative_to(ROOT / "templates").as_posix() for path in files("templates", ".html")}
    assert {name for name in names - fixed if not any(name in told for told in texts)} == set()


def test_no_path_of_a_machine() -> None:
    machine = re.compile(r"(?<![\w.])/(?:work|root|home|Users)/\w|[A-Z]:\\\\?Users")
    kinds = [("tracker", ".py"), ("tests", ".py"), ("templates", ".html"), ("static", ".js"), ("static", ".css")]
    texts = [path for folder, suffix in kinds for path in files(folder, suffix)]
    texts += [*files("docs", ".md"), *(ROOT / "bin").iterdir(), *ROOT.glob("*.md"), *ROOT.glob("*.toml")]
    assert [named(path) for path in texts if machine.search(text(path))] == []


def test_only_the_open_addresses_need_no_sign_in() -> None:
    assert open_addresses(get_resolver()) == OPEN_ADDRESSES


def open_addresses(resolver: URLResolver) -> set[str]:
    found: set[str] = set()
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLPattern):
            if not getattr(pattern.callback, "login_required", True):
                found.add(pattern.name or str(pattern.pattern))
        else:
            found |= open_addresses(pattern)
    return found


def test_tests_use_the_client_that_reads_its_pages_and_mock_nothing_of_ours() -> None:
    wrong = [
        f"{named(path)}:{line} imports {module}"
        for path in files("tests", ".py")
        if "bench" not in path.parts  # it measures pages, and tests nothing
        for line, module in imports(path)
        if (module in ("django.test.Client", "django.test.client.Client") and path.name != "house_client.py")
        or module.startswith("unittest.mock")
    ]
    assert wrong == []
