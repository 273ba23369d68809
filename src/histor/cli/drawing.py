"""The record as a person reads it: the article with its values marked, and beside it what was read there."""

from collections.abc import Iterable, Iterator
from typing import Final

from rich import box
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.padding import Padding
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from histor.cli import phrases
from histor.cli.excerpts import stretches
from histor.cli.terminal import MACHINE_READ, shown, shown_line
from histor.record.article import Article
from histor.record.assertion import Assertion, Statement
from histor.record.codebook import SLOTS, Part
from histor.record.evidence import Evidence
from histor.record.reading import Account, Reading
from histor.record.values import Toll

SIDE_BY_SIDE: Final = 110
"""Columns from which the article fits beside its record."""
STYLES: Final = {
    "date": "bold black on bright_cyan",
    "place": "bold black on bright_green",
    "perpetrator": "bold white on red",
    "perpetrator_person": "bold white on red",
    "target": "bold black on bright_yellow",
    "victim": "bold white on magenta",
    "weapon": "bold black on bright_magenta",
    "killed": "bold white on black",
    "wounded": "bold black on white",
    "kidnapped": "bold black on white",
    "missing": "bold black on white",
    "captured": "bold black on white",
    "motive": "bold white on blue",
}
"""Highlighter pens. All are bold, so that the marks can still be seen where NO_COLOR is set."""
SPEAKER, STATEMENT, MENTION = "italic underline", "italic", "underline"
_NO_BREAK = "\u00a0"


class Record:
    """One article's record, drawn beside the marked article where the terminal is wide enough, else above it."""

    def __init__(self, article: Article, reading: Reading, *, why: bool = False, doubtful: bool = False) -> None:
        self.article, self.reading, self.why, self.doubtful = article, reading, why, doubtful

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Draw for the width at hand."""
        record = Group(*record_panels(self.reading, why=self.why, doubtful=self.doubtful))
        article = article_panel(self.article, self.reading)
        if options.max_width < SIDE_BY_SIDE:
            yield Group(record, article)
            return
        both = Table.grid(expand=True, padding=(0, 1, 0, 0))
        both.add_column(ratio=4)
        both.add_column(ratio=6)
        both.add_row(article, record)
        yield both


def article_panel(article: Article, reading: Reading) -> Panel:
    """The article's title and text with every value marked, and the legend of the marks used."""
    body: list[RenderableType] = []
    if article.title:
        title = marked(article, reading, "title")
        title.style = "bold"
        body += [title, ""]
    body.append(marked(article, reading, "text"))
    used = {a.slot for account in reading.incidents for a in account.assertions}
    if used:
        body += ["", legend(slot for slot in SLOTS if slot in used)]
    return Panel(
        Group(*body),
        title=_line(article.id),
        subtitle=_line(phrases.imprint(article)),
        title_align="left",
        subtitle_align="left",
        box=box.ROUNDED,
        border_style="dim",
    )


def marked(article: Article, reading: Reading, part: Part) -> Text:
    """One part of the article with its values marked; a long text is cut to the surroundings of the values."""
    words = article.part(part)
    marks = [(evidence, style) for evidence, style in _marks(reading) if evidence.part == part]
    drawn = Text()
    last = 0
    for start, end in stretches(words, (evidence for evidence, _ in marks)):
        if start > last:
            drawn.append("\n⋯\n" if last else "⋯ ", "dim")
        piece = Text(shown(words[start:end]))
        for evidence, style in marks:
            if start <= evidence.start and evidence.end <= end:
                piece.stylize(style, evidence.start - start, evidence.end - start)
        drawn.append_text(piece)
        last = end
    if last < len(words):
        drawn.append("\n⋯", "dim")
    return drawn


def _marks(reading: Reading) -> Iterator[tuple[Evidence, str]]:
    """Every mark with its style, the widest kinds first so that a value inside a statement stays visible."""
    for statement in reading.statements:
        yield statement.evidence, STATEMENT
    for account in reading.incidents:
        for mention in account.mentions:
            yield mention, MENTION
    said = [a for account in reading.incidents for a in account.assertions]
    entries: list[Assertion | Statement] = [*said, *reading.statements]
    for entry in entries:
        for speaker in entry.said_by:
            yield speaker.evidence, SPEAKER
    for assertion in sorted(said, key=lambda a: -len(a.evidence.quote)):
        yield assertion.evidence, STYLES[assertion.slot]


def legend(slots: Iterable[str]) -> Text:
    """The marks by name."""
    names = [(phrases.words(slot), STYLES[slot]) for slot in slots]
    pens = [*names, ("who says it", SPEAKER), ("the incident", MENTION)]
    return Text("  ").join(Text(f" {name} ".replace(" ", _NO_BREAK), style) for name, style in pens)


def record_panels(reading: Reading, *, why: bool = False, doubtful: bool = False) -> list[RenderableType]:
    """A panel for each incident, then the statements; or one line that there is no incident.

    With `doubtful`, a panel after an incident's has what it leaves out for its low chance.
    """
    panels: list[RenderableType] = []
    for account in reading.incidents:
        panels.append(account_panel(account, why=why))
        if doubtful and account.doubtful:
            panels.append(_doubtful_panel(account))
    if not panels:
        panels.append(Panel(Text("No incident of political violence was read here."), border_style="dim"))
    if reading.statements:
        panels.append(statements_panel(reading.statements, why=why))
    return panels


