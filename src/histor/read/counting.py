"""Counts of people: the marked words grown to the whole counted phrase, read by the codebook's number rules."""

import re
from dataclasses import replace
from functools import lru_cache, partial

from histor.read.draft import Draft, Mark, Tools
from histor.read.how_many.quantities import Count, find_counts, group_of, quantity
from histor.read.labels import GROUP_LABELS
from histor.record.evidence import Evidence

COUNTS = ("killed", "wounded", "kidnapped", "captured")
_APART = re.compile(r"[,;:()\"“”]")
_DEATH = re.compile(
    r"\b(?:kill|dead|death|die[ds]?\b|dying|slain|murder|bodies|body|fatal|lost (?:his|her|their) li|perish"
    r"|shot dead)\w*",
    re.IGNORECASE,
)
_HURT = re.compile(r"\b(?:wound|injur|hurt|maim|hospitali[sz]ed|burns?\b)\w*", re.IGNORECASE)
_OTHER_DEED = re.compile(
    r"\b(?:remain|remains|remained|trapped|displaced|fled|casualties|missing|arrested|detained)\b", re.IGNORECASE
)
_SECOND_DEED = re.compile(
    r"\band (?!(?:wounded|injured|killed|unarmed|armed|displaced|retired|hundred)\b)(?:\w+ly )?[a-z]+ed\b"
)
"""A second verb: "killed 30 fighters and destroyed three vehicles" counts no vehicles."""
_AGE = re.compile(r"[- ](?:year|month|week|day)s?[- ]olds?\b", re.IGNORECASE)
"""What makes the figure before it an age: "the 23-year-old" is one person."""
_COUNTED = re.compile(
    r"\d|\b(?:an?|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|his|her|their|the|another|several|dozens?"
    r"|scores|hundreds?|[A-Z]\w+)\b"
)
_TELLS = re.compile(
    r"^(?:\W|\b(?:others?|more|people|persons?|civilians?|were|was|had|have|has|been|are|is|being|also|reported(?:ly)?|left"
    r"|seriously|critically|slightly|badly|confirmed|severely|gravely|feared|believed|to|be)\b)*$"
)
"""What may stand between a count and the word of harm after it, for the word to belong to the count."""
_DEADLY = re.compile(
    r"\b(?:kill|dead|death|die[ds]?\b|dying|slain|slay|murder|bodies|body|corpse|fatal|li(?:fe|ves)\b|perish|execut"
    r"|assassinat|massacr|behead|hang(?:ed|ing)|lynch|toll|casualt|gunned down|shot down|martyr|lost|slaughter|strangl"
    r"|drown|succumb|buried|funeral|homicide|manslaughter|victims?\b|fell\b|fallen|burn(?:ed|t) alive|claim|eliminat"
    r"|decease|gass|blown|blew)\w*",
    re.IGNORECASE,
)
_HARMFUL = re.compile(
    r"\b(?:wound|injur|hurt|maim|hospital|burn|critical|serious|shot|shooting|stab|struck|hit|treat|suffer|sustain|surger"
    r"|harm|unharmed|trauma|bruis|fractur|casualt|beat|los[et]|amputat|bullet|victim|scratch|br[eo]ak|broke|condition|attack"
    r"|sick|symptom|graz|assault|tortur|suffoc|asphyx|chok|bleed|rape|mutilat|affect|poison|blow)\w*",
    re.IGNORECASE,
)
"""Words of which the sentence of a count of dead or wounded holds one: 982 of 993 counts of the gold's killed do."""
_OTHER_BEFORE = re.compile(
    r"\b(?:kidnapp|abduct|seiz|captur|arrest|detain|displac|evacuat|rescu|free|releas|abscond)\w*\s+(?:\w+\s+)?$",
    re.IGNORECASE,
)
_OTHER_AFTER = re.compile(
    r"\s*(?:\w+\s+){0,3}?(?:were|was|are|is|been|remain\w*)\s+(?:(?:still|also|now|reported(?:ly)?|being)\s+)*"
    r"(?:missing|unaccounted|arrested|detained|displaced|evacuated|abducted|kidnapped|taken|trapped|treated|rescued|freed"
    r"|released|in hospital|in custody)\b",
    re.IGNORECASE,
)
"""Deeds told of a count right before or after it, by which it counts no dead ("42 people were missing")."""
_PRESENT = re.compile(
    r"\b(?<!who )(?<!that )(?<!who had )(?<!that had )(?:attended|gathered|took part|were (?:attending|present))\b",
    re.IGNORECASE,
)
"""Told of the counted right away, it counts who was there: "over a hundred people attended the party"."""
_TREATED = re.compile(r"\b(?:treated|in hospital|taken to)\b", re.IGNORECASE)
NEXT_WORDS = 15
"""Characters after a count in which its own verb stands."""
REACH = 40
"""Characters around a count in which the word of harm that belongs to it stands."""
NUMBERLESS = frozenset({"one", "plural"})
"""Rules that read a count from a bare noun or verb of harm; a number close by tells more."""
_SHARE_OF = re.compile(r"\b[\w-]+ of\s+$")
CLOSE = 14
"""Characters at most between a marked word of harm and its number ("killed some time later 3" is out)."""


