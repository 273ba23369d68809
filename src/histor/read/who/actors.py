"""Who did it: canonical names for the slot perpetrator, and where actors are named in a text (CODEBOOK.md, Slots)."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Final

from histor.read.who.names import fold, lexicon, tokens_of, words_and_names
from histor.read.who.phrases import (
    HOME_FORCE,
    NOBODY,
    PLACE,
    POINTS_BACK,
    SMALL,
    STATE_ALONE,
    TELLING,
    ActorContext,
    ActorMention,
    ActorName,
    Phrase,
    phrases_of,
)

_COALITIONS: Final = {"SY": "US-led coalition", "IQ": "US-led coalition", "YE": "Saudi-led coalition"}
"""What "the coalition" means in a story of a country that does not say who leads it, but speaks of its air war."""
_AIR_WAR: Final = re.compile(
    r"\b(?:(?:international|global|multinational|military|western|foreign|Arab)(?: military)? coalition"
    r"|coalition(?:['’]?s?)? (?:(?:fighter |war ?|combat )?(?:jets?|planes?|aircraft)|air|warplanes|strikes?|raids?"
    r"|bomb\w+|drones?|forces|spokes\w+|against)"
    r"|coalition (?:of|led by) [^.;]{0,40}\b(?:states|countries|nations|United States|Saudi))",
    re.IGNORECASE,
)
_JOINING: Final = frozenset({"and", "or", "the", "with", "its", "allied", "both", "by"})
_POINTS: Final = re.compile(r"^(?:it|its|they|their|we|he|she)\b", re.IGNORECASE)
_CLAIMS: Final = re.compile(r"\b(?:claim\w*|responsib\w+|behind|pledg\w+|admit\w*|deni\w+)\b", re.IGNORECASE)
_TITLES: Final = frozenset({
    "president", "mr", "mrs", "ms", "dr", "general", "gen", "colonel", "col", "captain", "capt", "sergeant", "sgt",
    "commander", "sheikh", "prince", "king", "lieutenant", "lt", "major", "minister", "senator",
})  # fmt: skip
_ACRONYM: Final = re.compile(r"[(\[]\s*(?:the\s+)?([A-Z][A-Za-z-]{1,9})[^)\]]{0,12}[)\]]")
"""An acronym in brackets, perhaps with another after it: "(IPOB)", "(FLN, in French)"."""
_LONGEST_NAME: Final = 120
"""How many characters before an acronym's bracket its long form may begin."""


@lru_cache(maxsize=4)
def actor_context(text: str, country: str | None = None) -> ActorContext:
    """What an article's text tells about its actors; `country` is the story's (ISO alpha-2), or None to take the state
    named most often. Several steps ask for the same article's; the latest few are kept."""
    _, hits = words_and_names(text)
    states = Counter(
        hit.name.countries[0] for hit in hits.values() if hit.name.form in ("state", "adjective", "seat", "ruler")
    )
    home = country or next((code for code, _ in states.most_common(1)), None)
    article = ActorContext(home, states, _introduced(text))
    led = Counter(phrase.actor.name for phrase in phrases_of(text, article) if phrase.actor.rule == "coalition")
    article = replace(article, coalition=led.most_common(1)[0][0] if led else _told_of(text, home))
    named = [phrase for phrase in phrases_of(text, article) if phrase.rank in (TELLING, HOME_FORCE)]
    groups = [phrase for phrase in named if phrase.actor.kind == "group" and phrase.rank == TELLING]
    return replace(article, actors=tuple(map(_mention, named)), groups=tuple(map(_mention, groups)))


def _told_of(text: str, home: str | None) -> str | None:
    return _COALITIONS.get(home or "") if _AIR_WAR.search(text) else None


def canonical_actor(words: str, article: ActorContext, at: int | None = None) -> ActorName:
    """The canonical name of the actor that a quote names: the first of `canonical_actors`."""
    return canonical_actors(words, article, at)[0]


def canonical_actors(words: str, article: ActorContext, at: int | None = None) -> tuple[ActorName, ...]:
    """Whom a quote names, one or more ("Russian and Syrian jets" names two), by their canonical English names.

    `at` is where the quote begins in the article's text, so that "the group" can be the one named last before it; None
    when it is not from the text. Groups and states with their forces tell most, then states alone, forces of the
    story's own country, words that point back, and last gunmen and their like, who are "unidentified".
    """
    phrases = phrases_of(words, article, quoted=True)
    best = _named_after(min(phrases, key=lambda phrase: phrase.rank, default=None), phrases)
    tells = best is not None and best.rank <= STATE_ALONE
    if not tells and _POINTS.search(words) and (actor := _named_before(article.actors, at)):
        return (ActorName(actor.name, actor.kind, "pronoun: the actor named before"),)
    if best is None or best.rank == PLACE:
        return (_unlisted(words, article, at),)
    if best.rank == POINTS_BACK and (group := _named_before(article.groups, at, first=True)):
        return (ActorName(group.name, group.kind, "points back to the group named before"),)
    return _joined_with(best, phrases, words) if best.rank < POINTS_BACK else (best.actor,)


