"""What is done by saying it: clauses whose own verb is an act of speech ("X condemned ...", "Y called for calm").

Such a verb tells the kind of the statement (CODEBOOK.md, "Statements"), its subject the speaker.
"""

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from histor.read.cues import subject_of, told_speakers
from histor.record.codebook import StatementKind


class Act(NamedTuple):
    """One act of speech in a sentence: its clause [start:end), its kind, and who does it, where that is told."""

    start: int
    end: int
    kind: StatementKind
    speaker: tuple[int, int] | None


_ATTACK = (
    r"(?:the |an? |this |that |\w+['’]s )?(?:\w+ )?(?:attack|bombing|blast|explosion|shooting|killing"
    r"|assault|raid|strike)s?\b"
)
_ALLEGATION = (
    r"(?:the |these |those |such |all |any )?(?:\w+ )?(?:accusation|allegation|claim|charge|report|suggestion)s?\b"
)
_VERBS: Final[tuple[tuple[StatementKind, str], ...]] = (
    (
        "claim_responsibility",
        rf"claim(?:s|ed|ing)(?: \w+){{0,2}} (?:responsibility|credit)\b|claim(?:s|ed|ing) {_ATTACK}"
        r"|(?:takes?|took|taken|accept(?:s|ed)|admitted)(?: \w+)? responsibility\b"
        r"|(?:said|says|claim(?:s|ed)) (?:that )?(?:it|they)(?: (?:was|were|is|are|had|have))*"
        r" (?:behind|responsible|carried out)\b",
    ),
    ("deny_responsibility", rf"den(?:ies|ied|ying)\b|(?:reject|dismiss)(?:e?s|ed|ing) {_ALLEGATION}"),
    ("accuse", r"accus(?:es?|ed|ing)\b(?! of\b)|blam(?:es?|ed|ing)\b(?! (?:for|on)\b)"),
    (
        "condemn",
        r"condemn(?:s|ed|ing)\b|denounc(?:es|ed|ing)\b|deplor(?:es|ed|ing)\b|decri(?:es|ed)\b"
        r"|critici[sz](?:es|ed|ing)\b|express(?:ed|es|ing) (?:\w+ )?(?:outrage|horror|revulsion|abhorrence)\b",
    ),
    (
        "condole",
        r"(?:offer|express|extend|convey)(?:s|ed|ing)(?: [\w'’]+){0,4} (?:condolences?|sympath\w+"
        r"|sorrow|sadness|grief|regrets?)\b"
        r"|sen(?:ds|t|ding)(?: [\w'’]+){0,4} condolences?\b|apologi[sz](?:es|ed|ing)\b|paid tribute\b"
        r"|pays tribute\b",
    ),
    (
        "announce",
        r"(?:launch(?:ed|es)|open(?:ed|s)|beg[au]n|order(?:ed|s)) (?:an? |the )?(?:\w+ ){0,2}"
        r"(?:investigation|inquiry|enquiry|probe|mourning)\b|order(?:ed|s) \w+ days? of\b"
        r"|announc(?:es|ed|ing)\b|declar(?:es|ed|ing)\b|pledg(?:es|ed|ing)\b|promis(?:ed|ing)\b"
        r"|impos(?:es|ed|ing)\b",
    ),
    (
        "threaten",
        r"vow(?:s|ed|ing)\b|threaten(?:s|ed|ing)\b|warn(?:s|ed|ing)\b|(?:swore|pledged|promised)"
        r" (?:revenge|retaliation)\b",
    ),
    (
        "appeal",
        r"appeal(?:s|ed|ing)? (?:to|for)\b|pleaded\b|pleading\b"
        r"|(?:urg(?:es|ed|ing)|call(?:s|ed|ing)? (?:up)?(?:on|for)|ask(?:s|ed"
        r"|ing))\b[^.;]{0,50}?\b(?:calm|restraint|dialogue"
        r"|talks|help|aid|peace|unity|the public|anyone|people|residents|citizens|witness\w*"
        r"|information|truce|cease-?fire)\b"
        r"|(?:is|are) (?:being )?(?:asked|urged) to (?:call|contact|come forward)\b",
    ),
    ("demand", r"demand(?:s|ed|ing)\b|order(?:ed|ing)\b|urg(?:es|ed|ing)\b|call(?:s|ed|ing)? (?:up)?(?:on|for)\b"),
)
"""Verbs that do what a kind of statement is; of two kinds at one place the first holds."""
_ACTS: Final = tuple((kind, re.compile(rf"\b(?:{verbs})")) for kind, verbs in _VERBS)
_NOT = re.compile(
    r"(?:\b(?:not|no one|nobody|none|never|yet to|no (?:\w+ ){1,3}(?:has|have|had))|n['’]t)\b[^,;]{0,25}$",
    re.IGNORECASE,
)
_NO_ACT = re.compile(
    r"\b(?:to|the|an?|of|was|were|been|being|is|are|be|get|got|despite|its|his|her|their|and|or|these|those"
    r"|written|verbal|if|as)\s+$",
    re.IGNORECASE,
)
_BY = re.compile(r"\s+by\b")
_HELPERS = re.compile(
    r"(?:[\s,]*\b(?:has|have|had|also|both|always|later|earlier|further|immediately|quickly|meanwhile|then"
    r"|now|again|again|"
    r"[a-z]+ly|today|yesterday|(?:on |late |early )*(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|on"
    r" [A-Z][a-z]+ \d+|(?:this|last) (?:week|month|year)|"
    r"in (?:a|an|its|his|her) (?:\w+ )?(?:statement|report)))+\s*$"
)
_JOINED = re.compile(r"\b(?:and|but|or)\s*$")
_RELATIVE = re.compile(r",?\s(?:who|which|that)\s*$")
_ASIDE = re.compile(r",\s[^,;:\"“”\n]{3,100},\s*$")
_PLAIN = re.compile(
    r"(?:^|[,;:\"“”\n]\s*|\b(?:that|while|but|after|and)\s)"
    r"(?P<who>(?:(?:[Tt]he|[Aa]n?|[Ss]everal|[Mm]any|[Ss]ome) )?(?:[A-Z]|[a-z]+(?:s|n|r|t"
    r"|l)\b)[\w'’.&-]*(?: [\w'’.&\[\]()-]+){0,8})$"
)
_FIRST = re.compile(
    r"\W*(?P<who>(?!(?:In|On|At|After|As|It|He|She|They|We|I|But|And|Meanwhile|When|While|For|No)\b)[A-Z][\w'’.-]*"
    r"(?: (?!ha[sd]\b|have\b|was\b|were\b|is\b|are\b|\w+ed\b)[\w'’.()&-]+){0,8}?)"
    r",? (?:ha[sd]|have|was|were|is|are|[a-z]+ed|held|sent|told|said|met|spoke|took|gave)\b"
)
"""The subject of a sentence's first verb."""
_SHORT_NAME = re.compile(r"\s\([A-Z][\w-]{1,12}\)")
_NO_NAME = re.compile(
    r"(?:I|we|you|he|she|it|they|this|that|these|those|who|(?:the |an? |its |their |his |her )?(?:statement"
    r"|video|letter|message)s?)\Z|no\b",
    re.IGNORECASE,
)
"""Words that name nobody who speaks: pronouns, papers, "no group"."""
_VERBAL = re.compile(
    r"\b(?:[a-z]{3,}(?:ed|ing)|was|were|is|are|said|says|told|killed|by|on|after|with|he|she|it|they|who)\b"
)
_PAUSE = re.compile(r"[;:\"“”\n]|(?<!\b[A-Za-z])\.(?!\w)|,\s")
_FEWEST, _LONGEST = 3, 25
_REACH = 240
"""Characters before a verb in which its subject stands."""