def count_values(draft: Draft, tools: Tools) -> None:
    """Read each count, and whom it counts."""
    taken: list[tuple[str, Evidence]] = []
    marks = draft.tagged(*COUNTS)
    for mark in marks:
        mark.evidence = _whole_phrase(draft, mark)
    for mark in sorted(marks, key=lambda mark: (-round(mark.score, 1), -len(mark.evidence.quote))):
        _name_harm(draft, mark)
        count = _count(mark.evidence.quote)
        repeated = any(tag == mark.tag and words.overlaps(mark.evidence) for tag, words in taken)
        mark.readable = count is not None and not repeated and _tells_harm(draft, mark)
        taken.append((mark.tag, mark.evidence))
        if count:
            mark.value, mark.best = count.quantity, count.best
            mark.why.append(f"rule {count.rule}")
            mark.group = group_of(mark.evidence.quote) or GROUP_LABELS[int(mark.labels["group"].argmax())]


def glean_parts(draft: Draft, tools: Tools) -> None:
    """The children and women told of among the counted are a further count ("23 people, including eight children").

    The coders of the gold give three in four of them; of other groups told so, half.
    """
    for incident in draft.incidents:
        for whole in incident.of("killed", "wounded"):
            part = _part_of(draft, whole)
            if part and not any(
                part.evidence.overlaps(mark.evidence) for mark in incident.of(whole.tag) if mark is not whole
            ):
                incident.marks.append(part)


def _part_of(draft: Draft, whole: Mark) -> Mark | None:
    _, end = draft.sentence_bounds(whole.evidence)
    words = draft.article.part(whole.evidence.part)
    cue = _INCLUDING.search(words, whole.evidence.start, min(end, whole.evidence.end + BESIDE))
    counts = _counts_in(words[cue.end() : end]) if cue else ()
    if not cue or not counts or counts[0].start > NEXT:
        return None
    start, stop = cue.end() + counts[0].start, cue.end() + counts[0].end
    group = group_of(words[start:stop])
    if group not in ("child", "woman") or counts[0].quantity == whole.value:
        return None
    why = [f"rule {counts[0].rule}, a part told after {cue[0]!r}"]
    evidence = draft.article.quote(whole.evidence.part, start, stop)
    return replace(whole, evidence=evidence, value=counts[0].quantity, best=counts[0].best, group=group, why=why)


_INCLUDING = re.compile(r"\b(?:including|among them|amongst them)\b", re.IGNORECASE)
BESIDE = 25
"""Characters after a count in which the word stands that begins a part of it."""
NEXT = 4
"""Characters between that word and the part's own count."""


def _tells_harm(draft: Draft, mark: Mark) -> bool:
    """Whether the sentence of a count of dead or wounded tells that harm, and no other deed of the counted."""
    if mark.tag not in ("killed", "wounded"):
        return True
    begin, end = draft.sentence_bounds(mark.evidence)
    words = draft.article.part(mark.evidence.part)
    harm = _DEADLY if mark.tag == "killed" else _HARMFUL
    if not harm.search(words, begin, end):
        return False
    before = words[max(begin, mark.evidence.start - REACH) : mark.evidence.start]
    after = words[mark.evidence.end : min(end, mark.evidence.end + REACH)]
    own = _DEATH if mark.tag == "killed" else _HURT
    if own.search(mark.evidence.quote) or (mark.tag == "wounded" and _TREATED.search(after)):
        return True
    present = _PRESENT.search(mark.evidence.quote + after[:NEXT_WORDS])
    return not (present or _OTHER_BEFORE.search(before) or _OTHER_AFTER.match(after))


def drop_bare_counts(draft: Draft, tools: Tools) -> None:
    """Leave out "dead" or "the injured" as counts of one where the incident has a figure for them."""
    for incident in draft.incidents:
        for slot in ("killed", "wounded"):
            marks = incident.of(slot)
            bare = [m for m in marks if _BARE.intersection(m.why) and not _PERSON.search(m.evidence.quote)]
            if len(bare) < len(marks):
                incident.marks = [mark for mark in incident.marks if not any(mark is other for other in bare)]


