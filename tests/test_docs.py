"""The documentation may not say what the program does not do: its examples run, and its generated parts are current."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

import histor
from histor.cli.door import COMMANDS, EPILOG
from histor.cli.door import histor as door

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
Step = tuple[str, list[str]]


def blocks(page: Path, language: str) -> list[str]:
    return [body for name, body in FENCE.findall(page.read_text("utf-8")) if name == language]


def steps(page: Path) -> Iterator[Step]:
    """(command, lines it must print) of a page's console blocks; a line "..." stands for anything."""
    for block in blocks(page, "console"):
        for command in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            first, *printed = command.splitlines()
            while first.endswith("\\"):
                first = first[:-1] + printed.pop(0)
            yield first, [" ".join(line.split()) for line in printed if line.strip() not in ("", "...")]


@pytest.fixture
def workplace(tmp_path: Path) -> tuple[Path, dict[str, str]]:
    """A folder with the samples, and an environment in which `histor` is the package under test."""
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    command = tmp_path / "bin" / "histor"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m histor.cli "$@"\n')
    command.chmod(0o755)
    source = str(Path(histor.__file__).parents[1])
    path = os.pathsep.join([str(command.parent), str(Path(sys.executable).parent), os.environ["PATH"]])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("HISTOR_")}
    return tmp_path, {**kept, "PATH": path, "PYTHONPATH": source, "COLUMNS": "100"}


@pytest.mark.parametrize("name", ["tutorial.md", "how-to.md"])
def test_every_console_example_runs_and_prints_what_the_page_shows(
    name: str, workplace: tuple[Path, dict[str, str]]
) -> None:
    folder, environment = workplace
    found = list(steps(ROOT / "docs" / name))
    assert found
    for command, expected in found:
        done = subprocess.run(
            ["bash", "-o", "pipefail", "-c", command], cwd=folder, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
        printed = [" ".join(line.split()) for line in (done.stdout + done.stderr).splitlines()]
        for line in expected:
            assert any(line in each for each in printed), f"{command}\nshould print {line!r}; it prints\n{done.stdout}"


def test_every_python_example_runs(workplace: tuple[Path, dict[str, str]]) -> None:
    folder, environment = workplace
    examples = [block for page in PAGES for block in blocks(page, "python")]
    assert examples
    for example in examples:
        subprocess.run([sys.executable, "-c", example], cwd=folder, env=environment, check=True, capture_output=True)


def test_the_parts_made_by_the_program_are_current() -> None:
    environment = {**os.environ, "PYTHONPATH": str(Path(histor.__file__).parents[1])}
    check = [sys.executable, str(ROOT / "docs" / "refresh.py"), "--check"]
    done = subprocess.run(check, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def named_commands() -> Iterator[tuple[str, str, list[str]]]:
    """(where, command, options) for each `histor COMMAND ...` in a page's examples and in the programs' own help."""
    texts = [
        (str(page.relative_to(ROOT)), body) for page in PAGES for _, body in FENCE.findall(page.read_text("utf-8"))
    ]
    texts += [("histor --help", EPILOG)]
    for where, text in texts:
        for found in re.finditer(r"\bhistor (\w+)\b([^\n|#>]*)", text):
            yield where, found[1], re.findall(r"(?<!\S)--[\w-]+", found[2])


def test_every_command_and_option_in_the_examples_exists() -> None:
    context = click.Context(door)
    for where, name, options in named_commands():
        command = door.get_command(context, name)
        assert command is not None, f"{where}: there is no command {name}"
        known = {option for parameter in command.params for option in (*parameter.opts, *parameter.secondary_opts)}
        assert set(options) <= known | {"--help"}, f"{where}: histor {name} has no {set(options) - known}"


def test_every_command_is_in_the_reference() -> None:
    reference = (ROOT / "docs" / "reference" / "commands.md").read_text("utf-8")
    assert [name for name in COMMANDS if f"## histor {name}\n" not in reference] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_somewhere(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    assert [link for link in links if not (page.parent / link).exists()] == []


def test_the_readme_names_the_two_commands_that_do_everything() -> None:
    targets = re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    named = [block.split()[1] for block in blocks(ROOT / "README.md", "sh") if block.startswith("make ")]
    assert named == ["demo", "test"]
    assert set(named) <= set(targets)


def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs")
    build = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(build, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "site" / "tutorial.html").exists()


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_the_locks_pin_hashes_and_name_no_address(name: str) -> None:
    lines = (ROOT / name).read_text("utf-8").splitlines()
    packages = [number for number, line in enumerate(lines) if line[:1].isalnum()]
    assert packages
    assert [lines[number] for number in packages if "--hash=sha256:" not in lines[number + 1]] == []
    assert [line for line in lines if "://" in line or line.startswith(("-", "torch"))] == []
