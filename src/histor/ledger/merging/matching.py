"""An article read again: which of its accounts are those known before, so that what persons said stays with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from histor.record.evidence import Evidence
from histor.record.reading import Account

LEAST: Final = 2.0
"""Points for which two accounts are held to be one: shared evidence with nothing against it, or the same day, place
and kind."""


@dataclass(frozen=True, slots=True)
class Told:
    """An account as one reading tells it; `text` is the fingerprint of the text in which its offsets count."""

    text: str
    account: Account


def match(known: Mapping[int, Told], found: Iterable[Told]) -> dict[str, int]:
    """For each account found that was known before: its id in the new reading, and its profile.

    The likeliest pairs are matched first, of equal ones the lower profile; each account is matched once.
    """
    ranked = sorted(
        (-points, profile, told.account.id)
        for told in found
        for profile, before in known.items()
        if (points := likeness(before, told)) >= LEAST
    )
    matched: dict[str, int] = {}
    for _, profile, account in ranked:
        if account not in matched and profile not in matched.values():
            matched[account] = profile
    return matched


def likeness(before: Told, after: Told) -> float:
    """Points for what two tellings share: evidence counts up to 3, day, place and kind 1 each and -1 against."""
    one, other = before.account, after.account
    points = 3 * _shared_evidence(before, after)
    if one.date and other.date:
        points += 1 if one.date.overlaps(other.date) else -1
    if one.place and other.place:
        points += 1 if one.place.name.casefold() == other.place.name.casefold() else -1
    points += 0 if set(one.kinds).isdisjoint(other.kinds) else 1
    # Among several such, in a list of attacks, the one that was told in the same place of the list.
    return points + 0.1 * (one.id == other.id) + 0.2 * (one.kinds[0] == other.kinds[0])


def _shared_evidence(before: Told, after: Told) -> float:
    """The part of the new telling's evidence, by letters, that the old one had too: in one text by offsets, else by its
    words. A figure that both print is little of either."""
    old, new = _evidence(before.account), _evidence(after.account)
    if before.text == after.text:
        shared = [quote for quote in new if any(quote.overlaps(other) for other in old)]
    else:
        words = {quote.quote.casefold() for quote in old}
        shared = [quote for quote in new if quote.quote.casefold() in words]
    return sum(len(quote.quote) for quote in shared) / (sum(len(quote.quote) for quote in new) or 1)


def _evidence(account: Account) -> list[Evidence]:
    return [*account.mentions, *(assertion.evidence for assertion in account.assertions)]
