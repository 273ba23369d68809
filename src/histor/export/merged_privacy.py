"""Do no harm, with merged incidents: a name that one article's rule withholds is withheld in the whole incident.

The rule is that of `privacy`, held against every article that tells of the incident, in all that was read in it. What
was withheld in one is then looked for in all: in titles, quotes and speakers, in places and the names of those blamed,
in the course of the tolls, in what other articles say instead, in analysts' words, and in every address and id.

A person whom one article calls a suspect stays nameless even where another tells of the conviction. An analyst who
judges or corrects is named: who did so is part of the record.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from histor.export.names import PLACEHOLDER, Names
from histor.export.privacy import Clearance, count_entries, withheld_names, without_victims
from histor.record.article import Article
from histor.record.incident import Attribution, Incident, Lineage, Resolved, Support, Testimony, TollPoint
from histor.record.judgement import Correction, Field
from histor.record.judgement_wire import field_from_json, field_to_json
from histor.record.reading import Reading
from histor.record.values import Place


@dataclass(frozen=True, slots=True)
class Merged:
    """An incident on its way out. `readings` are those that its accounts stand in: a name that they withhold elsewhere
    may stand in a title. `updated_at` is when the incident last changed (UTC)."""

    incident: Incident
    readings: tuple[Reading, ...] = ()
    updated_at: str | None = None


@dataclass(frozen=True, slots=True)
class ClearedIncident(Clearance):
    """An incident in which no withheld name stands any more. `withheld` counts the assertions and statements left out,
    `victims` the most victims that one account names, withheld or not."""

    incident: Incident
    withheld: int
    victims: int
    updated_at: str | None


def withhold_incident(merged: Merged) -> ClearedIncident:
    """Clear an incident for export by the rule above."""
    incident = merged.incident
    clearance = Clearance(Names(_names(merged)))
    cleared = _Clearing(clearance.names, _new_ids(incident, clearance)).incident(incident)
    withheld = _entries(incident) - _entries(cleared)
    return ClearedIncident(clearance.names, cleared, withheld, _victims(incident), merged.updated_at)


def release_incident(merged: Merged) -> ClearedIncident:
    """The whole incident with every name, for those who asked for names."""
    return ClearedIncident(Names(()), merged.incident, 0, _victims(merged.incident), merged.updated_at)


def _names(merged: Merged) -> Iterable[str]:
    whole = {reading.article.id for reading in merged.readings}
    for reading in merged.readings:
        yield from withheld_names(reading.article, reading.incidents, reading.statements)
    for one in merged.incident.testimonies:
        if one.article.id not in whole:
            yield from withheld_names(one.article, (one.account,), one.statements)


def _entries(incident: Incident) -> int:
    return sum(count_entries((one.account,), one.statements) for one in incident.testimonies)


def _victims(incident: Incident) -> int:
    return max((len(one.account.values("victim")) for one in incident.testimonies), default=0)


def _new_ids(incident: Incident, clearance: Clearance) -> dict[str, str]:
    """The articles' and accounts' ids as they leave. Two articles whose ids told a name stay two, even of one text."""
    articles: dict[str, Article] = {one.article.id: one.article for one in incident.testimonies}
    ids: dict[str, str] = {}
    for old, article in articles.items():
        new = made = clearance.clear_addresses(article).id
        count = 1
        while new != old and (new in ids.values() or new in articles):
            count += 1
            new = f"{made}-{count}"
        ids[old] = new
    accounts = {
        one.account_id: ids[one.article.id] + one.account_id.removeprefix(one.article.id)
        for one in incident.testimonies
    }
    return {**ids, **accounts}


@dataclass(frozen=True, slots=True)
class _Clearing(Clearance):
    """Clears each part of an incident; `ids` are the articles' and accounts' ids as they leave."""

    ids: Mapping[str, str]

    def incident(self, incident: Incident) -> Incident:
        return replace(
            incident,
            place=self.clear_place(incident.place),
            perpetrators=tuple(map(self._attribution, incident.perpetrators)),
            resolved=tuple(map(self._resolved, incident.resolved)),
            tolls=tuple(map(self._toll_point, incident.tolls)),
            testimonies=tuple(map(self._testimony, incident.testimonies)),
            lineages=tuple(map(self._lineage, incident.lineages)),
        )

    def _id(self, ident: str) -> str:
        known = self.ids.get(ident, ident)
        return PLACEHOLDER if self.names.in_address(known) else known

    def _ids(self, idents: Iterable[str]) -> tuple[str, ...]:
        return tuple(map(self._id, idents))

    def _testimony(self, one: Testimony) -> Testimony:
        return replace(
            one,
            account_id=self._id(one.account_id),
            article=replace(self.clear_article(one.article), id=self._id(one.article.id)),
            account=self.clear_account(without_victims(one.account)),
            statements=self.clear_statements(one.statements),
            lineage=self._id(one.lineage),
        )

    def _lineage(self, lineage: Lineage) -> Lineage:
        return Lineage(
            self._id(lineage.id),
            tuple((self._id(article), relation) for article, relation in lineage.members),
            tuple((self._id(article), self._reason(reason)) for article, reason in lineage.reasons),
        )

    def _reason(self, reason: str) -> str:
        """Why an article belongs to a lineage; it may cite another by its id, and the words that both have."""
        told = sorted((old for old, new in self.ids.items() if old != new), key=len, reverse=True)
        if told:
            reason = re.sub("|".join(map(re.escape, told)), lambda found: self._id(found.group()), reason)
        return self.say(reason)

    def _toll_point(self, point: TollPoint) -> TollPoint:
        return replace(
            point,
            speaker=tuple(map(self.say, point.speaker)),
            account=self._id(point.account),
            lineage=self._id(point.lineage),
            quote=self.say(point.quote),
            superseded_by=point.superseded_by and self._id(point.superseded_by),
        )

    def _attribution(self, one: Attribution) -> Attribution:
        return replace(
            one,
            name=self.say(one.name),
            said=tuple((status, self.say(speaker), self._id(account)) for status, speaker, account in one.said),
            claims=self._ids(one.claims),
            denials=self._ids(one.denials),
        )

    def _resolved(self, one: Resolved) -> Resolved:
        return replace(
            one,
            value=self._value(one.field, one.value),
            support=self._ids(one.support),
            alternatives=tuple(
                Support(self._value(one.field, other.value), self._ids(other.accounts), other.independent)
                for other in one.alternatives
            ),
            corrected=one.corrected and self._correction(one.corrected),
        )

    def _value(self, field: Field, value: object) -> object:
        """A value of a field; all but places and perpetrators are numbers, days and words of the codebook."""
        if isinstance(value, Place):
            return self.clear_place(value)
        return tuple(map(self.say, value)) if field == "perpetrators" and isinstance(value, tuple) else value

    def _correction(self, one: Correction) -> Correction:
        value = field_to_json(one.field, self._value(one.field, field_from_json(one.field, one.value)))
        return replace(one, account=self._id(one.account), value=value, reason=self.say(one.reason))
