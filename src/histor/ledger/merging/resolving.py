"""The last step of a merge: all that is known of an incident is handed out to be resolved, and its summary kept."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, select, update

from histor.ledger.merging.bulk import among, insert_new, insert_rows
from histor.ledger.merging.changes import Entry, change_rows
from histor.ledger.merging.choosing import grades_of, policies
from histor.ledger.merging.comparing import touching
from histor.ledger.merging.correcting import standing_corrections
from histor.ledger.merging.entering import sketch_from_row
from histor.ledger.merging.judging import standing_verdicts
from histor.ledger.merging.naming import incident_id
from histor.ledger.merging.tables import changes, incident_kinds, incidents, memberships, profiles, sketches, unresolved
from histor.ledger.query import account_id
from histor.ledger.rows import bottom_line_row, load_readings, select_readings
from histor.ledger.tables import readings
from histor.record.incident import CONFLICTS, Incident, Policy, Testimony
from histor.record.judgement import Correction
from histor.record.profile import Sketch
from histor.record.reading import Reading

Columns = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Dossier:
    """All that an incident is resolved from. `links` are pairs of its accounts with the machine's score, or 1.0 where a
    person said that they are the same; `readings` are those that the accounts stand in, with all else they read."""

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


def read_dossiers(connection: Connection, numbers: Iterable[int]) -> list[Dossier]:
    """The dossiers of current incidents, by number; without those that have no account."""
    chosen = among(connection, numbers)
    members = connection.execute(
        select(memberships.c.incident, memberships.c.present, profiles.c.id, profiles.c.article_id,
               profiles.c.account_id, profiles.c.reading_id, profiles.c.position)
        .join_from(chosen, memberships, memberships.c.incident == chosen.c.value)
        .join(profiles, profiles.c.id == memberships.c.profile)
        .order_by(memberships.c.incident, profiles.c.id)
    ).all()  # fmt: skip
    present = [row for row in members if row.present]
    corrected = standing_corrections(connection, [row.id for row in members])
    found = _readings(connection, {row.reading_id for row in present})
    told = _testimonies(connection, present, found)
    drawn = _sketches(connection, {row.article_id for row in present})
    links = _links(connection, present)
    policy = policies(connection)[-1]
    grouped: dict[int, list[Any]] = defaultdict(list)
    for row in members:
        grouped[row.incident].append(row)
    return [
        Dossier(
            number,
            tuple(told[row.id] for row in rows if row.present),
            tuple(drawn[name] for name in sorted({row.article_id for row in rows if row.present}) if name in drawn),
            _corrections(rows, corrected),
            tuple(links.get(number, ())),
            policy.policy,
            tuple(found[ident] for ident in sorted({row.reading_id for row in rows if row.present})),
        )
        for number, rows in grouped.items()
        if any(row.present for row in rows)
    ]


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


def _testimonies(connection: Connection, rows: Sequence[Any], found: Mapping[int, Reading]) -> dict[int, Testimony]:
    grades = grades_of(connection, {reading.article.publisher for reading in found.values()})
    told = {}
    for row in rows:
        reading = found[row.reading_id]
        account = reading.incidents[row.position]
        said = tuple(statement for statement in reading.statements if statement.about == account.id)
        grade = grades[reading.article.publisher]
        told[row.id] = Testimony(account_id(row.article_id, row.account_id), reading.article, account, said, grade)
    return told


def _sketches(connection: Connection, article_ids: set[str]) -> dict[str, Sketch]:
    found: dict[str, Sketch] = {}
    ordered = sorted(article_ids)
    for begin in range(0, len(ordered), 500):
        query = select(sketches).where(sketches.c.article_id.in_(ordered[begin : begin + 500]))
        found |= {row.article_id: sketch_from_row(row) for row in connection.execute(query)}
    return found


def _links(connection: Connection, rows: Sequence[Any]) -> dict[int, list[tuple[str, str, float]]]:
    """Links inside each incident of several accounts."""
    home = {row.id: row.incident for row in rows}
    names = {row.id: account_id(row.article_id, row.account_id) for row in rows}
    sizes: dict[int, int] = defaultdict(int)
    for row in rows:
        sizes[row.incident] += 1
    several = [row.id for row in rows if sizes[row.incident] > 1]
    if not several:
        return {}
    scores = {(row.first, row.second): row.score for row in connection.execute(touching(connection, several))}
    verdicts = standing_verdicts(connection, several)
    scores |= {(row.first, row.second): 1.0 for row in verdicts if row.verdict == "same"}
    links: dict[int, list[tuple[str, str, float]]] = defaultdict(list)
    for (first, second), score in sorted(scores.items()):
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
