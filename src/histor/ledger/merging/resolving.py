"""The last step of a merge: all that is known of an incident is handed out to be resolved, and its summary kept."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, select, update

from histor.ledger.merging.bulk import among, insert_new, insert_rows
from histor.ledger.merging.changes import Entry, change_rows
from histor.ledger.merging.choosing import grades_of, policies
from histor.ledger.merging.comparing import within
from histor.ledger.merging.correcting import standing_corrections
from histor.ledger.merging.entering import sketch_from_row
from histor.ledger.merging.judging import standing_verdicts
from histor.ledger.merging.naming import incident_id
from histor.ledger.merging.tables import changes, incident_kinds, incidents, memberships, profiles, sketches, unresolved
from histor.ledger.query import account_id
from histor.ledger.rows import (
    article_from_row,
    bottom_line_row,
    inside_accounts,
    inside_readings,
    load_accounts,
    load_readings,
    load_statements,
    select_heads,
    select_readings,
)
from histor.ledger.tables import readings
from histor.record.article import Article
from histor.record.assertion import Statement
from histor.record.incident import CONFLICTS, Incident, Policy, Testimony
from histor.record.judgement import Correction
from histor.record.profile import Sketch
from histor.record.reading import Account, Reading

Columns = dict[str, Any]
_Told = tuple[Article, Account, tuple[Statement, ...]]


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that an incident is resolved from. `sketches` are there where it has several articles; `links` are pairs of
    its accounts with the machine's score, or 1.0 where a person said that they are the same; `readings`, in a whole
    dossier, are those that the accounts stand in, with all else they read."""

    number: int
    testimonies: tuple[Testimony, ...]
    sketches: tuple[Sketch, ...]
    corrections: tuple[Correction, ...]
    links: tuple[tuple[str, str, float], ...]
    policy: Policy
    readings: tuple[Reading, ...] = ()

    @property
    def incident(self) -> str:
        """The incident's id."""
        return incident_id(self.number)


class Mark(NamedTuple):
    """An incident whose summary is to be made anew."""

    incident: int
    mark: int


def next_unresolved(connection: Connection, limit: int, after: int = 0) -> list[Mark]:
    """Incidents above `after` whose summary is to be made anew."""
    query = select(unresolved.c.incident, unresolved.c.mark).where(unresolved.c.incident > after)
    return [Mark(*row) for row in connection.execute(query.order_by(unresolved.c.incident).limit(limit))]


def read_dossiers(connection: Connection, numbers: Iterable[int], *, whole: bool = True) -> list[Dossier]:
    """The dossiers of current incidents, by number; without those that have no account.

    Unless they are to be `whole`, they have no readings and their articles no text: no value is resolved from these.

    Raises:
        EvidenceError: a quote in a reading is no longer the words of the article kept.
    """
    chosen = among(connection, numbers)
    members = connection.execute(
        select(memberships.c.incident, memberships.c.present, profiles.c.id, profiles.c.article_id,
               profiles.c.account_id, profiles.c.reading_id, profiles.c.position)
        .join_from(chosen, memberships, memberships.c.incident == chosen.c.value)
        .join(profiles, profiles.c.id == memberships.c.profile)
        .order_by(memberships.c.incident, profiles.c.id)
    ).all()  # fmt: skip
    homes = _by_incident(row for row in members if row.present)
    present = [row for rows in homes.values() for row in rows]
    found = _readings(connection, {row.reading_id for row in present}) if whole else {}
    told = _testimonies(connection, present, _inside(found) if whole else _told(connection, present))
    corrected = standing_corrections(connection, [row.id for row in members])
    every = _by_incident(members)
    drawn = _sketches(connection, homes)
    links = _links(connection, homes)
    policy = policies(connection)[-1]
    return [
        Dossier(
            number,
            tuple(told[row.id] for row in rows),
            drawn[number],
            _corrections(every[number], corrected),
            tuple(links[number]),
            policy.policy,
            tuple(found[ident] for ident in sorted({row.reading_id for row in rows}) if whole),
        )
        for number, rows in homes.items()
    ]


