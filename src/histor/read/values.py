"""What each marked span means: days, counts, classes, actors and names, each by its own rules (CODEBOOK.md, Slots)."""

import re
from dataclasses import replace

from histor.read.classes import ClassTable, class_of, matches
from histor.read.draft import Draft, Mark, Tools
from histor.read.how_many.people import person_noun
from histor.read.labels import STATUS_LABELS, TARGET_LABELS, WEAPON_LABELS
from histor.read.when.times import resolve_time
from histor.read.who.actors import actor_context, canonical_actors
from histor.read.who.naming import name_beside
from histor.read.who.phrases import ActorName
from histor.record.evidence import Evidence
from histor.record.values import TimeSpan

HOME = "story's country"
"""In the name of the rules that take "the army" or "police" for the state the story is set in."""
SURE_HOME = 0.65
"""Least score of a mark for such a rule to name a state: better silent than accusing."""
REASON = 3
"""Words at least in a reason; less is a scrap of one."""
SURE_CLASS = 0.9
"""Least chance of a target's class where no list knows its words; tuned on gold/dev."""
TELLING = 40
"""Characters after a mark in which the word that names the thing may stand."""


def date_values(draft: Draft, tools: Tools) -> None:
    """Resolve each date against the publication date and the date told before it."""
    told: TimeSpan | None = None
    for mark in draft.tagged("date"):
        value = resolve_time(mark.evidence.quote, draft.published, previous=told)
        mark.readable = value is not None
        if value:
            mark.time = told = value.span
            mark.value = str(value.span)
            mark.why.append(f"rule {value.rule}")


def class_values(draft: Draft, tools: Tools) -> None:
    """The class of each target and weapon by its own words; of other targets by the span head.

    The list knows nine of ten weapons of the gold; of marks it does not know most are no weapons.
    """
    tables: tuple[tuple[str, ClassTable, tuple[str, ...]], ...] = (
        ("target", "targets", TARGET_LABELS),
        ("weapon", "weapons", WEAPON_LABELS),
    )
    for tag, table, names in tables:
        for mark in draft.tagged(tag):
            mark.evidence = _to_told(draft, mark.evidence, table)
            told = class_of(table, mark.evidence.quote)
            label = int(mark.labels[tag].argmax())
            mark.value = told or names[label]
            mark.readable = told is not None or (tag != "weapon" and float(mark.labels[tag][label]) >= SURE_CLASS)
            mark.why.append(f"list of {table}" if told else f"class {mark.labels[tag][label]:.2f}")


def _to_told(draft: Draft, evidence: Evidence, table: ClassTable) -> Evidence:
    """The quote, grown by the few words after it when only they name the thing ("government-held" neighbourhoods)."""
    if class_of(table, evidence.quote):
        return evidence
    _, stop = draft.sentence_bounds(evidence)
    after = draft.article.part(evidence.part)[evidence.end : min(stop, evidence.end + TELLING)]
    words = re.match(r"(?:[ -][\w'’-]+){1,3}", after)
    found = matches(table, words[0]) if words else []
    if not found:
        return evidence
    told = found[0][2]
    while told < len(after) and after[told].isalnum():
        told += 1
    return draft.article.quote(evidence.part, evidence.start, evidence.end + told)


def actor_values(draft: Draft, tools: Tools) -> None:
    """Canonical names of perpetrators, persons as printed, and the strength of each attribution.

    "Russian and Syrian jets" names two: the mark is then doubled, one value each.
    """
    context = actor_context(draft.article.text, draft.country)
    for mark in draft.tagged("perpetrator", "perpetrator_person"):
        label = int(mark.labels["status"].argmax())
        mark.status = STATUS_LABELS[label]
        mark.why.append(f"status {mark.labels['status'][label]:.2f}")
        if mark.tag == "perpetrator_person":
            mark.value = mark.evidence.quote
            mark.readable = _names_somebody(mark.evidence.quote)
            continue
        at = mark.evidence.start if mark.evidence.part == "text" else None
        actor, *others = canonical_actors(mark.evidence.quote, context, at)
        if actor.kind in ("unidentified", "unknown") and (named := _named_beside(draft, mark.evidence)):
            mark.evidence = named
            actor, *others = canonical_actors(named.quote, context, named.start)
        actor = _proper_name(actor, mark.evidence.quote)
        mark.readable = _names_somebody(mark.evidence.quote) if actor.kind == "unknown" else not _only_deed(mark)
        mark.readable = mark.readable and (actor.kind == "unidentified" or not _ADJECTIVE.fullmatch(actor.name))
        if HOME in actor.rule and mark.score < SURE_HOME:
            mark.readable = False
        mark.value = actor.name
        for other in others:
            draft.marks.append(replace(mark, value=other.name, why=[*mark.why, f"rule {other.rule}"]))
        mark.why.append(f"rule {actor.rule}")
    draft.marks.sort(key=lambda mark: (mark.spot.first, mark.spot.last, mark.spot.tag))


def _named_beside(draft: Draft, evidence: Evidence) -> Evidence | None:
    span = name_beside(draft.article.part(evidence.part), evidence.start, evidence.end)
    return draft.article.quote(evidence.part, *span) if span else None


_ADJECTIVE = re.compile(r"(?:[A-Z][a-z]+(?:ic|ist|ish)|other|[a-z]+ed)")
"""A lone adjective, cut off the name it belongs to ("Islamic", "Kurdish")."""


def _only_deed(mark: Mark) -> bool:
    """Whether the words name no force at all, only what was done ("air strikes", "the shooting")."""
    words = mark.evidence.quote
    return words == words.lower() and class_of("weapons", words) is not None and not _FORCE.search(words)


_FORCE = re.compile(
    r"army|government|troops|forces?|police|military|regime|soldiers|security|navy|jets|planes|aircraft|m[ae]n\b|ers\b"
)


def _names_somebody(words: str) -> bool:
    """Whether words that no list knows hold a noun for people or a capitalised word."""
    return bool(_CAPITALISED.search(words)) or any(person_noun(word) for word in re.findall(r"[^\W\d_]+", words))


def _proper_name(actor: ActorName, words: str) -> ActorName:
    """The name as printed where a force of the story's country was only guessed from one word of a longer name.

    "The Army of the Black Dawn" is no army of any state; to name a state there would accuse it.
    """
    if HOME in actor.rule and len(_CAPITALISED.findall(words)) >= 2:
        return ActorName(re.sub(r"^[Tt]he ", "", words), "group", "name as printed, of no list")
    return actor


_CAPITALISED = re.compile(r"\b(?!(?:The|A|An|In|On|At|By|They|He|She|It|Who|This|That|Both|And|But)\b)[A-Z][\w'’-]+")


def name_values(draft: Draft, tools: Tools) -> None:
    """Named victims as printed: one without a capitalised name is no named person; and reasons of some words."""
    persons = draft.tagged("perpetrator_person")
    for mark in draft.tagged("victim"):
        mark.value = mark.evidence.quote
        mark.readable = bool(_NAME.search(mark.evidence.quote)) and not any(_sooner(person, mark) for person in persons)
    for mark in draft.tagged("motive"):
        mark.readable = len(mark.evidence.quote.split()) >= REASON


def _sooner(person: Mark, victim: Mark) -> bool:
    """Whether a name marked as a victim is likelier that of a person accused: it is never coded as both."""
    return victim.evidence.quote in person.evidence.quote and person.score > victim.score


_NAME = re.compile(r"[^\W\d_]*[A-ZÀ-ÖØ-Þ]|[\u0600-\u06ff\u0400-\u04ff\u4e00-\u9fff]")
