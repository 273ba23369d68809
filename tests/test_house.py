"""The house stays as DESIGN.md draws it: imports run one way, files stay short, the door opens at once."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from importlinter import cli as import_linter

ROOT = Path(__file__).parents[1]
SRC = ROOT / "src"
LONGEST_FILE = 400
HEAVY = (
    "onnxruntime",
    "tokenizers",
    "sqlalchemy",
    "alembic",
    "trafilatura",
    "lxml",
    "pyarrow",
    "rich",
    "numpy",
    "msgspec",
)


def test_imports_run_one_way(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.syspath_prepend(str(SRC))

    outcome = import_linter.lint_imports(no_cache=True, no_logo=True)

    assert outcome == import_linter.EXIT_STATUS_SUCCESS, capsys.readouterr().out


def test_no_module_imports_a_package_it_lives_in() -> None:
    """Such an import is a cycle waiting to happen; a package whose own file imports nothing cannot make one."""
    found = [
        f"{path.relative_to(ROOT)}:{line} imports {target}"
        for path in SRC.rglob("*.py")
        if path.stem != "__init__"
        for line, target in _imported(path)
        if target in _homes(path) and _imports_anything(target)
    ]
    assert found == []


def test_no_file_is_longer_than_a_person_reads_at_once() -> None:
    lengths = {path.relative_to(ROOT): len(path.read_text("utf-8").splitlines()) for path in SRC.rglob("*.py")}
    assert {path: lines for path, lines in lengths.items() if lines > LONGEST_FILE} == {}


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["read", "--help"], ["export", "--help"]])
def test_help_loads_no_heavy_library(arguments: list[str]) -> None:
    program = (
        "import sys\nfrom histor.cli import main\n"
        f"try:\n    sys.argv[1:] = {arguments!r}\n    main()\n"
        f"finally:\n    print([name for name in {HEAVY!r} if name in sys.modules], file=sys.stderr)\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env={"PYTHONPATH": str(SRC)}
    )
    loaded = ast.literal_eval(ended.stderr.splitlines()[-1])
    assert ended.returncode == 0
    assert loaded == (["msgspec"] if "msgspec" in loaded and arguments[0] in ("read", "export") else [])


def _imported(path: Path) -> Iterator[tuple[int, str]]:
    """(line, module) of every import; `from package import name` counts as the module of that name where one is."""
    homes = _homes(path)
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = ".".join(filter(None, [homes[-node.level] if node.level else "", node.module]))
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield node.lineno, inner if _file_of(inner).exists() else base


def _homes(path: Path) -> list[str]:
    """The packages a module lives in, outermost first."""
    folders = path.relative_to(SRC).parts[:-1]
    return [".".join(folders[: depth + 1]) for depth in range(len(folders))]


def _file_of(module: str) -> Path:
    place = SRC.joinpath(*module.split("."))
    return place / "__init__.py" if place.is_dir() else place.with_suffix(".py")


def _imports_anything(package: str) -> bool:
    tree = ast.parse(_file_of(package).read_text("utf-8"))
    return any(isinstance(node, ast.Import | ast.ImportFrom) for node in ast.walk(tree))
