"""Who says it: the chain of speakers of each value and statement, outermost first (CODEBOOK.md, said_by)."""

import re

from histor.read.counting import COUNTS
from histor.read.cues import told_speakers
from histor.read.draft import Draft, Mark, Tools
from histor.record.evidence import Speaker

SAYS = 0.5
"""Least chance at which a marked speaker says a value; tuned on gold/dev."""
LONGEST_CHAIN = 3
_OUTLET = re.compile(
    r"\b(?:news|newspapers?|agency|agencies|press|tv|television|radio|media|times|post|broadcaster|channel|daily|tribune|"
    r"website|journal|gazette|herald|magazine|correspondents?|network|twitter|telegram|facebook)\b"
    r"|^(?:afp|ap|reuters|cnn|bbc|sana|tass|interfax|xinhua|dpa|efe|anadolu|upi|rferl|npr|nbc|abc|cbs|fox|pti|ani)\b"
    r"|\bal[- ](?:jazeera|arabiya|mayadeen|manar|arabiyah)\b",
    re.IGNORECASE,
)
"""Words and names of news outlets: of two speakers the outlet is the outer one ("AFP", "a local activist")."""
_BARE_REPORT = re.compile(r"^(?:reported|reportedly|reports)$", re.IGNORECASE)


def speaks_of(draft: Draft, tools: Tools) -> None:
    """Give every value its speaker chain."""
    index = {id(mark): number for number, mark in enumerate(draft.marks)}
    speakers = draft.tagged("speaker")
    for mark in draft.marks:
        if mark.tag not in ("speaker", "mention", "statement"):
            mark.said_by = chain(draft, mark, speakers, index) or told(draft, mark)


def chain(draft: Draft, mark: Mark, speakers: list[Mark], index: dict[int, int]) -> tuple[Speaker, ...]:
    """The likely speakers of one mark, outermost first."""
    said = [
        (float(draft.says[index[id(mark)], index[id(speaker)]]), speaker)
        for speaker in speakers
        if not speaker.evidence.overlaps(mark.evidence) or speaker.evidence.quote != mark.evidence.quote
    ]
    likely = sorted((row for row in said if row[0] >= SAYS), key=lambda row: (-row[0], row[1].spot.first))
    chosen = [speaker for _, speaker in likely[:LONGEST_CHAIN]]
    named = [speaker for speaker in chosen if not _BARE_REPORT.match(speaker.evidence.quote)]
    distinct: list[Mark] = []
    for speaker in named or chosen:
        if speaker.spot.words not in [other.spot.words for other in distinct]:
            distinct.append(speaker)
    if likely:
        mark.why.append(f"speaker {likely[0][0]:.2f}")
    return tuple(Speaker(speaker.evidence) for speaker in sorted(distinct, key=_outer_first))


def told(draft: Draft, mark: Mark) -> tuple[Speaker, ...]:
    """The speaker that a cue in the mark's sentence names, where the model found none: the nearest outside the mark."""
    evidence = mark.evidence
    begin, end = draft.sentence_bounds(evidence)
    sentence = draft.article.part(evidence.part)[begin:end]
    spans = [
        (max(begin + start - evidence.end, evidence.start - begin - stop), begin + start, begin + stop)
        for start, stop in told_speakers(sentence)
    ]
    near = min((span for span in spans if span[0] >= 0), default=None)
    if near:
        mark.why.append("speaker by cue")
        return (Speaker(draft.article.quote(evidence.part, near[1], near[2])),)
    passive = _PASSIVE.search(sentence)
    if passive is None or mark.tag not in COUNTS:
        return ()
    mark.why.append("speaker: passive, nobody named")
    words = "cue" if passive["cue"] else "adverb"
    return (Speaker(draft.article.quote(evidence.part, begin + passive.start(words), begin + passive.end(words))),)


_PASSIVE = re.compile(
    r"\b(?:was|were|been|are|is)\s+(?:also\s+|reportedly\s+)?(?P<cue>reported)\b|\b(?P<adverb>reportedly)\b"
)


def _outer_first(speaker: Mark) -> tuple[bool, int]:
    return not _OUTLET.search(speaker.evidence.quote), speaker.spot.first