def acts_of(sentence: str) -> tuple[Act, ...]:
    """The acts of speech of one sentence, in its order; none is told twice."""
    found: list[Act] = []
    for start, verb_end, kind in sorted(_verbs(sentence)):
        if found and start < found[-1].start + 3:
            continue
        speaker = _sayer(sentence, start, sentence[start:verb_end], found)
        found.append(Act(start, _clause_end(sentence, start, verb_end), kind, speaker))
    stops = [act.start for act in found[1:]] + [len(sentence)]
    return tuple(
        act._replace(end=act.start + len(sentence[act.start : min(act.end, stop)].rstrip(" ,")))
        for act, stop in zip(found, stops, strict=False)
    )


def _verbs(sentence: str) -> Iterator[tuple[int, int, StatementKind]]:
    taken: set[int] = set()
    for kind, verbs in _ACTS:
        for match in verbs.finditer(sentence):
            head = sentence[max(match.start() - _REACH, 0) : match.start()]
            asked = match[0].startswith(("is ", "are "))
            joined = head.rstrip().endswith((" and", " or")) and match[0].split()[0].endswith(("ed", "ing"))
            if match.start() in taken or _NOT.search(head) or _BY.match(sentence, match.end()):
                continue
            if _NO_ACT.search(head) and not asked and not joined:
                continue
            taken.add(match.start())
            yield match.start(), match.end(), kind