_PERSON = re.compile(r"\b(?i:an?|the|his|her|two|three|who|whom)\s+\w|[A-Z]\w+ [A-Z]")
_BARE = frozenset(f"rule {rule}" for rule in NUMBERLESS)


def _count(words: str) -> Count | None:
    """The phrase's count.

    Figures joined across another deed ("8,000 remain trapped and 149 people died") are not summed, nor is a figure
    with what only begins another phrase ("killed 20 people and civilian").
    """
    whole = _AMONG.search(words)
    count = (quantity(words[whole.end() :]) if whole else None) or quantity(words)
    if count is None or count.rule != "sum":
        return count
    deeds = list(_OTHER_DEED.finditer(words))
    if deeds:
        return quantity(words[deeds[-1].end() :]) or count
    if deed := _SECOND_DEED.search(words):
        return quantity(words[: deed.start()]) or count
    before, _, after = words.rpartition(" and ")
    return count if _COUNTED.search(after) else quantity(before) or count


_AMONG = re.compile(r"\b(?:was|were) among (?=(?:the |at least |some )?\w+ \w+)", re.IGNORECASE)
"""What makes the figure after it the whole, the one before a part ("four children were among eight killed")."""


@lru_cache(maxsize=64)
def _counts_in(sentence: str) -> tuple[Count, ...]:
    """A sentence's counts, found once for all its marks."""
    return tuple(find_counts(sentence))


def _whole_phrase(draft: Draft, mark: Mark) -> Evidence:
    """The mark, grown to the counts of its sentence that it touches, or to the nearest one close by."""
    begin, end = draft.sentence_bounds(mark.evidence)
    words = draft.article.part(mark.evidence.part)[begin:end]
    start, stop = mark.evidence.start - begin, mark.evidence.end - begin
    gap = partial(_gap, start, stop)
    counts = sorted(_counts_in(words), key=gap)
    touched = [count for count in counts if gap(count) < 0]
    if (share := _SHARE_OF.search(words, max(start - REACH, 0), start)) and quantity(share[0]):
        start = share.start()
        return draft.article.quote(mark.evidence.part, begin + start, mark.evidence.end)
    own = quantity(mark.evidence.quote)
    if not touched and (own is None or own.rule in NUMBERLESS):
        touched = [c for c in counts[:1] if gap(c) <= CLOSE and not _APART.search(_between(words, start, stop, c))]
    for count in touched[:1]:
        start, stop = min(start, count.start), max(stop, count.end)
    if age := _AGE.match(words, stop):
        stop = age.end()
    if deed := _SECOND_DEED.search(words, start, stop):
        stop = start + len(words[start : deed.start()].rstrip())
    return draft.article.quote(mark.evidence.part, begin + start, begin + min(stop, end - begin))


def _name_harm(draft: Draft, mark: Mark) -> None:
    """Make a mark of deaths one of wounds, or the other way round, where the word of harm beside it says so."""
    if mark.tag not in ("killed", "wounded"):
        return
    dead, hurt = _DEATH.search(mark.evidence.quote), _HURT.search(mark.evidence.quote)
    if bool(dead) != bool(hurt):
        mark.tag = "killed" if dead else "wounded"
    if dead or hurt:
        return
    begin, end = draft.sentence_bounds(mark.evidence)
    words = draft.article.part(mark.evidence.part)
    after = words[mark.evidence.end : min(end, mark.evidence.end + REACH)]
    before = words[max(begin, mark.evidence.start - REACH) : mark.evidence.start]
    told = _first_harm(after) or _last_harm(before)
    if told and told != mark.tag:
        mark.tag = told
        mark.why.append("rule the word of harm beside it")


def _first_harm(words: str) -> str | None:
    """The harm told right after a count ("were also wounded"), if nothing but helping words stands between."""
    for tag, cue in (("killed", _DEATH), ("wounded", _HURT)):
        match = cue.search(words)
        if match and _TELLS.match(words[: match.start()]):
            return tag
    return None


def _last_harm(words: str) -> str | None:
    """The last harm told before a count, if no comma or full stop stands between."""
    found = [
        (match.end(), tag) for tag, cue in (("killed", _DEATH), ("wounded", _HURT)) for match in cue.finditer(words)
    ]
    if not found:
        return None
    end, tag = max(found)
    return None if _APART.search(words, end) else tag


def _gap(start: int, stop: int, count: Count) -> int:
    """Characters between [start:stop] and a count; negative where they overlap."""
    return max(count.start - stop, start - count.end)


def _between(words: str, start: int, stop: int, count: Count) -> str:
    return words[stop : count.start] if count.start >= stop else words[count.end : start]
