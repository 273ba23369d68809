"""Places of incidents: each mention of a place in an article to one `Place`, and the most specific of several."""

from collections.abc import Sequence
from dataclasses import replace

from histor.read.where.gazetteer import Gazetteer, default_gazetteer
from histor.read.where.grounding import Grounded, country_votes, ground
from histor.read.where.toponyms import Toponym, find
from histor.read.where.wording import (
    SITE,
    SPECIFIC,
    PlaceMention,
    ResolvedPlace,
    Scene,
    consistent,
    plausible,
    read_words,
)

__all__ = ["PlaceMention", "ResolvedPlace", "most_specific", "resolve", "story_country"]


def story_country(
    text: str, title: str | None = None, publisher: str | None = None, gazetteer: Gazetteer | None = None
) -> tuple[str, float] | None:
    """The country an article is set in, with a score from 0 to 1; None where it names no place.

    The title and the first 600 characters count three times: news puts its place there. `publisher` decides ties.
    """
    gazetteer = gazetteer or default_gazetteer()
    votes: dict[str, float] = {}
    for part, weight in ((title or "", 3.0), (text[:600], 2.0), (text, 1.0)):
        for code, vote in country_votes(find(part, gazetteer)).items():
            votes[code] = votes.get(code, 0.0) + weight * vote
    for toponym in find(publisher or "", gazetteer):
        for entry in toponym.entries[:1]:
            if entry.country in votes:
                votes[entry.country] += 0.5
    if not votes:
        return None
    best = min(votes, key=lambda code: (-votes[code], code))
    return best, round(votes[best] / sum(votes.values()), 3)


def resolve(
    mentions: Sequence[PlaceMention],
    text: str,
    story_country: str | None = None,
    *,
    title: str | None = None,
    gazetteer: Gazetteer | None = None,
) -> list[ResolvedPlace | None]:
    """One place for each mention, in order; None where the words name none. `text` is the part the offsets count in.

    `story_country` is the country the article is set in; worked out from the text and title where it is not given.
    """
    gazetteer = gazetteer or default_gazetteer()
    toponyms = find(text, gazetteer)
    country = story_country or _likeliest(toponyms, find(title or "", gazetteer), text)
    grounded = ground(toponyms, text, gazetteer, country)
    scene = Scene(text, tuple(plausible([g for g in grounded if g], country)), country, gazetteer)
    spans = [(m.start, m.end) for m in mentions if m.start >= 0 and text[m.start : m.end] == m.words]
    towns = tuple(
        g
        for g in scene.grounded
        if g.entry.kind == "town"
        and any(start <= g.toponym.start < end for start, end in spans)
        and _bare(g, text, spans)
    )
    scene = replace(scene, towns=towns)
    return [read_words(mention, scene) for mention in mentions]


def most_specific(resolved: Sequence[ResolvedPlace]) -> int | None:
    """Index of the most specific place (site, town, admin2, admin1, region, country) that the others do not contradict.

    Of two equally specific places the one that more of the others can contain wins, then one that is not the seat of
    the other's division ("in Aleppo ... in Al-Atareb"), then the earlier.
    """
    if not resolved:
        return None
    support = [sum(consistent(one.place, other.place) for other in resolved) for one in resolved]
    seats = {other.place.admin1 for other in resolved if other.place.name != other.place.admin1}
    order = range(len(resolved))
    return min(
        order,
        key=lambda i: (SPECIFIC[resolved[i].place.kind], -support[i], resolved[i].place.name in seats, i),
    )


def _bare(grounded: Grounded, text: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a town told as a place is not merely part of a site's name."""
    return not any(
        start <= grounded.toponym.start < end and SITE.search(text[grounded.toponym.end : end]) for start, end in spans
    )


def _likeliest(toponyms: Sequence[Toponym], title: Sequence[Toponym], text: str) -> str | None:
    votes = country_votes([*toponyms, *title, *title, *(t for t in toponyms if t.start < 600)])
    return min(votes, key=lambda code: (-votes[code], code)) if votes else None
