"""The article's own text with every piece of evidence highlighted, also where highlights overlap or nest."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from histor.export import wording
from histor.export.markup import Markup, element, join
from histor.record.assertion import Assertion, Statement
from histor.record.codebook import Part
from histor.record.evidence import Evidence
from histor.record.reading import Reading

_PARAGRAPH = re.compile(r"[^\r\n]+")


@dataclass(frozen=True, slots=True)
class Mark:
    """One highlight: where it stands, how it is coloured, the card entry it leads to, and what its note says."""

    id: str
    evidence: Evidence
    colour: str
    target: str
    heading: str
    value: str = ""
    detail: str = ""
    speakers: str = ""
    reason: str = ""


def marks(reading: Reading, prefix: str) -> list[Mark]:
    """Every highlight of a reading: assertions, mentions, statements and speakers, with ids unique under the prefix."""
    made: list[Mark] = []
    speakers: dict[Evidence, tuple[str, list[str]]] = {}
    for number, account in enumerate(reading.incidents, start=1):
        card = f"{prefix}i{number}"
        for order, mention in enumerate(account.mentions, start=1):
            made.append(Mark(f"{card}m{order}", mention, "mention", f"v-{card}", f"Names incident {number}"))
        for order, assertion in enumerate(account.assertions, start=1):
            mark = _of_assertion(assertion, f"{card}a{order}", number)
            made.append(mark)
            _note_speakers(speakers, assertion, mark, f"{mark.heading.lower()}: {mark.value}")
    for order, statement in enumerate(reading.statements, start=1):
        mark = _of_statement(statement, f"{prefix}s{order}")
        made.append(mark)
        _note_speakers(speakers, statement, mark, wording.words(statement.kind))
    for order, (evidence, (target, said)) in enumerate(speakers.items(), start=1):
        what = "; ".join(dict.fromkeys(said))
        made.append(Mark(f"{prefix}p{order}", evidence, "speaker", target, "Speaker", evidence.quote, f"says {what}"))
    return made


def _of_assertion(assertion: Assertion, ident: str, incident: int) -> Mark:
    return Mark(
        id=ident,
        evidence=assertion.evidence,
        colour=assertion.slot,
        target=f"v-{ident}",
        heading=wording.slot(assertion),
        value=wording.value(assertion),
        detail=" · ".join(filter(None, [wording.qualifier(assertion), f"incident {incident}"])),
        speakers=wording.chain(assertion.said_by, " › ") or "the article itself",
        reason=_reason(assertion),
    )


def _of_statement(statement: Statement, ident: str) -> Mark:
    return Mark(
        id=ident,
        evidence=statement.evidence,
        colour="statement",
        target=f"v-{ident}",
        heading="Statement",
        value=wording.words(statement.kind),
        speakers=" › ".join(filter(None, [wording.chain(statement.said_by, " › "), statement.speaker])),
        reason=_reason(statement),
    )


def _reason(entry: Assertion | Statement) -> str:
    return f"score {entry.score:.2f}" + (f" · {entry.why}" if entry.why else "")


def _note_speakers(
    speakers: dict[Evidence, tuple[str, list[str]]], entry: Assertion | Statement, mark: Mark, said: str
) -> None:
    for hop in entry.said_by:
        speakers.setdefault(hop.evidence, (mark.target, []))[1].append(said)


def paragraphs(words: str, part: Part, made: Iterable[Mark]) -> Markup:
    """A part's text as paragraphs, one per line, highlighted; a mark over several lines goes on in each."""
    here = [mark for mark in made if mark.evidence.part == part and mark.evidence.start < len(words)]
    blocks = []
    for block in _PARAGRAPH.finditer(words):
        if block.group().strip():
            content = join(*_segments(words, block.start(), block.end(), here))
            blocks.append(element("p", content, dir="auto"))
    return join(*blocks)


def line(words: str, part: Part, made: Iterable[Mark]) -> Markup:
    """A part's text in one line, highlighted."""
    here = [mark for mark in made if mark.evidence.part == part]
    return join(*_segments(words, 0, len(words), here))


def _segments(words: str, start: int, end: int, made: list[Mark]) -> Iterator[Markup]:
    """The text cut at every border of a mark, so that each segment lies under the same marks from end to end."""
    here = [mark for mark in made if mark.evidence.start < end and start < mark.evidence.end]
    edges = {start, end}
    for mark in here:
        edges |= {max(start, mark.evidence.start), min(end, mark.evidence.end)}
    for left, right in pairwise(sorted(edges)):
        over = [mark for mark in here if mark.evidence.start <= left and right <= mark.evidence.end]
        yield _segment(words[left:right], left, over) if over else join(words[left:right])


def _segment(words: str, left: int, over: list[Mark]) -> Markup:
    over = sorted(over, key=_prominence)
    starting = [mark for mark in over if mark.evidence.start == left]
    anchors = [element("span", class_="at", id=f"m-{mark.id}") for mark in starting]
    note_id = f"n-{over[0].id}-{over[0].evidence.part}{left}"
    colours = list(dict.fromkeys(mark.colour for mark in over))
    classes = ["m", f"c-{colours[0]}", *(f"also-{colour}" for colour in colours[1:])]
    note = element("span", *map(_note, over), class_="note", role="tooltip", id=note_id)
    link = element(
        "a",
        join(words),
        note,
        class_=" ".join(classes),
        href=f"#{over[0].target}",
        data_marks=" ".join(mark.id for mark in over),
        aria_describedby=note_id,
        # Only where a mark begins does the keyboard stop: the rest of it would say the same again.
        tabindex=None if starting else -1,
    )
    return join(*anchors, link)


def _prominence(mark: Mark) -> tuple[int, int]:
    """Values before mentions before speakers before statements; of the same sort, the shortest first."""
    sorts = ("mention", "speaker", "statement")
    return (sorts.index(mark.colour) + 1 if mark.colour in sorts else 0, mark.evidence.end - mark.evidence.start)


def _note(mark: Mark) -> Markup:
    lines = [element("b", mark.heading)]
    if mark.value:
        lines += [Markup(" "), element("bdi", mark.value, class_="value")]
    if mark.detail:
        lines.append(element("span", element("bdi", mark.detail), class_="detail"))
    if mark.speakers:
        lines.append(element("span", "said by ", element("bdi", mark.speakers), class_="who"))
    if mark.reason:
        lines.append(element("span", element("bdi", mark.reason), class_="reason"))
    return element("span", *lines, class_=f"entry c-{mark.colour}")
