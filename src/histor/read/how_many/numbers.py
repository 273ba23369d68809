"""Numbers in English, in digits and in words, with the words that bound them (CODEBOOK.md, Numbers)."""

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple


class Word(NamedTuple):
    """A word, number or mark at text[start:end]; `lower` is its lower-case form without a possessive."""

    lower: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Amount:
    """How many, over words[first:last]: bounds as the codebook sets them, the printed number, the rule's name."""

    low: int | None
    high: int | None
    best: int | None
    approx: bool
    rule: str
    first: int
    last: int


_WORD: Final = re.compile(
    r"[0-9]{1,3}(?:,[0-9]{3})+(?![0-9])|[0-9]+(?:\.[0-9]+)?|[^\W\d_]+(?:['’][^\W\d_]+)?|[-–—,;:()$€£#%./!?\n]"
)
_UNCOUNTED_AFTER: Final = re.compile(
    r"""(?:st|nd|rd|th)\b|[ -]?(?:%|percent\b|per\ cent\b|percentage|k?ms?\b|kilomet|miles?\b|met(?:er|re)s?\b|mm\b|cm\b
      |kgs?\b|kilos?\b|kilogram|grams?\b|ton(?:ne)?s?\b|lbs?\b|hours?\b|hrs?\b|minutes?\b|mins?\b|seconds?\b|days?\b|weeks?\b
      |months?\b|years?\b|yrs?\b|y/?o\b|y\.o\.|decades?\b|centur|nights?\b|[ap]\.?\ ?m\b|o['’]clock|degrees?\b
      |dollars?\b|euros?\b|rupees?\b|naira\b|yuan\b|acres?\b|hectares?\b|feet\b|foot\b|inch|times\b|rounds?\b|bullets?\b
      |points?\b|GMT\b|(?:January|February|March|April|May|June|July|August|September|October|November|December)\b)
      |[:.][0-9]|/[0-9]|[A-Za-z]""",
    re.VERBOSE,
)
_UNCOUNTED_BEFORE: Final = re.compile(
    r"""(?:[$€£#]\ ?|\b(?:No\.?|no)\ |[A-Za-z][-.–]|[0-9][:./]
      |\b(?:aged?|ages(?:\ of)?)\ [0-9]{1,2}(?:,|\ and|\ or|\ to)[ ]
      |\b(?:father|mother|parent|dad|mum|mom)[ -]of[ -]|\b(?:aged?|ages|between\ the\ ages\ of)[ ]
      |\b(?:highway|route|article|section|chapter|resolution|flight|channel|page|grade|room|interstate|us\$|rs\.?)\ ?
      |\b(?:Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\.?\ )\Z""",
    re.VERBOSE | re.IGNORECASE,
)
_UNCOUNTED_KINDS: Final = re.compile(
    r"\s+(?:of\s+(?:his|her|their)\s+)?(?:times|wounds|gunshot|gun|bullets?|injuries|bruises|occasions|burns|fractures|legs|arms"
    r"|hands|eyes|feet|sides|hours|days|weeks|months|years|reports|attacks|explosions|blasts|rockets|shots|houses"
    r"|buildings|vehicles|cars)\b"
)
_YEAR_BEFORE: Final = re.compile(
    r"\b(?:in|since|of|from|during|until|by|to|and|early|late|mid|the|between)[ -]\Z|[0-9], ?\Z", re.I
)
_AGE_BEFORE: Final = re.compile(r"[A-Z][\w'’-]+,? ?[,(] ?\Z")
_AGE_AFTER: Final = re.compile(r"\s*(?:[,;).]|\Z| and\b)")
_PEOPLE_AFTER: Final = re.compile(r"\s+[a-z]")


@cache
def table() -> dict[str, Any]:
    """words/numbers.json, its bounds keyed by their words."""
    raw: dict[str, Any] = json.loads((files("histor.read") / "words" / "numbers.json").read_text("utf-8"))
    for side in ("bounds", "bounds_after"):
        raw[side] = {tuple(phrase.split()): kind for kind, phrases in raw[side].items() for phrase in phrases}
    return raw


@cache
def _openers() -> frozenset[str]:
    """The words a number can begin with, besides digits."""
    t = table()
    kinds = ("units", "tens", "plural_scales", "several", "fixed")
    named = {word for kind in kinds for word in t[kind]}
    return frozenset(named | {"a", "an", "half", "quarter", "some", "between", "from", "dozen", "hundred"})


