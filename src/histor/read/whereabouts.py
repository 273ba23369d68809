"""Places of the marks, resolved together, and each incident's own place and day."""

import re

from histor.read.cues import said_that_day
from histor.read.draft import Draft, Mark, Tools
from histor.read.where.places import PlaceMention, ResolvedPlace, most_specific, resolve, story_country


def place_values(draft: Draft, tools: Tools) -> None:
    """Resolve every place mark in the context of the article."""
    article = draft.article
    found = story_country(article.text, article.title, article.publisher, tools.gazetteer)
    draft.country = found[0] if found else None
    marks = draft.tagged("place")
    mentions = [
        PlaceMention(mark.evidence.quote, -1 if mark.spot.in_title else mark.evidence.start, mark.evidence.end)
        for mark in marks
    ]
    places = resolve(mentions, article.text, draft.country, title=article.title, gazetteer=tools.gazetteer)
    for mark, place in zip(marks, places, strict=True):
        mark.readable = place is not None
        if place:
            mark.place, mark.value = place.place, place.place.name
            mark.why.append(f"rule {place.rule}")


def own_place(draft: Draft, tools: Tools) -> None:
    """The most specific place of each incident that its other places do not contradict."""
    for incident in draft.incidents:
        marks = [mark for mark in incident.of("place") if mark.place]
        marks = [mark for mark in marks if _known(mark)] or marks
        marks = [mark for mark in marks if _named_site(mark)] or marks
        chosen = most_specific([ResolvedPlace(mark.place, mark.bottom, "") for mark in marks if mark.place])
        if chosen is not None:
            incident.place = marks[chosen].place
            incident.why["place"] = f"{marks[chosen].evidence.quote!r}, the most specific of {len(marks)}"


def _known(mark: Mark) -> bool:
    """Whether a gazetteer knows the place, or the words say what it is: an unknown bare name may be a person's."""
    place = mark.place
    bare = place is not None and place.kind == "town" and place.lat is None and place.geonames is None
    return not bare or bool(_SETTLED.search(mark.evidence.quote))


def _named_site(mark: Mark) -> bool:
    """Whether the place is a site with a name: "Victor Hugo street" says more than "the street"."""
    return mark.place is not None and mark.place.kind == "site" and mark.place.name != mark.place.name.lower()


_SETTLED = re.compile(r"\b(?:village|town|city|hamlet|settlement|community|township|neighbou?rhood)\b", re.IGNORECASE)


def drop_saying_days(draft: Draft, tools: Tools) -> None:
    """Leave out the days on which something was said of an incident, where it has a day of its own."""
    for incident in draft.incidents:
        marks = incident.of("date")
        said = [mark for mark in marks if _of_saying(draft, mark)]
        if len(said) < len(marks):
            incident.marks = [mark for mark in incident.marks if not any(mark is other for other in said)]


def _of_saying(draft: Draft, mark: Mark) -> bool:
    begin, end = draft.sentence_bounds(mark.evidence)
    sentence = draft.article.part(mark.evidence.part)[begin:end]
    return said_that_day(sentence, mark.evidence.start - begin, mark.evidence.end - begin)


def own_day(draft: Draft, tools: Tools) -> None:
    """The day of each incident: the span head's choice among its dates, the narrower span where it does not tell."""
    for incident in draft.incidents:
        marks = [mark for mark in incident.of("date") if mark.time]
        if not marks:
            continue
        chosen = max(marks, key=lambda mark: (round(mark.bottom, 1), mark.score))
        incident.date = chosen.time
        incident.why["date"] = f"{chosen.evidence.quote!r}, chosen with {chosen.bottom:.2f} of {len(marks)}"
