"""One merged incident in full: what is resolved and how, the toll over time, who is blamed, and by which sources."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from histor.cli import phrases
from histor.cli.person import in_words
from histor.cli.terminal import MACHINE_READ, shown_line
from histor.cli.toll_chart import toll_chart
from histor.record.assertion import Statement
from histor.record.codebook import COUNT_SLOTS
from histor.record.incident import Attribution, Incident, Lineage, Resolved, Testimony
from histor.record.incident_wire import change_to_json, incident_to_json
from histor.record.judgement import Correction, Judgement
from histor.record.judgement_wire import correction_to_json, field_from_json, judgement_to_json
from histor.record.values import Place, TimeSpan, Toll

if TYPE_CHECKING:
    from histor.pipeline.incidents import IncidentView

CONFLICT_STYLES: Final = {"none": "dim", "compatible": "green", "nested": "yellow", "contradictory": "bold red"}
_FIELD_NAMES: Final = {"kinds": "what", "date": "when", "place": "where"}


def incident_in_full(incident: Incident, *, why: bool = False) -> Group:
    """The incident's head, its values with their conflicts, its tolls, the blamed, the statements, the sources."""
    parts: list[RenderableType] = [_head(incident), "", values_table(incident, why=why)]
    for slot in sorted(COUNT_SLOTS, key=("killed", "wounded", "kidnapped", "missing", "captured").index):
        points = [point for point in incident.tolls if point.slot == slot]
        if points:
            parts += ["", _rule(f"{slot}, figure by figure"), toll_chart(points)]
    if incident.perpetrators:
        parts += ["", _rule("who is blamed"), blamed_table(incident.perpetrators)]
    statements = [(t, statement) for t in incident.testimonies for statement in t.statements]
    if statements:
        parts += ["", _rule("statements"), _statements(statements)]
    parts += ["", _rule(_sources(incident)), *_lineages(incident, why)]
    return Group(*parts)


def view_in_full(view: "IncidentView", *, why: bool = False) -> Group:
    """An incident with its past: where its id leads, its values and sources, who judged and corrected, what changed."""
    parts: list[RenderableType] = []
    if view.through:
        parts.append(Text(f"{view.asked} was merged: it is {view.id} now", "yellow"))
    if view.incident is None:
        parts.append(Text(f"{view.id} is retracted: no account tells of it any more", "yellow"))
    else:
        parts.append(incident_in_full(view.incident, why=why))
    acts = [*(judgement_words(one) for one in view.judgements), *(correction_words(one) for one in view.corrections)]
    if acts:
        parts += ["", _rule("judged and corrected"), *(Text(shown_line(act)) for act in acts)]
    if why or view.incident is None:
        parts += ["", _rule("what became of it")]
        parts += [Text(shown_line(f"{one.number:>6}  {one.at[:19]}  {in_words(one)}")) for one in view.changes]
    return Group(*parts)


def judgement_words(judgement: Judgement) -> str:
    """One judgement of a person, on one line."""
    return (
        f"judgement {judgement.number}: {judgement.first} and {judgement.second} are {judgement.verdict}"
        f" ({judgement.by}, {judgement.made_at[:10]}: {'; '.join(judgement.reasons)})"
        + (f", withdraws {judgement.withdraws}" if judgement.withdraws else "")
    )


def correction_words(correction: Correction) -> str:
    """One correction, on one line."""
    value = value_words(field_from_json(correction.field, correction.value))
    withdraws = f", withdraws {correction.withdraws}" if correction.withdraws else ""
    return (
        f"correction {correction.number}: {phrases.words(correction.field)} is {value}"
        f" ({correction.by}, {correction.made_at[:10]}: {correction.reason}){withdraws}"
    )


def view_to_json(view: "IncidentView", *, why: bool = False) -> dict[str, Any]:
    """An incident with its past as a JSON object."""
    return {
        "id": view.id,
        "asked": view.asked,
        "state": view.state,
        "incident": None if view.incident is None else incident_to_json(view.incident, why=why),
        "judgements": [judgement_to_json(one) for one in view.judgements],
        "corrections": [correction_to_json(one) for one in view.corrections],
        "changes": [change_to_json(one) for one in view.changes],
    }


def _head(incident: Incident) -> Group:
    title = " · ".join(filter(None, (
        ", ".join(phrases.words(kind) for kind in incident.kinds), phrases.short_place(incident.place),
        phrases.short_span(incident.date), "" if incident.foreground else "background",
    )))  # fmt: skip
    told = f"{incident.id} · {_sources(incident)} · grade {incident.grade} · resolved by {incident.policy}"
    return Group(Text(shown_line(title), "bold"), Text(shown_line(f"{told}; {MACHINE_READ}"), "dim"))


def _sources(incident: Incident) -> str:
    return f"{_many(incident.articles, 'article')}, {_many(incident.independent, 'independent source')}"


