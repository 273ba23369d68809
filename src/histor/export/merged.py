"""The table of merged incidents: one row each, however many articles tell of it."""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, Protocol

from histor.export import wording
from histor.export.merged_privacy import ClearedIncident
from histor.export.table import BETWEEN, Column, Event, Row, Table, cells, distinct, event_columns, toll_columns
from histor.record.article import Article
from histor.record.incident import CONFLICTS, Attribution, Conflict, Grade, Incident, Resolved

SOURCES_SHOWN: Final = 20
"""How many publishers, ids and addresses a cell lists before it says how many more there are."""
_STANDING: Final = frozenset({"claimed", "stated", "convicted"})


class Summary(Event, Protocol):
    """What an incident and its line in a list have in common."""

    @property
    def id(self) -> str: ...
    @property
    def articles(self) -> int: ...
    @property
    def independent(self) -> int: ...
    @property
    def grade(self) -> Grade: ...
    @property
    def policy(self) -> str: ...
    @property
    def score(self) -> float: ...


def summary_columns(summary: Callable[[Row], Summary]) -> tuple[Column[Row], ...]:
    """The columns with which a table of merged incidents begins: which one, what happened, and how well it is known."""
    return (
        Column("id", "code", "the incident's id, which it keeps for ever", lambda r: summary(r).id),
        *event_columns(summary),
        Column("articles", "integer", "articles that tell of it", lambda r: summary(r).articles),
        Column("independent_sources", "integer", "how many of them go back to no other",
               lambda r: summary(r).independent),
        Column("grade", "code", "the best grade among its publishers, A to F", lambda r: summary(r).grade),
        Column("policy", "code", "by which values were chosen, with its version", lambda r: summary(r).policy),
        Column("score", "number", "the weakest link that holds its accounts together, 0 to 1",
               lambda r: round(summary(r).score, 4)),
    )  # fmt: skip


def _incident(row: ClearedIncident) -> Incident:
    return row.incident


def _resolved(row: ClearedIncident, field: str) -> Resolved | None:
    return next((one for one in row.incident.resolved if one.field == field), None)


def _stand(row: ClearedIncident) -> Sequence[str]:
    """The names that the policy, or an analyst, has as the perpetrator's."""
    resolved = _resolved(row, "perpetrators")
    return resolved.value if resolved and isinstance(resolved.value, tuple) else ()


def _perpetrators(row: ClearedIncident) -> str:
    names = _stand(row)
    return distinct(f"{one.name} ({_standing(one)})" for one in row.incident.perpetrators if one.name in names)


def _standing(one: Attribution) -> str:
    """How a perpetrator is tied; only an analyst can have put one there whom the articles merely suspect."""
    return one.status if one.said and one.status in _STANDING else "corrected"


def _also_blamed(row: ClearedIncident) -> str:
    others = (one for one in row.incident.perpetrators if one.name not in _stand(row) and one.status != "denied")
    return distinct(f"{one.name} ({one.status})" for one in others)


def _named(chosen: Callable[[Attribution], object]) -> Callable[[ClearedIncident], str]:
    return lambda row: distinct(one.name for one in row.incident.perpetrators if chosen(one))


def _is_denied(one: Attribution) -> bool:
    return any(status == "denied" for status, _, _ in one.said)


def _victims(row: ClearedIncident) -> str:
    told = (one.account.values("victim") for one in row.incident.testimonies)
    return distinct(str(assertion.value) for victims in told for assertion in victims)


def _of_articles(value: Callable[[Article], str | None]) -> Callable[[ClearedIncident], str]:
    return lambda row: _first_few(value(one.article) for one in row.incident.testimonies)


def _first_few(values: Iterable[str | None]) -> str:
    found = list(dict.fromkeys(filter(None, values)))
    more = [f"and {len(found) - SOURCES_SHOWN:,} more"] if len(found) > SOURCES_SHOWN else []
    return BETWEEN.join(found[:SOURCES_SHOWN] + more)


def _gravest(row: ClearedIncident) -> Conflict:
    return max((one.conflict for one in row.incident.resolved), key=CONFLICTS.index, default="none")


def _conflicts(row: ClearedIncident) -> str:
    return BETWEEN.join(f"{one.field}: {one.conflict}" for one in row.incident.resolved if one.conflict != "none")


def _corrected(row: ClearedIncident) -> str:
    return BETWEEN.join(one.field for one in row.incident.resolved if one.corrected)


_C = Column[ClearedIncident]

MERGED_COLUMNS: Final[tuple[Column[ClearedIncident], ...]] = (
    *summary_columns(_incident),
    *toll_columns("attackers_killed", lambda r: r.incident.attackers_killed),
    *toll_columns("attackers_wounded", lambda r: r.incident.attackers_wounded),
    _C("perpetrators", "text", "groups or states that stand as the perpetrator (strongest status)", _perpetrators),
    _C("also_blamed", "text", "others tied to it: accused, suspected, charged, or outweighed", _also_blamed),
    _C("denied", "text", "those whose part in it somebody denies", _named(_is_denied)),
    _C("claimed_by", "text", "who claims it", _named(lambda one: one.claims)),
    _C("denied_by", "text", "who denies having done it", _named(lambda one: one.denials)),
    _C("targets", "code", "classes of what was meant to be hit", lambda r: BETWEEN.join(r.incident.targets)),
    _C("weapons", "code", "classes of weapons", lambda r: BETWEEN.join(r.incident.weapons)),
    _C("victims_named", "integer", "the most victims that one account names", lambda r: r.victims),
    _C("victims", "text", "their names, only where names were asked for", _victims),
    _C("accounts", "integer", "accounts merged into it", lambda r: len(r.incident.testimonies)),
    _C("publishers", "code", f"who published the articles, the first {SOURCES_SHOWN}",
       _of_articles(lambda article: article.publisher)),
    _C("article_ids", "code", f"the articles' ids, the first {SOURCES_SHOWN}",
       _of_articles(lambda article: article.id)),
    _C("urls", "code", f"the articles' addresses, the first {SOURCES_SHOWN}",
       _of_articles(lambda article: article.url)),
    _C("conflict", "code", "the gravest conflict of a value: none, compatible, nested or contradictory", _gravest),
    _C("conflicts", "code", "each field that has one, with it", _conflicts),
    _C("corrected", "code", "fields whose value is an analyst's", _corrected),
    _C("updated_at", "code", "when it last changed, UTC", lambda r: r.updated_at),
    _C("verification", "code", "always: machine-read, unverified", lambda r: wording.VERIFICATION),
)  # fmt: skip

MERGED: Final[Table[ClearedIncident]] = Table(
    MERGED_COLUMNS, lambda cleared: iter([cells(MERGED_COLUMNS, cleared, cleared.say)])
)