def _named_after(best: Phrase | None, phrases: Sequence[Phrase]) -> Phrase | None:
    """The listed group named right after its description: "Islamist militants Boko Haram" are Boko Haram."""
    if best is None or best.actor.rule != "people and noun":
        return best
    named = (phrase for phrase in phrases if phrase.actor.rule == "listed group")
    return next((phrase for phrase in named if 0 < phrase.start - best.end <= 2), best)


def find_actors(text: str, article: ActorContext | None = None) -> list[ActorMention]:
    """Where a text names actors, in order and without overlap: groups, coalitions, forces and governments of states,
    police, rebels, and those whom nobody identified; not states alone, which mostly name places."""
    phrases = phrases_of(text, article or actor_context(text))
    return [_mention(phrase) for phrase in phrases if phrase.rank in (TELLING, HOME_FORCE, NOBODY)]


def _mention(phrase: Phrase) -> ActorMention:
    return ActorMention(phrase.start, phrase.end, phrase.actor.name, phrase.actor.kind)


def _joined_with(best: Phrase, phrases: Sequence[Phrase], words: str) -> tuple[ActorName, ...]:
    """The best phrase with those that "and" or "or" joins to it, in text order, each name once."""
    chain: list[Phrase] = []
    for phrase in (phrase for phrase in phrases if phrase.rank < POINTS_BACK):
        between = fold(words[chain[-1].end : phrase.start]).replace("&", "and") if chain else ""
        joining = set(between.split())
        if chain and not (joining <= _JOINING and joining & {"and", "or"}):
            if best in chain:
                break
            chain = []
        chain.append(phrase)
    return tuple({phrase.actor.name: phrase.actor for phrase in chain}.values())


def _named_before(actors: Sequence[ActorMention], at: int | None, *, first: bool = False) -> ActorMention | None:
    """The actor named last before an offset; the one named first of all where there is none and `first` asks for it."""
    before = [actor for actor in actors if at is not None and actor.end <= at]
    return before[-1] if before else actors[0] if actors and first else None


def _unlisted(words: str, article: ActorContext, at: int | None) -> ActorName:
    """A quote in which nothing known names an actor."""
    if proper := _proper_name(words):
        return proper
    if _CLAIMS.search(words) and (group := _named_before(article.groups, at, first=True)):
        return ActorName(group.name, group.kind, "claims: the group named before")
    stripped = re.sub(r"^(?:the|an?)\s+", "", words.strip(), flags=re.IGNORECASE)
    return ActorName(stripped or words, "unknown", "as printed")


def _proper_name(words: str) -> ActorName | None:
    """The first run of capitalised words in a quote, taken for an organisation, or for a person after a title."""
    tokens = tokens_of(words)
    first = next((i for i, token in enumerate(tokens) if token.text[0].isupper() and token.folded not in SMALL), None)
    if first is None:
        return None
    last = first
    for index in range(first + 1, len(tokens)):
        if tokens[index].text[0].isupper():
            last = index
        elif tokens[index].folded not in SMALL and tokens[index].folded != "s":
            break
    if first == last == 0 and len(tokens) > 1:
        return None  # A capital that only begins the sentence.
    name = words[tokens[first].start : tokens[last].end]
    titled = tokens[first].folded in _TITLES
    return ActorName(name, "person" if titled else "organisation", "title and name" if titled else "name as printed")


def _introduced(text: str) -> dict[str, ActorName]:
    """Acronyms that a text explains by putting them in brackets after the words that they stand for."""
    found: dict[str, ActorName] = {}
    for match in _ACRONYM.finditer(text):
        acronym = match.group(1)
        before = text[max(0, match.start() - _LONGEST_NAME) : match.start()]
        long_form = _long_form(acronym, before)
        if long_form is not None and sum(letter.isupper() for letter in acronym) > 1:
            hit = lexicon().find(long_form, tokens_of(long_form)).get(0)
            listed = hit is not None and hit.name.form == "group"
            name = hit.name.canonical if hit and listed else long_form
            found[acronym] = ActorName(name, "group" if listed else "organisation", "acronym explained in the article")
    return found


def _long_form(acronym: str, before: str) -> str | None:
    """The last words before an acronym whose initials are its letters, read backwards, or None."""
    letters = [letter for letter in fold(acronym) if letter.isalpha()]
    words = tokens_of(before)
    for word in reversed(words):
        if letters and word.folded[0] == letters[-1] and word.text[0].isupper():
            letters.pop()
        elif word.folded not in SMALL and len(word.text) > 1:
            return None
        if not letters:
            return before[word.start : words[-1].end]
    return None
