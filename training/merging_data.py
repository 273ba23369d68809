"""Labelled accounts for merging: which accounts tell of one incident, in codings and in what the reader made of them.

Three corpora. "gold": the codings of gold/train and gold/dev, labelled by same-incident.json. "read": the reader's
accounts of the same articles, each labelled as the coded incident that it was matched with. "guns": the reader's main
account of each article of gun_violence, labelled by the incident that the corpus joins the article to.
"""

import json
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from histor.assemble.profiles import profile_of
from histor.evaluate.assignment import best_pairs
from histor.evaluate.coding import coding_from_json
from histor.evaluate.likeness import likeness
from histor.record.article import Article
from histor.record.assertion import Assertion
from histor.record.codebook import COUNT_SLOTS, STATUS_SLOTS
from histor.record.evidence import Evidence
from histor.record.profile import Profile
from histor.record.reading import Account, Reading
from histor.record.values import Place, Quantity, TimeSpan, Toll
from histor.record.wire import reading_from_line

FOLDS = 5


@dataclass
class Corpus:
    """Accounts with the incident that each is of.

    `labels` is the incident (None where a coder was not sure, or where nothing says: such accounts neither teach nor
    count); an account that is alone has a label of its own. `listed` are those in a cluster or a near miss; `folds`
    part the incidents; `near_misses` are rows of accounts known to be apart.
    """

    name: str
    profiles: list[Profile] = field(default_factory=list)
    labels: list[str | None] = field(default_factory=list)
    listed: list[bool] = field(default_factory=list)
    folds: list[int] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    near_misses: list[tuple[int, int]] = field(default_factory=list)

    def add(self, profile: Profile, label: str | None, listed: bool, source: str, text: str) -> None:
        """One more account; `source` names where it is from ("train", "dev"), `text` is what is told of it."""
        self.texts.append(text)
        self.profiles.append(profile)
        self.labels.append(label)
        self.listed.append(listed)
        self.folds.append(zlib.crc32((label or profile.account).encode()) % FOLDS)
        self.sources.append(source)


@dataclass(frozen=True)
class Answers:
    """same-incident.json: the label of each coded incident, those left out, and the near misses."""

    label: dict[tuple[str, str], str]
    unsure: set[tuple[str, str]]
    near_misses: list[tuple[tuple[str, str], tuple[str, str]]]


def answers(gold: Path) -> Answers:
    """The answers in a gold folder."""
    row = json.loads((gold / "same-incident.json").read_text("utf-8"))
    label, unsure = {}, set()
    for cluster in row["clusters"]:
        for doc, incident in cluster["members"]:
            if cluster["sure"]:
                label[doc, incident] = cluster["name"]
            else:
                unsure.add((doc, incident))
    return Answers(label, unsure, [(tuple(one), tuple(other)) for one, other, _ in row["near_misses"]])


def articles(path: Path) -> dict[str, Article]:
    """Articles of a JSON-lines file by id."""
    rows = (json.loads(line) for line in path.open(encoding="utf-8"))
    return {row["id"]: _article(row) for row in rows}


def _article(row: dict[str, Any]) -> Article:
    return Article(row["id"], row["text"], row.get("title"), row.get("publisher"), row.get("published"))


def gold_corpus(gold: Path) -> Corpus:
    """The codings as accounts; a coded quote is taken where it first stands."""
    known, corpus = answers(gold), Corpus("gold")
    for part in ("train", "dev"):
        for doc, article in articles(gold / f"articles-{part}.jsonl").items():
            coding = json.loads((gold / part / f"{doc}.json").read_text("utf-8"))
            for row in coding["incidents"]:
                account = account_of(row, article)
                profile = profile_of(article, account, f"{doc}#{row['id']}")
                _add(corpus, profile, (doc, row["id"]), known, part, text_of(article, account))
    _note_near_misses(corpus, known, {p.account: at for at, p in enumerate(corpus.profiles)})
    return corpus


def read_corpus(gold: Path, readings: dict[str, Path]) -> Corpus:
    """What the reader made of the same articles, matched with the codings as evaluation matches them.

    An account that matches no coded incident is alone; a coded incident without an account is missing.
    """
    known, corpus, at = answers(gold), Corpus("read"), dict[str, int]()
    for part, path in readings.items():
        texts = articles(gold / f"articles-{part}.jsonl")
        for line in path.open(encoding="utf-8"):
            reading = reading_from_line(line)
            article = texts[reading.article.id]
            coding = json.loads((gold / part / f"{article.id}.json").read_text("utf-8"))
            told = _told(coding, json.loads(line))
            for place, account in enumerate(reading.incidents):
                profile = profile_of(article, account, f"{article.id}#{account.id}")
                if told[place] is None:
                    corpus.add(profile, None, False, part, text_of(article, account))
                    continue
                at[f"{article.id}#{told[place]}"] = len(corpus.profiles)
                key = article.id, told[place] or f"read {account.id}"
                _add(corpus, profile, key, known, part, text_of(article, account))
    _note_near_misses(corpus, known, at)
    return corpus


