"""An account as merging compares it: names folded, and the telling words around its evidence."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import Final, TypeVar

from histor.assemble.folding import PARTICLES, RARE, commonness, fold, fold_person, weight
from histor.record.article import Article
from histor.record.assertion import Assertion
from histor.record.codebook import TARGET_CLASSES, WEAPON_CLASSES, Part, Slot
from histor.record.profile import Profile
from histor.record.reading import Account

C = TypeVar("C", bound=str)
UNIDENTIFIED: Final = "unidentified"
MAX_NAMES: Final = 8
"""Names of one kind kept for an account; articles that list more are memorials and lists of the dead."""
MAX_WORDS: Final = 30
_NEAR: Final = 100
"""Characters on each side of a piece of evidence that count as near it."""
WORD: Final = re.compile(r"[^\W\d_][^\W_]{2,}|\d{2}[^\W_]*")
_LONGEST: Final = 6
"""Words of a person's name, at most."""
_TELLING: Final = 5.0
"""Weight from which a word alone can be a name: "Gunmen" at the head of a sentence is none."""


def profile_of(article: Article, account: Account, account_id: str) -> Profile:
    """What merging looks at in one account; `account_id` is the account's id in the ledger."""
    place = account.place
    named = [place.name] if place else []
    return Profile(
        account=account_id,
        article=article.id,
        published=article.published,
        publisher=article.publisher,
        foreground=account.foreground,
        aggregate=account.aggregate,
        suicide=account.suicide,
        stage=account.stage,
        kinds=account.kinds,
        date=account.date,
        place=place,
        killed=account.killed,
        wounded=account.wounded,
        perpetrators=_some(_actors(account)),
        persons=_some(_people(account, "perpetrator_person")),
        victims=_some(_people(account, "victim")),
        targets=_classes(account, "target", TARGET_CLASSES),
        weapons=_classes(account, "weapon", WEAPON_CLASSES),
        places=_some(map(fold, [*named, *(str(a.value) for a in account.values("place"))])),
        words=_telling(article, account),
    )


def _classes(account: Account, slot: Slot, every: tuple[C, ...]) -> tuple[C, ...]:
    found = {assertion.value for assertion in account.values(slot)}
    return tuple(name for name in every if name in found)


def _some(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, names)))[:MAX_NAMES]


def _actors(account: Account) -> list[str]:
    said = [a for a in account.values("perpetrator") if a.status != "denied"]
    return [name for a in said if (name := fold(str(a.value)).removeprefix("the ")) != UNIDENTIFIED]


def _people(account: Account, slot: Slot) -> list[str]:
    """Names of people; descriptions ("two gunmen", "a 17-year-old") are none."""
    return [fold_person(str(a.value)) for a in account.values(slot) if a.status != "denied" and _is_name(a)]


def _is_name(assertion: Assertion) -> bool:
    """Whether the value is a name: some words, none of which begins small but particles ("bin", "al-")."""
    words = assertion.value.split() if isinstance(assertion.value, str) else []
    if len(words) == 1:
        return not words[0][0].islower() and weight(fold(words[0])) >= _TELLING
    return 1 < len(words) <= _LONGEST and all(map(_may_be_of_name, words))


def _may_be_of_name(word: str) -> bool:
    return not word[0].islower() or fold(word[:4].split("-")[0]) in PARTICLES


def _telling(article: Article, account: Account) -> tuple[str, ...]:
    """The most telling words near the account's evidence: rare ones, those that the article repeats
    there and names (with a capital, which counts twice) first. The publisher's own name is none."""
    seen: Counter[str] = Counter()
    for part in ("title", "text"):
        text = article.part(part)
        for start, end in _windows(account, part, text):
            seen.update(WORD.findall(text, start, end))
    own = fold(article.publisher or "").split()
    told: dict[str, float] = defaultdict(float)
    for word, times in seen.items():
        if (folded := fold(word)) and folded not in own:
            told[folded] += times * (2 if word[0].isupper() else 1)
    common = commonness()
    ranked = sorted((-common.get(word, RARE) * (1 + math.log(times)), word) for word, times in told.items())
    return tuple(word for _, word in ranked[:MAX_WORDS])


def _windows(account: Account, part: Part, text: str) -> list[tuple[int, int]]:
    """Stretches of a part near evidence, joined where they meet."""
    every = [*account.mentions, *(assertion.evidence for assertion in account.assertions)]
    found = sorted((e.start, e.end) for e in every if e.part == part)
    if part == "title" and account.foreground and text:
        return [(0, len(text))]
    joined: list[tuple[int, int]] = []
    for start, end in found:
        start, end = text.find(" ", max(0, start - _NEAR), start) + 1 or start, text.find(" ", end + _NEAR)
        end = end if end >= 0 else len(text)
        if joined and start <= joined[-1][1]:
            start, end = joined[-1][0], max(end, joined.pop()[1])
        joined.append((start, end))
    return joined
