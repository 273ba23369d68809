"""Who says it: the chain of speakers of each value and statement, outermost first (CODEBOOK.md, said_by)."""

import re
from bisect import bisect_right

from histor.read.counting import COUNTS
from histor.read.cues import names_speaker, speaker_of, told_speakers
from histor.read.draft import Draft, Mark, Tools
from histor.record.evidence import Speaker

SAYS = 0.4
"""Least chance at which a marked speaker says a value; tuned on gold/dev."""
OWN = ("claimed", "denied")
"""Strengths of an attribution that the perpetrator itself tells."""
FAR = 1000
"""Characters around a value in which its speaker stands: a page without a full stop is no sentence."""
ANTECEDENT = 4
"""Sentences back in which the one meant by "he said" is named; by gold/train's own codings."""
_OUTLET = re.compile(
    r"\b(?:news|newspapers?|agency|agencies|press|tv|television|radio|media|times|post|broadcaster|channel|daily|tribune|"
    r"website|journal|gazette|herald|magazine|correspondents?|network|twitter|telegram|facebook)\b"
    r"|^(?:the )?(?:afp|ap|reuters|cnn|bbc|sana|tass|interfax|xinhua|dpa|efe|anadolu|upi|rferl|npr|nbc|abc|cbs|fox|pti"
    r"|ani)\b"
    r"|\bal[- ](?:jazeera|arabiya|mayadeen|manar|arabiyah)\b",
    re.IGNORECASE,
)
"""Words and names of news outlets: of two speakers the outlet is the outer one ("AFP", "a local activist")."""
_BARE_REPORT = re.compile(r"^(?:reported|reportedly|reports)$", re.IGNORECASE)


def speaks_of(draft: Draft, tools: Tools) -> None:
    """Give every value its speaker chain."""
    index = {id(mark): number for number, mark in enumerate(draft.marks)}
    speakers = marked_speakers(draft)
    for mark in draft.marks:
        if mark.tag not in ("speaker", "mention", "statement"):
            mark.said_by = chain(draft, mark, speakers, index)


def marked_speakers(draft: Draft) -> list[Mark]:
    """The marks of speakers that name somebody."""
    return [mark for mark in draft.tagged("speaker") if names_speaker(mark.evidence.quote)]


def chain(draft: Draft, mark: Mark, speakers: list[Mark], index: dict[int, int]) -> tuple[Speaker, ...]:
    """Who says one mark, outermost first: the outlet quoted, if any, and the one speaker within.

    The speaker is the likeliest that the model links; in the words of the cue where they touch, and by the cue alone
    where the model finds none. Of 1,300 chains of the gold 71 have a second hop.
    """
    likely = _likely(draft, mark, speakers, index)
    cued = told(draft, mark)
    outlets = [speaker for speaker in likely if _OUTLET.search(speaker.evidence.quote)]
    inner = [speaker for speaker in likely if speaker not in outlets][:1] or outlets[:1]
    if not inner:
        return cued
    said: tuple[Speaker, ...] = (Speaker(inner[0].evidence),)
    if cued and any(cued[0].evidence.overlaps(speaker.evidence) for speaker in likely):
        said = cued
    outer = [Speaker(outlet.evidence) for outlet in outlets[:1] if not outlet.evidence.overlaps(said[0].evidence)]
    return (*outer, *said)


def _likely(draft: Draft, mark: Mark, speakers: list[Mark], index: dict[int, int]) -> list[Mark]:
    """The marked speakers that the model links to a mark, the likeliest first, each wording once."""
    said = [
        (float(draft.says[index[id(mark)], index[id(speaker)]]), speaker)
        for speaker in speakers
        if speaker.evidence != mark.evidence
    ]
    rows = sorted((row for row in said if row[0] >= SAYS), key=lambda row: (-row[0], row[1].spot.first))
    if rows:
        mark.why.append(f"speaker {rows[0][0]:.2f}")
    named = [speaker for _, speaker in rows if not _BARE_REPORT.match(speaker.evidence.quote)]
    distinct: dict[str, Mark] = {}
    for speaker in named or [speaker for _, speaker in rows]:
        distinct.setdefault(speaker.spot.words, speaker)
    return list(distinct.values())


def told(draft: Draft, mark: Mark) -> tuple[Speaker, ...]:
    """The speaker that a cue names, where the model found none."""
    evidence = mark.evidence
    begin, end = draft.sentence_bounds(evidence)
    begin, end = max(begin, evidence.start - FAR), min(end, evidence.end + FAR)
    sentence = draft.article.part(evidence.part)[begin:end]
    own = mark.status in OWN or mark.tag == "statement"
    found = speaker_of(sentence, evidence.start - begin, evidence.end - begin, own)
    if found and mark.tag in COUNTS and _TAKEN_AS_KNOWN.match(sentence, found.cue):
        return ()
    if found:
        span = (begin + found.start, begin + found.end)
        if found.pronoun:
            span = _antecedent(draft, begin + found.start) or span
        mark.why.append("speaker by cue")
        return (Speaker(draft.article.quote(evidence.part, *span)),)
    passive = _PASSIVE.search(sentence)
    if passive is None or mark.tag not in COUNTS:
        return ()
    mark.why.append("speaker: passive, nobody named")
    words = "cue" if passive["cue"] else "adverb"
    return (Speaker(draft.article.quote(evidence.part, begin + passive.start(words), begin + passive.end(words))),)


def _antecedent(draft: Draft, at: int) -> tuple[int, int] | None:
    """Who "he" or "it" is that speaks at `at`: the last speaker named, at most ANTECEDENT sentences before."""
    number = max(bisect_right(draft.sentences, at, key=lambda span: span[0]) - 1, 0)
    for start, end in reversed(draft.sentences[max(number - ANTECEDENT, 0) : number + 1]):
        start = max(start, min(end, at) - FAR)
        named = [
            told for told in told_speakers(draft.article.text[start:end]) if not told.pronoun and start + told.end <= at
        ]
        if named:
            return start + named[-1].start, start + named[-1].end
    return None


_TAKEN_AS_KNOWN = re.compile(r"(?:accus|blam)(?:ed|es|ing)\b|claim(?:ed|s|ing)(?: \w+)? (?:responsibility|credit)\b")
"""Verbs that say who did it, of a toll taken as known: of 8 tolls of gold/train after them 2 are coded as said so."""
_PASSIVE = re.compile(
    r"\b(?:was|were|been|are|is)\s+(?:also\s+|reportedly\s+)?(?P<cue>reported)\b|\b(?P<adverb>reportedly)\b"
)