def guns_corpus(folder: Path, readings: Path) -> Corpus:
    """gun_violence: every account that was read; the main one of each article carries the article's incident."""
    rows = [json.loads(line) for line in (folder / "articles.jsonl").open(encoding="utf-8")]
    texts = {row["id"]: row for row in rows}
    corpus = Corpus("guns")
    for line in readings.open(encoding="utf-8"):
        reading = reading_from_line(line)
        row = texts[reading.article.id]
        article = replace(reading.article, text=row["text"], title=row.get("title"))
        main = main_account(reading)
        for account in reading.incidents:
            label = row["incident"] if account.id == main else None
            profile = profile_of(article, account, f"{article.id}#{account.id}")
            corpus.add(profile, label, label is not None, "guns", f"{article.title}\n{article.text}")
    return corpus


def main_account(reading: Reading) -> str | None:
    """The id of the account that stands for its article: the first in the foreground that is no toll over several
    attacks, else the first in the foreground, else the first."""
    ranked = sorted(reading.incidents, key=lambda account: (not account.foreground, account.aggregate))
    return ranked[0].id if ranked else None


def text_of(article: Article, account: Account) -> str:
    """The article's text within 200 characters of the account's evidence, and its title."""
    every = [*account.mentions, *(assertion.evidence for assertion in account.assertions)]
    near = np.zeros(len(article.text), bool)
    for evidence in every:
        if evidence.part == "text":
            near[max(0, evidence.start - 200) : evidence.end + 200] = True
    told = "".join(letter if seen else " " for letter, seen in zip(article.text, near.tolist(), strict=True))
    return f"{article.title or ''}\n{told}"


def _add(corpus: Corpus, profile: Profile, key: tuple[str, str], known: Answers, part: str, text: str) -> None:
    if key in known.unsure:
        corpus.add(profile, None, False, part, text)
        return
    near = any(key in pair for pair in known.near_misses)
    corpus.add(profile, known.label.get(key, "#".join(key)), key in known.label or near, part, text)


def _note_near_misses(corpus: Corpus, known: Answers, at: dict[str, int]) -> None:
    for one, other in known.near_misses:
        first, second = at.get("#".join(one)), at.get("#".join(other))
        if first is not None and second is not None:
            corpus.near_misses.append((min(first, second), max(first, second)))


def _told(coding: dict[str, Any], reading: dict[str, Any]) -> list[str | None]:
    """For each account of a reading the coded incident that it tells of, as evaluation matches them; "" where it is
    like none, None where it cannot be said: it is as like another incident, or the match is another account's."""
    wanted, found = coding_from_json(coding, "gold"), coding_from_json(reading, "reading")
    weights = np.array([[likeness(one, other) for other in found.incidents] for one in wanted.incidents])
    like = weights.any(axis=0) if len(weights) else np.zeros(len(found.incidents), bool)
    told: list[str | None] = [None if alike else "" for alike in like]
    for row, column in best_pairs(weights.tolist()):
        if weights[row, column] >= weights[:, column].max():
            told[column] = coding["incidents"][row]["id"]
    return told


def account_of(row: dict[str, Any], article: Article) -> Account:
    """A coded incident as an account."""
    return Account(
        id=row["id"],
        kinds=tuple(row["kinds"]),
        foreground=row["foreground"],
        aggregate=row["aggregate"],
        suicide=row["suicide"],
        stage=row["stage"],
        mentions=tuple(_mentions(row.get("mentions") or (), article)),
        date=TimeSpan(**row["date"]) if row.get("date") else None,
        place=Place(**row["place"]) if row.get("place") else None,
        killed=Toll(**row["killed"]) if row.get("killed") else None,
        wounded=Toll(**row["wounded"]) if row.get("wounded") else None,
        assertions=tuple(a for a in (_assertion(raw, article) for raw in row["assertions"]) if a is not None),
    )


def _mentions(quotes: Sequence[str], article: Article) -> Iterator[Evidence]:
    """Each mention after the one before it, as codings list them in text order."""
    after = 0
    for quote in quotes:
        found = _evidence(quote, article, after)
        if found is not None:
            after = found.end if found.part == "text" else after
            yield found


def _evidence(quote: str, article: Article, after: int = 0) -> Evidence | None:
    for start in (article.text.find(quote, after), article.text.find(quote)):
        if quote and start >= 0:
            return Evidence("text", start, start + len(quote), quote)
    start = (article.title or "").find(quote)
    return Evidence("title", start, start + len(quote), quote) if quote and start >= 0 else None


def _assertion(raw: dict[str, Any], article: Article) -> Assertion | None:
    evidence, slot, value = _evidence(raw["quote"], article), raw["slot"], raw.get("value")
    if evidence is None:
        return None
    if slot in COUNT_SLOTS:
        value = Quantity(value["low"], value["high"], value.get("approx", False))
    return Assertion(slot, value, evidence, status=(raw.get("status") or "stated") if slot in STATUS_SLOTS else None)


def coded(labels: Sequence[str | None]) -> np.ndarray:
    """Labels as whole numbers; -1 where there is none."""
    numbers: dict[str, int] = {}
    return np.array([-1 if label is None else numbers.setdefault(label, len(numbers)) for label in labels])
