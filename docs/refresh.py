"""Write again the parts of the README and the documentation that come from the program itself.

    python docs/refresh.py           write them
    python docs/refresh.py --check   say which are out of date; exit code 1 if any is

A part stands between `<!-- begin NAME -->` and `<!-- end NAME -->`; `PARTS` says what makes it, `FILES` what makes a
whole file. tests/test_docs.py runs the check, so that no page can show what the program does not print.
"""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from click.testing import CliRunner

from histor.cli.door import COMMANDS, histor
from histor.export.merged import MERGED_COLUMNS
from histor.record import codebook, incident, judgement
from histor.record.incident_wire import change_schema, incident_schema
from histor.record.wire import json_schema

ROOT = Path(__file__).resolve().parents[1]
COLUMNS = 100
"""Width of the printed record: as much as a page shows without a scroll bar."""
SAMPLE = "samples/articles/burao-drone.txt"
MEASURED = ROOT / "benchmarks" / "quality.json"
MEASURES = {
    "evidence": "quotes that stand in the article",
    "relevance": "articles with an incident",
    "incident": "foreground incidents found",
    "record": "**their values, all slots**",
    "slot:kind": "kind",
    "slot:date": "date",
    "slot:place": "place",
    "slot:perpetrator": "perpetrator",
    "slot:target": "target",
    "slot:victim": "named victim",
    "slot:weapon": "weapon",
    "slot:killed": "killed",
    "slot:wounded": "wounded",
    "attribution": "who says it",
    "statement": "statements",
}
"""What the README's table shows of the measures, and in which words."""
ENUMERATIONS = {
    "Kinds": codebook.KINDS,
    "Stages": codebook.STAGES,
    "Slots": codebook.SLOTS,
    "Statuses of a perpetrator": codebook.STATUSES,
    "Groups of a count": codebook.GROUPS,
    "Target classes": codebook.TARGET_CLASSES,
    "Weapon classes": codebook.WEAPON_CLASSES,
    "Statement kinds": codebook.STATEMENT_KINDS,
    "Place kinds": codebook.PLACE_KINDS,
}
TYPES = {"code": "text", "text": "text", "integer": "integer", "number": "number", "flag": "true or false"}
"""The types of columns as a reader of the file sees them."""
INCIDENT_ENUMERATIONS = {
    "Policies": incident.POLICIES,
    "Conflicts, the gravest last": incident.CONFLICTS,
    "Grades": incident.GRADES,
    "What an article is in its lineage": incident.RELATIONS,
    "Fields with a resolved value": judgement.FIELDS,
}


def record() -> str:
    """The first panel of what `make demo` prints last."""
    shown = run("read", SAMPLE, "--format", "record", "--no-ledger").splitlines()
    last = next(number for number, line in enumerate(shown) if line.startswith("╰"))
    return fenced("\n".join(line.rstrip() for line in shown[: last + 1]))


def commands() -> str:
    """Every command's own help."""
    sections = [f"## histor\n\n{help_of()}"]
    sections += [f"## histor {name}\n\n{help_of(name)}" for name in COMMANDS]
    return "\n\n".join(sections)


def enumerations(lists: Mapping[str, Sequence[str]] = ENUMERATIONS) -> str:
    """Lists of names: the codebook's, or others."""
    return "\n".join(
        f"- **{title}**: " + ", ".join(f"`{name}`" for name in names) + "." for title, names in lists.items()
    )


def columns() -> str:
    """The columns of the table of merged incidents."""
    rows = [f"| `{column.name}` | {TYPES[column.type]} | {column.meaning} |" for column in MERGED_COLUMNS]
    return "\n".join(["| column | type | meaning |", "|---|---|---|", *rows])


def printed(schema: Callable[[], object]) -> Callable[[], str]:
    """A schema as `histor schema` prints it."""
    return lambda: json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def accuracy() -> str:
    """The measures saved by `histor evaluate ... --format json > benchmarks/quality.json`, those a reader asks for."""
    if not MEASURED.exists():
        return "Not measured yet."
    measures = {row["measure"]: row for row in json.loads(MEASURED.read_text("utf-8"))["measures"]}
    lines = ["| | precision | recall | F1 | in the gold |", "|---|---:|---:|---:|---:|"]
    for name, words in MEASURES.items():
        row = measures[name]
        lines.append(f"| {words} | {row['precision']:.0f} | {row['recall']:.0f} | {row['f1']:.0f} | {row['gold']} |")
    return "\n".join(lines)


PARTS: dict[str, dict[str, Callable[[], str]]] = {
    "README.md": {"record": record, "accuracy": accuracy},
    "docs/reference/commands.md": {"commands": commands},
    "docs/reference/reading.md": {"enumerations": enumerations},
    "docs/reference/incident.md": {
        "columns": columns,
        "incident-words": lambda: enumerations(INCIDENT_ENUMERATIONS),
    },
}
FILES: dict[str, Callable[[], str]] = {
    "docs/reference/reading.schema.json": printed(json_schema),
    "docs/reference/incident.schema.json": printed(incident_schema),
    "docs/reference/change.schema.json": printed(change_schema),
}


def run(*arguments: str) -> str:
    """What a command prints in a pipe, in the repository's root."""
    environment = {**os.environ, "COLUMNS": str(COLUMNS), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-m", "histor.cli", *arguments],
        cwd=ROOT,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    return done.stdout


def help_of(*command: str) -> str:
    """A command's `--help`, fenced."""
    result = CliRunner().invoke(histor, [*command, "--help"], prog_name="histor", terminal_width=88)
    return fenced(result.output.rstrip())


def fenced(text: str) -> str:
    """The text as a block that shows it as it is."""
    return f"```text\n{text}\n```"


def refreshed() -> Iterator[tuple[Path, str, str]]:
    """(file, its text now, its text with every part, or all of it, made again)."""
    for name, parts in PARTS.items():
        path = ROOT / name
        now = path.read_text("utf-8")
        text = now
        for part, make in parts.items():
            text = replaced(text, part, make(), name)
        yield path, now, text
    for name, make in FILES.items():
        path = ROOT / name
        yield path, path.read_text("utf-8") if path.exists() else "", make()


def replaced(text: str, part: str, body: str, name: str) -> str:
    """The text with one part's content exchanged; stops the program if the part is not there exactly once."""
    begin, end = f"<!-- begin {part} -->\n", f"\n<!-- end {part} -->"
    if text.count(begin) != 1 or text.count(end) != 1:
        sys.exit(f"{name}: there must be one part {part!r} between its two comments")
    before, _, rest = text.partition(begin)
    return before + begin + body + end + rest.partition(end)[2]


def main() -> int:
    """Write the parts, or with --check name the files that are out of date."""
    checking = "--check" in sys.argv[1:]
    stale = [(path, text) for path, now, text in refreshed() if now != text]
    for path, text in stale:
        if checking:
            print(f"{path.relative_to(ROOT)} is out of date: run python docs/refresh.py")
        else:
            path.write_text(text, "utf-8")
    return int(checking and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