def _by_incident(members: Iterable[Any]) -> dict[int, list[Any]]:
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in members:
        grouped[row.incident].append(row)
    return grouped


def _corrections(rows: Sequence[Any], corrected: Mapping[int, Sequence[Correction]]) -> tuple[Correction, ...]:
    """The corrections on the accounts of an incident, in their order; those on accounts gone go with the first."""
    heir = next(account_id(row.article_id, row.account_id) for row in rows if row.present)
    found = [
        correction if row.present else replace(correction, account=heir)
        for row in rows
        for correction in corrected.get(row.id, ())
    ]
    return tuple(sorted(found, key=lambda correction: correction.number or 0))


def _readings(connection: Connection, idents: set[int]) -> dict[int, Reading]:
    wanted = among(connection, idents)
    heads = connection.execute(select_readings().join(wanted, readings.c.id == wanted.c.value)).all()
    loaded = zip(heads, load_readings(connection, heads), strict=True)
    return {head.id: reading for head, reading in loaded}


def _inside(found: Mapping[int, Reading]) -> dict[tuple[int, int], _Told]:
    """What readings tell, by reading and position."""
    return {
        (ident, position): (
            reading.article,
            account,
            tuple(statement for statement in reading.statements if statement.about == account.id),
        )
        for ident, reading in found.items()
        for position, account in enumerate(reading.incidents)
    }


def _told(connection: Connection, rows: Sequence[Any]) -> dict[tuple[int, int], _Told]:
    """What the readings of these accounts tell of them, by reading and position; articles without their text."""
    wanted = among(connection, [row.id for row in rows])
    places = select(profiles.c.reading_id, profiles.c.position)
    places = places.join_from(wanted, profiles, profiles.c.id == wanted.c.value)
    told = load_accounts(connection, inside_accounts(places))
    idents = {row.reading_id for row in rows}
    said: dict[tuple[int, str | None], list[Statement]] = defaultdict(list)
    for (ident, _), statement in load_statements(connection, inside_readings(connection, idents), told).items():
        said[ident, statement.about].append(statement)
    wanted = among(connection, idents)
    heads = connection.execute(select_heads().join(wanted, readings.c.id == wanted.c.value)).all()
    drawn = {head.id: article_from_row(head) for head in heads}
    return {
        (ident, position): (drawn[ident], account, tuple(said[ident, account.id]))
        for (ident, position), account in told.items()
    }


def _testimonies(
    connection: Connection, rows: Sequence[Any], told: Mapping[tuple[int, int], _Told]
) -> dict[int, Testimony]:
    grades = grades_of(connection, {article.publisher for article, _, _ in told.values()})
    found = {}
    for row in rows:
        article, account, said = told[row.reading_id, row.position]
        name = account_id(row.article_id, row.account_id)
        found[row.id] = Testimony(name, article, account, said, grades[article.publisher])
    return found


def _sketches(connection: Connection, homes: Mapping[int, Sequence[Any]]) -> dict[int, tuple[Sketch, ...]]:
    """The sketches of each incident's articles, by article; none for an article alone, which is its own lineage."""
    named = {number: sorted({row.article_id for row in rows}) for number, rows in homes.items()}
    together = {number: names if len(names) > 1 else [] for number, names in named.items()}
    ordered = sorted({name for names in together.values() for name in names})
    found: dict[str, Sketch] = {}
    for begin in range(0, len(ordered), 500):
        query = select(sketches).where(sketches.c.article_id.in_(ordered[begin : begin + 500]))
        found |= {row.article_id: sketch_from_row(row) for row in connection.execute(query)}
    return {number: tuple(found[name] for name in names if name in found) for number, names in together.items()}


