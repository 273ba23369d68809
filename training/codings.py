"""Our own codings of further articles of the shared folder: where each quote stands, never its words.

`codings/*.jsonl` has one coded article a line. The texts are other people's and stay in the shared folder: a quote is
[part, start, end], names of people are quotes too, and a text that is no longer the one coded is left out, not guessed.
Coded with a large language model by the codebook, as the gold was; no human coder has checked them.

`python training/codings.py FOLDER` packs gold-like codings (one JSON file each) of articles found in the shared folder.
"""

import argparse
import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CODINGS = Path(__file__).parent / "codings"
FILES = {
    "fa_kes": "fa_kes/articles.jsonl",
    "hrds_attack": "hrds_attack/train.jsonl",
    "muc4": "muc4/train.json",
    "wikievents": "wikievents/train_texts.jsonl",
    "wikinews": "raw/wikinews.jsonl",
    "worldwide_newswire": "raw/worldwide_newswire.jsonl",
}
"""The file of each source, under data/ of the shared folder; JSON lines all."""
_FIELDS = {"title": "article_title", "text": "article_content", "publisher": "source"}
PEOPLE = ("victim", "perpetrator_person")
Row = dict[str, Any]


def own_codings(shared: Path) -> Iterator[tuple[Row, Row]]:
    """Article and coding, as prepare.align takes them, of every packed coding whose text is still the one coded."""
    texts: dict[str, dict[str, Row]] = {}
    for path in sorted(CODINGS.glob("*.jsonl")):
        for line in path.read_text("utf-8").splitlines():
            packed = json.loads(line)
            source = packed["source"]
            if source not in texts:
                texts[source] = {row["id"]: row for row in articles(shared, source)}
            article = texts[source].get(packed["id"])
            if article is not None and _digest(article) == packed["sha256"]:
                yield article, {"doc": article["id"], **_unpacked(packed["coding"], article)}


def articles(shared: Path, source: str) -> Iterator[Row]:
    """The articles of a source under the names the input contract has."""
    for line in (shared / "data" / FILES[source]).read_text("utf-8").splitlines():
        row = json.loads(line)
        if source == "muc4":
            row = {"id": row["docid"], "text": row["doctext"]}
        if source == "fa_kes":
            row |= {ours: row[theirs] for ours, theirs in _FIELDS.items()}
        yield {name: row.get(name) for name in ("id", "title", "text", "published", "publisher")}


def pack(article: Row, coding: Row) -> Row:
    """The coding with every quote as [part, start, end]; a name of a person as its quote."""

    def place(quote: str) -> list[Any]:
        for part in ("text", "title"):
            at = (article[part] or "").find(quote)
            if at >= 0:
                return [part, at, at + len(quote)]
        raise ValueError(f"{article['id']}: {quote!r} is not in the article")

    return _changed(coding, place, lambda a: None if a["slot"] in PEOPLE else a["value"])


def _unpacked(coding: Row, article: Row) -> Row:
    def words(place: list[Any]) -> str:
        part, start, end = place
        return str(article[part][start:end])

    return _changed(coding, words, lambda a: words(a["quote"]) if a["slot"] in PEOPLE else a["value"])


def _changed(coding: Row, quote: Any, value: Any) -> Row:
    """The coding with `quote` applied to all that is copied from the article, and `value` to each assertion."""
    incidents = [
        {
            **incident,
            "mentions": [quote(words) for words in incident["mentions"]],
            "assertions": [
                {**a, "value": value(a), "quote": quote(a["quote"]), "said_by": [quote(hop) for hop in a["said_by"]]}
                for a in incident["assertions"]
            ],
        }
        for incident in coding["incidents"]
    ]
    statements = [
        {
            **s,
            "quote": quote(s["quote"]),
            "speaker": quote(s["speaker"]),
            "said_by": [quote(hop) for hop in s["said_by"]],
        }
        for s in coding["statements"]
    ]
    return {"relevant": coding["relevant"], "incidents": incidents, "statements": statements}


def _digest(article: Row) -> str:
    return hashlib.sha256(f"{article['title'] or ''}\n{article['text']}".encode()).hexdigest()[:16]


def main() -> None:
    """Pack a folder of gold-like codings into one file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--out", type=Path, default=CODINGS / "ours.jsonl")
    options = parser.parse_args()
    found = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(options.folder.glob("*.json"))}
    options.out.parent.mkdir(exist_ok=True)
    with options.out.open("w", encoding="utf-8") as out:
        for source in FILES:
            for article in articles(options.shared, source):
                if coding := found.pop(article["id"], None):
                    packed = {"source": source, "id": article["id"], "sha256": _digest(article)}
                    out.write(json.dumps({**packed, "coding": pack(article, coding)}, separators=(",", ":")) + "\n")
    if found:
        raise SystemExit(f"not in the shared folder: {', '.join(found)}")


if __name__ == "__main__":
    main()
