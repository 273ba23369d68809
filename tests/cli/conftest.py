"""An invented article with a reading made by hand, for what can be tested without the reader."""

import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

import pytest
from click.testing import CliRunner, Result

from histor.cli.door import histor
from histor.errors import ReadError
from histor.record.article import Article
from histor.record.assertion import Assertion, Statement
from histor.record.codebook import Group, Slot, Status
from histor.record.evidence import Evidence, Speaker
from histor.record.reading import Account, MadeBy, Reading
from histor.record.values import Place, Quantity, TimeSpan, Toll

TEXT = """MERIDA CITY — At least 12 people were killed and around 30 wounded when a car bomb went off outside a police \
station in the northern town of Oruna on Wednesday, the Interior Ministry said.

A spokesman for the ministry told the Oruna Herald that four of the dead were officers. A hospital doctor put the \
toll at 15.

The Red Dawn Front claimed responsibility in a statement carried by Radio Tal. President Ilse Marn vowed to \
“pursue the murderers to the last cave”.

In 2019 gunmen shot dead two teachers in the same town."""


@pytest.fixture
def article() -> Article:
    return Article(
        id="a-oruna",
        text=TEXT,
        title="Car bomb kills 12 in Oruna",
        publisher="Merida Courier",
        published="2024-03-08",
        published_from="given",
        language="en",
    )


@pytest.fixture
def reading(article: Article) -> Reading:
    return canned_reading(article)


def canned_reading(article: Article) -> Reading:
    """What a careful coder would read in the article."""

    def words(quote: str) -> Evidence:
        start = article.text.index(quote)
        return article.quote("text", start, start + len(quote))

    def said(
        slot: Slot, quote: str, value: str | Quantity | None, by: Sequence[str] = (),
        status: Status | None = None, group: Group | None = None,
    ) -> Assertion:  # fmt: skip
        speakers = tuple(Speaker(words(hop)) for hop in by)
        return Assertion(slot, value, words(quote), speakers, status, group, 0.9, f"rule: {slot}")

    ministry = ("the Interior Ministry",)
    first = Account(
        id="i1",
        kinds=("bombing",),
        mentions=(words("car bomb went off"),),
        date=TimeSpan("2024-03-06", "2024-03-06"),
        place=Place("Oruna", "town", "Northern Province", "MD", 14.5, -3.25),
        killed=Toll(12, 12, 15),
        wounded=Toll(30, 30, 30),
        assertions=(
            said("date", "Wednesday", "2024-03-06/2024-03-06", ministry),
            said("place", "Oruna", "Oruna", ministry),
            said("perpetrator", "Red Dawn Front", "Red Dawn Front", ("Radio Tal", "Red Dawn Front"), "claimed"),
            said("target", "police station", "police", ministry),
            said("weapon", "car bomb", "vehicle_bomb", ministry),
            said("killed", "At least 12 people were killed", Quantity(12, None), ministry, group="all"),
            said(
                "killed", "four of the dead", Quantity(4, 4), ("Oruna Herald", "A spokesman for the ministry"),
                group="security",
            ),
            said("killed", "toll at 15", Quantity(15, 15), ("A hospital doctor",), group="all"),
            said("wounded", "around 30 wounded", Quantity(30, 30, True), ministry, group="all"),
        ),
        why=(("kind", "head: bombing 0.97"), ("place", "rule: the named place nearest the event word")),
    )  # fmt: skip
    second = Account(
        id="i2",
        kinds=("armed_assault",),
        foreground=False,
        mentions=(words("shot dead"),),
        date=TimeSpan("2019-01-01", "2019-12-31"),
        killed=Toll(2, 2, 2),
        assertions=(
            said("date", "2019", "2019-01-01/2019-12-31"),
            said("perpetrator", "gunmen", "unidentified", status="stated"),
            said("killed", "two teachers", Quantity(2, 2), group="civilian"),
        ),
    )
    claim = words("The Red Dawn Front claimed responsibility")
    threat = words("vowed to “pursue the murderers to the last cave”")
    radio = (Speaker(words("Radio Tal")),)
    statements = (
        Statement("claim_responsibility", "The Red Dawn Front", "i1", claim, said_by=radio, why="rule: claimed"),
        Statement("threaten", "President Ilse Marn", "i1", threat, why="rule: vowed"),
    )
    return Reading(article, (first, second), statements, MadeBy("0.1.0", "canned"))


class CannedReader:
    """Reads the invented article as a coder would, finds nothing in others, and breaks on the word "unreadable".

    It stands in for the reader where a test is about the commands and not about reading, so that they can be tested
    without the model's files.
    """

    made_by = MadeBy("0.1.0", "canned")

    def read(self, article: Article) -> Reading:
        if "unreadable" in article.text:
            raise ReadError(f"article {article.id}: nobody can read this")
        if article.text == TEXT:
            return canned_reading(article)
        return Reading(article, (), (), self.made_by)


def seat_reader(monkeypatch: pytest.MonkeyPatch, reader: object) -> None:
    """Let the commands find this reader where they look for the real one."""
    room = ModuleType("histor.read.reader")
    room.load_reader = lambda model, threads: reader  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "histor.read.reader", room)


Run = Callable[..., Result]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in an empty folder, with the canned reader; not a terminal, as in a pipe."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    for name in ("HISTOR_LEDGER", "HISTOR_MODEL", "HISTOR_THREADS"):
        monkeypatch.delenv(name, raising=False)
    seat_reader(monkeypatch, CannedReader())
    return lambda *arguments, **options: CliRunner().invoke(histor, [str(part) for part in arguments], **options)


@pytest.fixture
def seat(run: Run, monkeypatch: pytest.MonkeyPatch) -> Callable[[object], None]:
    """Put another reader in the canned one's place."""
    return lambda reader: seat_reader(monkeypatch, reader)


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """The invented article as a text file."""
    path = tmp_path / "oruna.txt"
    path.write_text(TEXT, "utf-8")
    return path


@pytest.fixture
def stories(tmp_path: Path) -> Path:
    """Four rows: the invented article, one without incident, one nobody can read, one that is no article."""
    rows = [
        {"id": "oruna", "title": "Car bomb kills 12 in Oruna", "published": "2024-03-08", "text": TEXT},
        {"id": "fair", "published": "2024-03-09", "text": "The harvest fair opened on Saturday in fine weather."},
        {"id": "bad", "text": "This is unreadable to everyone."},
        {"id": "none", "title": "No text at all"},
    ]
    path = tmp_path / "stories.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return path