def _many(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _rule(title: str) -> Rule:
    return Rule(Text(shown_line(title), "bold"), align="left", style="dim")


def values_table(incident: Incident, *, why: bool = False) -> Table:
    """Each field: its value, how many accounts and independent sources give it, and what the others say."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold", ratio=3)
    grid.add_column(overflow="fold", ratio=4)
    for resolved in incident.resolved:
        if resolved.field != "perpetrators" and (resolved.value not in (None, (), False) or resolved.alternatives):
            name = _FIELD_NAMES.get(resolved.field, phrases.words(resolved.field))
            grid.add_row(name, Text(shown_line(value_words(resolved.value)), "bold"), _standing(resolved, why))
    return grid


def _standing(resolved: Resolved, why: bool) -> Text:
    if resolved.corrected is not None:
        correction = resolved.corrected
        line = Text(shown_line(f"corrected by {correction.by}: {correction.reason}"), "bold cyan")
    else:
        line = Text(f"{_many(len(resolved.support), 'account')}, {resolved.independent} independent", "dim")
        if resolved.voices and resolved.voices < resolved.independent:
            line.append(f", resting on {_many(resolved.voices, 'speaker')}", "dim")
    if resolved.conflict != "none":
        line.append(f" · {resolved.conflict}", CONFLICT_STYLES[resolved.conflict])
    if why and resolved.support:
        line.append(f"  {shown_line(', '.join(resolved.support))}", "dim")
    for other in resolved.alternatives:
        line.append(f"\n{shown_line(value_words(other.value))}", "")
        line.append(f"  {_many(len(other.accounts), 'account')}, {other.independent} independent", "dim")
        if why:
            line.append(f"  {shown_line(', '.join(other.accounts))}", "dim")
    return line


def value_words(value: object) -> str:
    """A resolved value in words, whatever its field."""
    match value:
        case None:
            return "not known"
        case bool():
            return "yes" if value else "no"
        case TimeSpan():
            return phrases.span(value)
        case Place():
            return phrases.place(value)
        case Toll():
            return phrases.toll_in_full(value)
        case tuple():
            return ", ".join(value_words(one) for one in value) or "none"
        case Attribution():
            return value.name
    return phrases.words(str(value))


def blamed_table(attributions: Iterable[Attribution]) -> Table:
    """Each possible perpetrator with every status and who ties it so; claims and denials side by side."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(overflow="fold", ratio=2, style="bold")
    grid.add_column(overflow="fold", ratio=5)
    for attribution in attributions:
        ties: dict[str, dict[str, None]] = {}
        for status, speaker, _ in attribution.said:
            ties.setdefault(status, {})[speaker or "the article"] = None
        said = [f"{status} ({', '.join(speakers)})" for status, speakers in ties.items()]
        said += [f"claims it in {_many(len(attribution.claims), 'account')}"] if attribution.claims else []
        said += [f"denies it in {_many(len(attribution.denials), 'account')}"] if attribution.denials else []
        line = Text(shown_line(" · ".join(said)))
        grid.add_row(shown_line(attribution.name), line.append(f"  {attribution.independent} independent", "dim"))
    return grid


def _statements(statements: Iterable[tuple[Testimony, Statement]]) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(no_wrap=True, style="dim")
    grid.add_column(overflow="fold")
    for testimony, statement in sorted(statements, key=lambda pair: _when(*pair)):
        words = Text(f"{shown_line(statement.speaker)}: ", "bold").append(
            f"“{shown_line(statement.evidence.quote)}”", ""
        )
        words.append(f"  {shown_line(testimony.account_id)}", "dim")
        grid.add_row(_when(testimony, statement) or "no date", phrases.words(statement.kind), words)
    return grid


def _when(testimony: Testimony, statement: Statement) -> str:
    return statement.date or testimony.article.published or ""


def _lineages(incident: Incident, why: bool) -> Iterator[RenderableType]:
    by_article: dict[str, list[Testimony]] = {}
    for testimony in incident.testimonies:
        by_article.setdefault(testimony.article.id, []).append(testimony)
    days = {name: told[0].article.published or "9999" for name, told in by_article.items()}
    for lineage in sorted(incident.lineages, key=lambda one: days.get(one.id, "9999")):
        yield Padding(_lineage(lineage, by_article, why), (0, 0, 0, 0))


def _lineage(lineage: Lineage, by_article: dict[str, list[Testimony]], why: bool) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True, min_width=10)
    grid.add_column(overflow="fold")
    reasons = dict(lineage.reasons)
    for article_id, relation in lineage.members:
        told = by_article.get(article_id, [])
        original = relation == "original"
        line = Text()
        for article in {t.article.id: t.article for t in told}.values():
            line.append(shown_line(phrases.heading(article)), "bold" if original else "")
            line.append(f"  {shown_line(phrases.imprint(article))}", "dim")
        line.append(f"  {shown_line(', '.join(t.account_id for t in told) or article_id)}", "dim")
        grade = f" · {told[0].grade}" if told else ""
        if why and article_id in reasons:
            line.append(f"\n{shown_line(reasons[article_id])}", "dim italic")
        grid.add_row(Text(f"{'' if original else '  └ '}{relation}{grade}", "" if original else "dim"), line)
    return grid