def account_panel(account: Account, *, why: bool = False) -> Panel:
    """One incident: its bottom line on top, its assertions below."""
    background = "" if account.foreground else " · background"
    reasons = [Padding(_reasons(account), (1, 0, 0, 0))] if why and account.why else []
    return Panel(
        Group(account_head(account), Padding(assertion_table(account.assertions, why=why), (1, 0, 0, 0)), *reasons),
        title=_line(f"{account.id} · {phrases.headline(account)}{background}", "bold"),
        subtitle=_line(MACHINE_READ, "dim"),
        title_align="left",
        subtitle_align="right",
        box=box.ROUNDED,
        border_style="bright_red" if account.foreground else "dim",
    )


def account_head(account: Account) -> Table:
    """The incident's own fields: what, when, where, the toll as low, best and high."""
    head = Table.grid(padding=(0, 2, 0, 0))
    head.add_column(style="dim", no_wrap=True)
    head.add_column(overflow="fold")
    head.add_row("what", _line(phrases.kinds(account)))
    head.add_row("when", _line(phrases.span(account.date)) if account.date else _absent())
    head.add_row("where", _line(phrases.place(account.place)) if account.place else _absent())
    head.add_row("killed", _toll(account.killed))
    head.add_row("wounded", _toll(account.wounded))
    return head


def _toll(value: Toll | None) -> Text:
    return _line(phrases.toll_in_full(value), "bold") if value else _absent()


def _absent() -> Text:
    return Text("not said", "dim italic")


def _reasons(account: Account) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    for name, reason in account.why:
        grid.add_row(_line(f"why {phrases.words(name)}", "dim"), _line(reason, "dim"))
    return grid


def _doubtful_panel(account: Account) -> Panel:
    return Panel(
        assertion_table(account.doubtful, why=True),
        title=_line(f"{account.id} · left out as doubtful, for review"),
        title_align="left",
        box=box.ROUNDED,
        border_style="dim",
    )


def assertion_table(said: Iterable[Assertion], *, why: bool = False) -> Table:
    """Slot, value, the exact words, and who says so; with `why` the rule and the score too."""
    table = _table()
    table.add_column("slot", no_wrap=True)
    table.add_column("value", ratio=3, min_width=12)
    table.add_column("words", ratio=4, min_width=14)
    table.add_column("who says it", ratio=3, min_width=12)
    for assertion in sorted(said, key=lambda a: SLOTS.index(a.slot)):
        value = _line(phrases.value_of(assertion))
        table.add_row(slot_mark(assertion), value, _quoted(assertion, why), said_by(assertion))
    return table


def _table() -> Table:
    return Table(
        box=box.SIMPLE_HEAD, show_edge=False, expand=True, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim"
    )


def slot_mark(assertion: Assertion) -> Text:
    """The slot's name in its own pen."""
    return Text(phrases.words(assertion.slot).replace("perpetrator person", "person"), STYLES[assertion.slot])


def _quoted(entry: Assertion | Statement, why: bool) -> Text:
    words = _line(f"“{entry.evidence.quote}”")
    return words.append(f"\n{shown_line(reason(entry))}", "dim") if why else words


def said_by(entry: Assertion | Statement) -> Text:
    """The speaker chain, outermost first; the article itself where nobody else is named."""
    return _line(phrases.chain(entry.said_by), "italic") if entry.said_by else Text("the article", "dim")


def reason(entry: Assertion | Statement) -> str:
    """The rule or score that decided."""
    return f"{entry.why or 'no reason kept'} ({entry.score:.2f})"


def statements_panel(statements: Iterable[Statement], *, why: bool = False) -> Panel:
    """Who claims, denies, threatens, condemns: kind, speaker, words, and the incident it is about."""
    table = _table()
    table.add_column("statement", width=14)
    table.add_column("speaker", ratio=3, min_width=12)
    table.add_column("words", ratio=5, min_width=14)
    table.add_column("about", no_wrap=True)
    for statement in statements:
        hops = [speaker.quote for speaker in statement.said_by]
        who = phrases.CHAIN.join([*hops, statement.speaker])
        about = _line(statement.about or "–")
        table.add_row(_line(phrases.words(statement.kind)), _line(who), _quoted(statement, why), about)
    return Panel(table, title="statements", title_align="left", box=box.ROUNDED, border_style="dim")


def incident_table(lines: Iterable[phrases.Line]) -> Table:
    """One line an incident: the name to show it by, when, where, what, who is blamed, killed and wounded."""
    table = _table()
    table.add_column("incident", overflow="fold", max_width=24)
    table.add_column("when", width=10)
    table.add_column("where", ratio=4)
    table.add_column("what", ratio=4)
    table.add_column("blamed", ratio=5)
    table.add_column("killed", justify="right", no_wrap=True)
    table.add_column("wounded", justify="right", no_wrap=True)
    for line in lines:
        name = _line(line.name, "bold" if line.foreground else "dim")
        table.add_row(name, *(_line(words) for words in line[1:7]))
    return table


def _line(text: str, style: str = "") -> Text:
    return Text(shown_line(text), style)