def _clause_end(sentence: str, start: int, verb_end: int) -> int:
    """Where the clause ends: at a pause, but not before it has said anything; after LONGEST words at the latest."""
    stop = min(len(sentence), verb_end + _REACH)
    for pause in _PAUSE.finditer(sentence, verb_end, stop):
        if len(sentence[start : pause.start()].split()) >= _FEWEST:
            stop = pause.start()
            break
    words = re.match(rf"(?:\s*\S+){{0,{_LONGEST}}}", sentence[start:stop])
    return start + len((words[0] if words else "").rstrip(" .,"))


def _sayer(sentence: str, at: int, verb: str, before: list[Act]) -> tuple[int, int] | None:
    """Who acts: the subject, that of the verb before ("condemned it and demanded"), or of the clause it hangs on."""
    begin = max(at - _REACH, 0)
    head = sentence[begin:at]
    if verb.split()[0].endswith("ing") or _JOINED.search(head):
        return _of_clause(sentence, at, before)
    helpers = _HELPERS.search(head)
    bare = head[: helpers.start()] + " " if helpers else head
    if relative := _RELATIVE.search(bare):
        bare = bare[: relative.start()]
    if subject := subject_of(sentence, begin + len(bare)):
        return None if subject[2] else _named(sentence, subject[0], subject[1])
    if aside := _ASIDE.search(bare):
        bare = bare[: aside.start()]
    plain = _PLAIN.search(bare.rstrip(" ,"))
    if plain and not _VERBAL.search(plain["who"]):
        return _named(sentence, begin + plain.start("who"), begin + plain.end("who"))
    if bare.rstrip().endswith(","):
        return _of_clause(sentence, at, before)
    return None


def _of_clause(sentence: str, at: int, before: list[Act]) -> tuple[int, int] | None:
    """The speaker of the act before in the sentence, else the first who speaks in it, else its first words' subject."""
    if before:
        return before[-1].speaker
    told = told_speakers(sentence)[:1]
    if told and told[0].cue < at:
        return None if told[0].pronoun else _named(sentence, told[0].start, told[0].end)
    first = _FIRST.match(sentence, 0, at)
    return _named(sentence, first.start("who"), first.end("who")) if first else None


def _named(sentence: str, start: int, end: int) -> tuple[int, int] | None:
    if _NO_NAME.match(sentence[start:end]):
        return None
    short = _SHORT_NAME.match(sentence, end)
    return start, short.end() if short else end