def _links(connection: Connection, homes: Mapping[int, Sequence[Any]]) -> dict[int, list[tuple[str, str, float]]]:
    """Links inside each incident of several accounts."""
    home = {row.id: number for number, rows in homes.items() if len(rows) > 1 for row in rows}
    names = {row.id: account_id(row.article_id, row.account_id) for rows in homes.values() for row in rows}
    scores = {(first, second): score for first, second, score in within(connection, home)}
    scores |= {(row.first, row.second): 1.0 for row in standing_verdicts(connection, home) if row.verdict == "same"}
    links: dict[int, list[tuple[str, str, float]]] = defaultdict(list)
    for (first, second), score in scores.items():
        if first in home and home[first] == home.get(second):
            links[home[first]].append((names[first], names[second], score))
    return links


def keep_summaries(connection: Connection, resolved: Mapping[Mark, Columns | None]) -> int:
    """Keep the summaries of incidents not marked again since; None for one that has none. How many were kept."""
    chosen = among(connection, [mark.incident for mark in resolved])
    query = select(unresolved).join_from(chosen, unresolved, unresolved.c.incident == chosen.c.value)
    whys = {Mark(row.incident, row.mark): row.why for row in connection.execute(query)}
    fresh = {mark: columns for mark, columns in resolved.items() if mark in whys}
    before = _before(connection, [mark.incident for mark in fresh if whys[mark]])
    rows = {mark: dict(columns) for mark, columns in fresh.items() if columns is not None}
    entries = [
        Entry(mark.incident, "updated", whys[mark])
        for mark, row in rows.items()
        if whys[mark] and any(before[mark.incident][name] != value for name, value in row.items())
    ]
    logged = {row["incident"]: row for row in change_rows(connection, entries, {})}
    insert_rows(connection, changes, list(logged.values()))
    _update(connection, [{"wanted": mark.incident, **row} for mark, row in rows.items()])
    _update(
        connection,
        [{"wanted": number, "updated_at": row["at"], "last_change": row["number"]} for number, row in logged.items()],
    )
    _keep_kinds(connection, {mark.incident: row["kinds"] for mark, row in rows.items()})
    done = select(among(connection, [mark.incident for mark in fresh]).c.value)
    connection.execute(delete(unresolved).where(unresolved.c.incident.in_(done)))
    return len(rows)


def _update(connection: Connection, rows: Sequence[Columns]) -> None:
    """Set the columns of incidents; `wanted` is the incident's number."""
    if rows:
        columns: Columns = {name: bindparam(name) for name in rows[0] if name != "wanted"}
        connection.execute(update(incidents).where(incidents.c.number == bindparam("wanted")).values(columns), rows)


def _before(connection: Connection, numbers: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    chosen = among(connection, numbers)
    query = select(incidents).join_from(chosen, incidents, incidents.c.number == chosen.c.value)
    return {row.number: dict(row._mapping) for row in connection.execute(query)}


def _keep_kinds(connection: Connection, kinds: Mapping[int, Sequence[str]]) -> None:
    old = select(among(connection, kinds).c.value)
    connection.execute(delete(incident_kinds).where(incident_kinds.c.incident.in_(old)))
    insert_new(connection, incident_kinds, sorted((kind, number) for number, names in kinds.items() for kind in names))


def summary(incident: Incident) -> Columns:
    """The columns by which lists show and find an incident."""
    return {
        "resolved": True,
        "foreground": incident.foreground,
        "aggregate": incident.aggregate,
        "suicide": incident.suicide,
        "stage": incident.stage,
        **bottom_line_row(incident),
        "kinds": list(incident.kinds),
        "perpetrators": [[attribution.name, attribution.status] for attribution in incident.perpetrators],
        "accounts": len(incident.testimonies),
        "articles": incident.articles,
        "independent": incident.independent,
        "grade": incident.grade,
        "conflict": max((CONFLICTS.index(field.conflict) for field in incident.resolved), default=0),
        "policy": incident.policy,
        "score": incident.score,
    }
