"""One incident or article in full: each value among the words around it, and who says it, step by step."""

from collections.abc import Iterable, Iterator

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from histor.cli import phrases
from histor.cli.drawing import STYLES, account_head, reason, slot_mark
from histor.cli.excerpts import surroundings
from histor.cli.terminal import MACHINE_READ, shown, shown_line
from histor.record.article import Article
from histor.record.assertion import Assertion, Statement
from histor.record.codebook import SLOTS
from histor.record.evidence import Evidence, Speaker
from histor.record.reading import Account, Reading

STATEMENT_STYLE = "bold"


def reading_in_full(
    article: Article, reading: Reading, accounts: Iterable[Account], *, why: bool, doubtful: bool = False
) -> Group:
    """The article's head, these accounts of its reading with all their evidence, and the statements about them."""
    shown_accounts = tuple(accounts)
    parts: list[RenderableType] = [article_head(article, reading), ""]
    for account in shown_accounts:
        parts += [account_in_full(article, account, why=why), ""]
        if doubtful:
            parts += [doubtful_in_full(article, account), ""]
    if not reading.incidents:
        parts.append(Text("No incident of political violence was read here.", "dim"))
    about = {account.id for account in shown_accounts}
    whole = len(shown_accounts) == len(reading.incidents)
    statements = [s for s in reading.statements if s.about in about or (whole and s.about is None)]
    if statements:
        parts += [_rule("statements", "dim"), *statements_in_full(article, statements, why=why)]
    return Group(*parts)


def article_head(article: Article, reading: Reading) -> Group:
    """What article this is and what read it."""
    made = reading.made_by
    head = Table.grid(padding=(0, 2, 0, 0))
    head.add_column(style="dim", no_wrap=True)
    head.add_column(overflow="fold")
    for name, value in (
        ("article", article.id),
        ("from", phrases.imprint(article)),
        ("url", article.url or ""),
        ("source", article.source or ""),
        ("read by", f"histor {made.histor}, {made.reader}; {MACHINE_READ}"),
    ):
        if value:
            head.add_row(name, Text(shown_line(value)))
    return Group(Text(shown_line(phrases.heading(article)), "bold"), head)


def account_in_full(article: Article, account: Account, *, why: bool) -> Group:
    """One incident: its bottom line, then every assertion."""
    background = "" if account.foreground else " · background"
    title = f"{account.id} · {phrases.headline(account)}{background}"
    parts: list[RenderableType] = [_rule(title, "bright_red" if account.foreground else "dim"), account_head(account)]
    if why:
        parts += [Text(shown_line(f"why {phrases.words(name)}: {said}"), "dim") for name, said in account.why]
    return Group(*parts, *_in_slots(article, account.assertions, why))


def doubtful_in_full(article: Article, account: Account) -> Group:
    """What the account leaves out for its low chance, each value with the reason."""
    parts: list[RenderableType] = [_rule(f"{account.id} · left out as doubtful, for review", "dim")]
    if not account.doubtful:
        parts.append(Text("Nothing.", "dim"))
    return Group(*parts, *_in_slots(article, account.doubtful, why=True))


def _in_slots(article: Article, said: Iterable[Assertion], why: bool) -> Iterator[RenderableType]:
    ordered = sorted(said, key=lambda a: (SLOTS.index(a.slot), a.evidence))
    return (Padding(_assertion(article, entry, why), (1, 0, 0, 0)) for entry in ordered)


def statements_in_full(article: Article, statements: Iterable[Statement], *, why: bool) -> Iterator[RenderableType]:
    """Who said what about it, in their words."""
    for statement in statements:
        about = f" · about {statement.about}" if statement.about else ""
        day = f" · {statement.date}" if statement.date else ""
        label = Text(shown_line(f"{phrases.words(statement.kind)}{about}{day}"), "bold")
        hops = [*(speaker.quote for speaker in statement.said_by), statement.speaker]
        yield Padding(_entry(label, article, statement, STATEMENT_STYLE, steps(hops), why), (0, 0, 1, 0))


def _assertion(article: Article, assertion: Assertion, why: bool) -> Table:
    label = slot_mark(assertion).append("  ", "not bold").append(shown_line(phrases.value_of(assertion)), "default")
    return _entry(label, article, assertion, STYLES[assertion.slot], speaker_steps(assertion.said_by), why)


def _entry(label: Text, article: Article, entry: Assertion | Statement, style: str, speakers: Text, why: bool) -> Table:
    """A label over the quote in its words, who says it, and why it was read so."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    grid.add_row("  words", in_context(article, entry.evidence, style))
    grid.add_row("  said by", speakers)
    if why:
        grid.add_row("  why", Text(shown_line(reason(entry)), "dim"))
    whole = Table.grid()
    whole.add_row(label)
    whole.add_row(grid)
    return whole


def in_context(article: Article, evidence: Evidence, style: str) -> Text:
    """The quote among the words around it, in brackets, so that it stands out without colour too."""
    words = article.part(evidence.part)
    start, end = surroundings(words, evidence.start, evidence.end)
    before, after = shown(words[start : evidence.start]), shown(words[evidence.end : end])
    line = Text("… " if start else "").append(before).append("[").append(shown_line(evidence.quote), style)
    return line.append("]").append(after).append(" …" if end < len(words) else "")


def speaker_steps(said_by: tuple[Speaker, ...]) -> Text:
    """The chain of an assertion; the article itself where nobody else is named."""
    return steps([speaker.quote for speaker in said_by]) if said_by else Text("the article itself", "dim")


def steps(hops: list[str]) -> Text:
    """Speakers, outermost first, each indented under the one who passes their words on."""
    lines = Text()
    for depth, hop in enumerate(hops):
        lines.append("\n" + "   " * (depth - 1) + "└─ " if depth else "").append(shown_line(hop), "italic")
    return lines


def _rule(title: str, style: str) -> Rule:
    return Rule(Text(shown_line(title), "bold"), align="left", style=style)
