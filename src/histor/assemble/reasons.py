"""The levels of a comparison in words, with names, days and figures where both accounts are at hand."""

from typing import Final

from histor.assemble.folding import first_name, last_name
from histor.record.profile import Profile
from histor.record.values import TimeSpan, Toll

WORDS: Final[dict[str, dict[str, str]]] = {
    "date": {
        "same day": "same day",
        "within days": "dates overlap",
        "within a month": "dates overlap within a month",
        "within a year": "dates overlap within a year",
        "within years": "dates overlap within years",
        "1 day apart": "a day apart",
        "2-3 days apart": "two or three days apart",
        "4-7 days apart": "days apart",
        "weeks apart": "weeks apart",
        "months apart": "months apart",
        "years apart": "years apart",
    },
    "place": {
        "same place": "same town",
        "within 5 km": "less than 5 km apart",
        "within 30 km": "less than 30 km apart",
        "same area": "same area",
        "one within the other's area": "one lies in the other's province",
        "same country named": "both in one country",
        "one within the other's country": "one lies in the other's country",
        "elsewhere in one province": "elsewhere in the province",
        "within 100 km": "less than 100 km apart",
        "elsewhere in one country": "elsewhere in the country",
        "other country": "another country",
        "same name, far apart": "places of one name, far apart",
    },
    "place_names": {
        "shared": "both name one place",
        "different": "no place named by both",
        "related": "place names alike",
    },
    "kinds": {
        "same": "same kind",
        "shared": "a kind in common",
        "one unspecified": "one does not say what kind of attack",
        "related": "related kinds",
        "different": "different kinds",
    },
    "actors": {"same": "same perpetrator", "related": "related perpetrators", "different": "different perpetrators"},
    "victims": {
        "same name": "same victim",
        "same last name": "victims of the same last name",
        "same family name": "victims of one family name",
        "other names": "other victims named",
    },
    "persons": {
        "same name": "same suspect",
        "same last name": "suspects of the same last name",
        "same family name": "suspects of one family name",
        "other names": "other suspects named",
    },
    "swapped": {"yes": "one's victim is the other's suspect"},
    "targets": {"shared": "same target", "different": "different targets"},
    "weapons": {"shared": "same weapon", "different": "different weapons"},
    "aggregate": {"one": "one is a toll over several attacks", "both": "both are tolls over several attacks"},
    "suicide": {"one": "only one says suicide attack", "both": "both say suicide attack"},
    "stage": {"one": "only one says it was carried out", "neither": "neither was carried out"},
    "published": {
        "same day": "published the same day",
        "2 days": "published within two days",
        "10 days": "published within days",
        "60 days": "published within weeks",
        "more": "published months apart",
    },
    "words": {
        "none": "no telling word in common",
        "6": "telling words in common",
        "7": "many telling words in common",
        "8": "nearly all telling words in common",
    },
}
"""Feature -> level -> words; a level that is not here (unknown, or nothing special) gives no reason."""
_TOLL: Final = {
    "equal, ten or more": "equal",
    "equal, three or more": "equal",
    "equal, small": "equal",
    "near": "close",
    "compatible": "compatible",
    "near, small": "close",
    "grown with time": "apart, the later one higher",
    "apart": "apart",
    "far apart": "far apart",
}
_MANY: Final = 3


def words_of(feature: str, level: str, first: Profile | None, second: Profile | None) -> str:
    """One level in words; "" where it is no reason for or against."""
    if feature in ("killed", "wounded"):
        return _toll(feature, _TOLL.get(level, ""), first, second)
    words = WORDS.get(feature, {}).get(level, "")
    if not words or first is None or second is None:
        return words
    detail = _detail(feature, first, second)
    return f"{words} ({detail})" if detail else words


def _detail(feature: str, one: Profile, other: Profile) -> str:
    if feature == "date" and one.date and other.date:
        return _both(_days(one.date), _days(other.date))
    if feature == "place" and one.place and other.place:
        return _both(one.place.name, other.place.name)
    if feature == "kinds":
        return _both(", ".join(one.kinds), ", ".join(other.kinds))
    if feature == "place_names":
        return _common(one.places, other.places)
    if feature == "actors":
        return _common(one.perpetrators, other.perpetrators) or _lists(one.perpetrators, other.perpetrators)
    if feature == "victims":
        return _people(one.victims, other.victims)
    if feature == "persons":
        return _people(one.persons, other.persons)
    if feature == "words":
        return _common(one.words, other.words)
    if feature in ("targets", "weapons"):
        ours, theirs = (one.targets, other.targets) if feature == "targets" else (one.weapons, other.weapons)
        return _common(ours, theirs) or _lists(ours, theirs)
    return ""


def _toll(feature: str, how: str, first: Profile | None, second: Profile | None) -> str:
    if not how:
        return ""
    if first is None or second is None:
        return f"numbers {feature} {how}"
    figures = [_figure(p.killed if feature == "killed" else p.wounded) for p in (first, second)]
    return f"{feature} {figures[0]} and {figures[1]} {how}"


def _figure(toll: Toll | None) -> str:
    if toll is None:
        return "?"
    if toll.best is not None:
        return str(toll.best)
    if toll.low is None:
        return f"up to {toll.high}"
    return f"at least {toll.low}" if toll.high is None else f"{toll.low} to {toll.high}"


def _days(span: TimeSpan) -> str:
    return span.earliest if span.earliest == span.latest else f"{span.earliest} to {span.latest}"


def _both(one: str, other: str) -> str:
    return one if one == other else f"{one}; {other}"


def _common(one: tuple[str, ...], other: tuple[str, ...]) -> str:
    return ", ".join([name for name in one if name in other][:_MANY])


def _lists(one: tuple[str, ...], other: tuple[str, ...]) -> str:
    return "; ".join(", ".join(names[:_MANY]) for names in (one, other))


def _people(one: tuple[str, ...], other: tuple[str, ...]) -> str:
    """Who is named by both; of those that only sound alike, both spellings."""
    if shared := _common(one, other):
        return shared
    alike = [f"{a}; {b}" for a in one for b in other if last_name(a) and last_name(a) == last_name(b)]
    fitting = [f"{a}; {b}" for a in one for b in other if f"{a}; {b}" in alike and _fit(a, b)]
    return next(iter([*fitting, *alike]), "") or _lists(one, other)


def _fit(one: str, other: str) -> bool:
    return not first_name(one) or not first_name(other) or first_name(one) == first_name(other)
