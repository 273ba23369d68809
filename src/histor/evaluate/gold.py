"""Gold codings and predictions on disk: a folder of DOC.json files, or JSON lines."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from histor.errors import GoldError
from histor.evaluate.coding import Coding, coding_from_json
from histor.record.article import Article


def load_gold(path: Path) -> dict[str, Coding]:
    """Gold codings by article id, from a folder of DOC.json files or from JSON lines; each names its "doc".

    Raises:
        GoldError: nothing there, or a coding that cannot be used; the message names file and line.
    """
    return _load(path, what="gold codings")


def load_predictions(path: Path) -> dict[str, Coding]:
    """Predicted codings by article id, from what `histor read --format jsonl` printed; gold's own layout serves too.

    Raises:
        GoldError: nothing there, or a reading that cannot be used; the message names file and line.
    """
    return _load(path, what="readings")


def load_articles(path: Path) -> dict[str, Article]:
    """Articles by id, from JSON lines with "id", "text" and perhaps "title": what evidence is held against.

    Raises:
        GoldError: a row that is no article; the message names file and line.
    """
    articles: dict[str, Article] = {}
    for where, row in _rows(path, "articles"):
        doc, text, title = row.get("id"), row.get("text"), row.get("title")
        if not isinstance(doc, str) or not doc or not isinstance(text, str):
            raise GoldError(f'{where}: an article needs the strings "id" and "text"')
        articles[doc] = Article(id=doc, text=text, title=title if isinstance(title, str) else None)
    return articles


def _load(path: Path, what: str) -> dict[str, Coding]:
    codings: dict[str, Coding] = {}
    for where, row in _rows(path, what):
        doc = _document_id(row, where)
        if doc in codings:
            raise GoldError(f"{where}: article {doc} is coded twice; keep one of its codings")
        codings[doc] = coding_from_json(row, where)
    if not codings:
        raise GoldError(f"{path}: no {what} there; name a folder of DOC.json files or a file of JSON lines")
    return codings


def _document_id(row: Mapping[str, Any], where: str) -> str:
    article = row.get("article")
    doc = row.get("doc") or (article.get("id") if isinstance(article, Mapping) else None)
    if not isinstance(doc, str) or not doc:
        raise GoldError(f'{where}: names no article; it needs "doc" or "article": {{"id": ...}}')
    return doc


def _rows(path: Path, what: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(where, row) of every JSON object, with the file and line that it came from."""
    if path.is_dir():
        for file in sorted(path.glob("*.json")):
            yield str(file), _parse(_text(file, what), str(file))
        return
    # Only line feeds part rows: str.splitlines would also cut at U+2028, which JSON allows inside a string.
    for number, line in enumerate(_text(path, what).split("\n"), start=1):
        if line.strip():
            where = f"{path}, line {number}"
            yield where, _parse(line, where)


def _text(path: Path, what: str) -> str:
    try:
        return path.read_text("utf-8")
    except OSError as error:
        raise GoldError(f"{path}: cannot read {what}: {error.strerror}") from None
    except UnicodeDecodeError as error:
        raise GoldError(f"{path}: {what} must be UTF-8; byte {error.start} is not") from None


def _parse(text: str, where: str) -> Mapping[str, Any]:
    try:
        row = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise GoldError(f"{where}: not JSON: {error}") from None
    if not isinstance(row, Mapping):
        raise GoldError(f"{where}: a JSON object is needed, not {type(row).__name__}")
    return row
