"""Examples for the tagger from codings of other people: who speaks (PolNeAR), roles of attacks (MUC-4), names (NER).

They have columns of their own after the reader's tags and are dropped at export: what they teach stays in the encoder.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

EXTRA_TAGS = (
    "source", "cue", "content",
    "muc_person", "muc_organisation", "muc_target", "muc_victim", "muc_weapon",
    "person", "organisation", "location", "facility", "people", "date_name",
)  # fmt: skip
_MUC = {
    "PerpInd": "muc_person", "PerpOrg": "muc_organisation", "Target": "muc_target", "Victim": "muc_victim",
    "Weapon": "muc_weapon",
}  # fmt: skip


@dataclass
class Other:
    """One text with spans of some extra tags; `columns` are those its coders marked, the rest is unknown there.

    `said` pairs the numbers of a source span and a content span of one attribution; `incidents` tells for each span the
    numbers of the incidents it belongs to, where the coding does.
    """

    text: str
    spans: list[tuple[int, int, str]]
    columns: tuple[str, ...]
    said: list[tuple[int, int]]
    incidents: list[frozenset[int]] = field(default_factory=list)


def polnear(folder: Path) -> Iterator[Other]:
    """PolNeAR: source, cue and content of attributions in political news."""
    for path in sorted((folder / "attributions").glob("*.ann")):
        text_path = folder / "text" / f"{path.stem.rpartition('_')[0]}.txt"
        if not text_path.exists():
            continue
        text = text_path.read_text("utf-8")
        spans, numbers, said = [], {}, []
        for line in path.read_text("utf-8").splitlines():
            cells = line.split("\t")
            if len(cells) < 2:
                continue
            if line.startswith("T") and cells[1].split()[0] in ("Source", "Cue", "Content"):
                kind, *offsets = re.split(r"[ ;]", cells[1])
                numbers[cells[0]] = len(spans)
                spans.append((int(offsets[0]), int(offsets[-1]), kind.lower()))
            elif line.startswith("E"):
                roles = dict(part.split(":") for part in cells[1].split())
                if roles.get("Source") in numbers and roles.get("Content") in numbers:
                    said.append((numbers[roles["Source"]], numbers[roles["Content"]]))
        yield Other(text, spans, ("source", "cue", "content"), said)


def muc4(path: Path) -> Iterator[Other]:
    """MUC-4: the string slots of the templates, wherever their strings stand in the text; a template is an incident."""
    for row in map(json.loads, path.read_text("utf-8").splitlines()):
        found: dict[tuple[int, int, str], set[int]] = {}
        for number, template in enumerate(row["templates"]):
            for slot, tag in _MUC.items():
                for entity in template.get(slot, []):
                    for words, _ in entity:
                        for match in re.finditer(rf"\b{re.escape(words)}\b", row["doctext"]):
                            found.setdefault((*match.span(), tag), set()).add(number)
        if found:
            spans = sorted(found)
            incidents = [frozenset(found[span]) for span in spans]
            yield Other(row["doctext"], spans, tuple(_MUC.values()), [], incidents)


def names(folder: Path) -> Iterator[Other]:
    """Named entities of world newswire, one token a line."""
    kinds = {
        "Person": "person", "Organization": "organisation", "Location": "location", "Facility": "facility",
        "NORP": "people", "Date": "date_name",
    }  # fmt: skip
    for path in sorted(folder.glob("*.tsv")):
        text, spans, open_kind = "", [], ""
        for line in path.read_text("utf-8").splitlines():
            cells = line.split("\t") if "\t" in line else line.split()
            if len(cells) < 2:
                open_kind = ""
                continue
            start = len(text) + bool(text)
            text = f"{text} {cells[0]}" if text else cells[0]
            mark, _, name = cells[-1].partition("-")
            kind = kinds.get(name, "")
            if kind and kind == open_kind and mark == "I":
                spans[-1] = (spans[-1][0], len(text), kind)
            elif kind:
                spans.append((start, len(text), kind))
            open_kind = kind
        yield Other(text, spans, tuple(dict.fromkeys(kinds.values())), [])