def split_words(text: str) -> list[Word]:
    """The words, numbers and marks of a text, in order."""
    words = []
    for match in _WORD.finditer(text):
        token = match.group()
        lower = token.lower().replace("’", "'").removesuffix("'s")
        words.append(Word(lower, token, match.start(), match.end()))
    return words


def find_amounts(text: str, words: list[Word]) -> list[Amount]:
    """Every number that can count people, with its bounds; ages, dates, money and measures are left out."""
    amounts: list[Amount] = []
    i, openers = 0, _openers()
    while i < len(words):
        word = words[i]
        if word.lower not in openers and not word.text[0].isdecimal():
            i += 1
            continue
        amount = _range(text, words, i) or _loose(text, words, i) or _plain(text, words, i)
        if amount is None:
            i += 1
            continue
        amounts.append(_bounded(words, amount))
        i = max(amounts[-1].last, i + 1)
    return amounts


def read_number(words: list[Word], i: int) -> tuple[int, int] | None:
    """The number that starts at words[i] ("twenty-three", "1.5 million", "a hundred and five") and where it ends."""
    t = table()
    if words[i].lower == "half" and [w.lower for w in words[i + 1 : i + 2]] in (["a"], ["an"]):
        scale = t["scales"].get(words[i + 2].lower) if i + 2 < len(words) else None
        return (scale // 2, i + 3) if scale else None
    if [w.lower for w in words[i : i + 3]] == ["quarter", "of", "a"] and i + 3 < len(words):
        scale = t["scales"].get(words[i + 3].lower)
        return (scale // 4, i + 4) if scale else None
    if words[i].lower == "dozen":
        return 12, i + 1
    if words[i].lower in ("a", "an"):
        follows = i + 1 < len(words) and words[i + 1].lower in t["scales"]
        return _spelled(words, i + 1, 1) if follows else None
    if words[i].text[0].isdecimal():
        return _digits(words, i)
    return _spelled(words, i, 0)


def _digits(words: list[Word], i: int) -> tuple[int, int] | None:
    plain = words[i].text.replace(",", "")
    scale = table()["scales"].get(words[i + 1].lower) if i + 1 < len(words) else None
    if len(plain) > 12 or ("." in plain and scale is None):
        return None
    return (round(float(plain) * scale), i + 2) if scale else (int(plain), i + 1)


def _spelled(words: list[Word], i: int, current: int) -> tuple[int, int] | None:
    """Number words from words[i] on; `current` is 1 after an article ("a hundred")."""
    t, total, end = table(), 0, i
    room = 100  # what may be added still: below 100 at first and after "hundred", below 10 after "twenty", then nothing
    while end < len(words):
        word = words[end].lower
        value, scale = _small(word), t["scales"].get(word)
        if value and value < room:
            current, room = current + value, 10 if value >= 20 else 1
        elif scale and scale <= 100 and current:
            current, room = current * scale, 100
        elif scale and current:
            total, current, room = total + current * scale, 0, 100
        elif not (end > i and _joins(words, end)):
            break
        end += 1
    return (total + current, end) if total + current else None


def _small(word: str) -> int:
    """The value of "one" to "ninety", else 0."""
    t = table()
    return int(t["units"].get(word) or t["tens"].get(word) or 0)


def _joins(words: list[Word], i: int) -> bool:
    """Whether words[i] stands inside a number: "hundred and five", "twenty-three"."""
    if i + 1 >= len(words) or not _small(words[i + 1].lower):
        return False
    before = words[i - 1].lower
    if words[i].text == "-":
        return before in table()["tens"] and _small(words[i + 1].lower) < 10
    return words[i].lower == "and" and before in table()["scales"] and before != "dozen"


def _plain(text: str, words: list[Word], i: int) -> Amount | None:
    read = read_number(words, i)
    if read is None or not _counts(text, words, i, *read):
        return None
    value, last = read
    return Amount(value, value, value, False, "exact", i, last)


def _counts(text: str, words: list[Word], i: int, value: int, last: int) -> bool:
    start, end = words[i].start, words[last - 1].end
    before, after = text[max(0, start - 24) : start], text[end : end + 16]
    if _UNCOUNTED_AFTER.match(after) or _UNCOUNTED_BEFORE.search(before):
        return False
    if not words[i].text[0].isdecimal():
        return True
    if last == i + 1 and len(words[i].text) == 4 and 1900 <= value < 2100:
        return not _YEAR_BEFORE.search(before) and bool(_PEOPLE_AFTER.match(after) or before)
    return not (value < 100 and _AGE_BEFORE.search(before) and _AGE_AFTER.match(after))


def _range(text: str, words: list[Word], i: int) -> Amount | None:
    """ "10 to 15", "10-15", "12 or 13", "between 10 and 15"."""
    between = words[i].lower in ("between", "from") and i + 1 < len(words)
    first = i + 1 if between else i
    low = read_number(words, first)
    if low is None or low[1] + 1 >= len(words):
        return None
    joint = words[low[1]].lower
    joints = ("and", "to") if between else ("to", "or", "-", "–", "—")
    high = read_number(words, low[1] + 1) if joint in joints else None
    if high is None or not _counts(text, words, first, high[0], high[1]):
        return None
    bottom, top = low[0], high[0]
    scale = top // bottom if bottom and top > bottom else 1
    if words[high[1] - 1].lower in table()["scales"] and words[low[1] - 1].lower not in table()["scales"]:
        scale = table()["scales"][words[high[1] - 1].lower]  # "1-2 million"
        bottom = bottom * scale if bottom * scale <= top else bottom
    if bottom >= top or (joint in "-–—" and words[low[1]].start != words[low[1] - 1].end and joint != "-"):
        return None
    return Amount(bottom, top, None, False, "range", i, high[1])


def _loose(text: str, words: list[Word], i: int) -> Amount | None:
    amount = _vague(words, i)
    return None if amount is None or _UNCOUNTED_KINDS.match(text, words[amount.last - 1].end) else amount


def _vague(words: list[Word], i: int) -> Amount | None:
    """ "dozens", "tens of thousands", "several hundred", "a number of", "a couple"."""
    t, word = table(), words[i].lower
    after = [w.lower for w in words[i + 1 : i + 3]]
    if word in t["plural_scales"] or (word == "hundred" and after[:1] == ["of"]):
        scale = t["plural_scales"].get(word, 100)
        if len(after) == 2 and after[0] == "of" and after[1] in t["plural_scales"]:
            return _at_least(2 * scale * t["plural_scales"][after[1]], "vague", i, i + 3)
        return _at_least(2 * scale, "vague", i, i + 1)
    if word in t["several"]:
        if word == "number" and after[:1] != ["of"]:
            return None
        scale = t["scales"].get(after[0], 1) if after else 1
        return _at_least(2 * scale, "several", i, i + 1 + (scale > 1))
    if word == "some" and (not after or not _is_number(words, i + 1)):
        return _at_least(2, "several", i, i + 1)
    if word in t["fixed"]:
        return Amount(t["fixed"][word], t["fixed"][word], t["fixed"][word], False, "exact", i, i + 1)
    return None


def _is_number(words: list[Word], i: int) -> bool:
    return read_number(words, i) is not None or words[i].lower in table()["plural_scales"]


def _at_least(low: int, rule: str, first: int, last: int) -> Amount:
    return Amount(low, None, None, False, rule, first, last)


_LONGEST_BOUND: Final = 5


def _bounded(words: list[Word], amount: Amount) -> Amount:
    """The amount with the bounds printed before it ("at least", "another 40 or more") and after it."""
    t, first = table(), amount.first
    while first > 0 and words[first - 1].lower in t["transparent"] and amount.first - first < 3:
        first -= 1
    for at in range(first, amount.first + 1):
        lowers = [word.lower for word in words[max(0, at - _LONGEST_BOUND) : at]]
        for begin in range(len(lowers)):
            kind = t["bounds"].get(tuple(lowers[begin:]))
            if kind:
                return _bound(amount, kind, at - len(lowers) + begin, amount.last)
    at = amount.last + (amount.last < len(words) and words[amount.last].text == "-")
    for reach in range(at, min(at + 4, len(words))):
        pair = tuple(word.lower for word in words[reach : reach + 2])
        kind = t["bounds_after"].get(pair) or t["bounds_after"].get(pair[:1])
        if kind:
            length = 2 if pair in t["bounds_after"] else 1
            return _bound(amount, kind, amount.first, reach + length if reach == at else amount.last)
        if words[reach].text in ",.;:(":
            break
    return amount


def _bound(amount: Amount, kind: str, first: int, last: int) -> Amount:
    n = amount.best
    if n is None:  # "about 10 to 15", "at least dozens"
        approx = amount.approx or (kind in ("about", "nearly") and amount.high is not None)
        return Amount(amount.low, amount.high, None, approx, amount.rule, first, last)
    low, high, best = {
        "floor": (n, None, n),
        "over": (n + 1, None, n + 1),
        "ceiling": (None, n, n),
        "below": (None, max(n - 1, 0), None),
        "nearly": (n * 9 // 10, n, n),
        "about": (n, n, n),
    }[kind]
    return Amount(low, high, best, kind in ("nearly", "about"), kind, first, last)
