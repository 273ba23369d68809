"""Which stretches of an article to print, so that one of 50 MB fits on a screen and no value is left out."""

from collections.abc import Iterable

from histor.record.evidence import Evidence

WHOLE = 6_000
"""Characters up to which an article is printed whole: about two screens."""
AROUND = 200
"""Characters kept on each side of a value in a longer article."""
IN_CONTEXT = 70
"""Characters kept on each side of one quote shown by itself."""


def stretches(text: str, marked: Iterable[Evidence], whole: int = WHOLE, around: int = AROUND) -> list[tuple[int, int]]:
    """Offsets [start:end] of what to print, in text order and apart: everything, or the surroundings of each mark.

    The opening is always kept, because it says what the article is news of.
    """
    if len(text) <= whole:
        return [(0, len(text))] if text else []
    wanted = [surroundings(text, 0, 0, around), *(surroundings(text, e.start, e.end, around) for e in marked)]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(wanted):
        if merged and start <= merged[-1][1] + around:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def surroundings(text: str, start: int, end: int, around: int = IN_CONTEXT) -> tuple[int, int]:
    """[start:end] widened by up to `around` characters on each side, to whole words of its own paragraph."""
    before = text[max(0, start - around) : start]
    after = text[end : end + around]
    paragraph = before.rfind("\n") + 1
    if not paragraph and len(before) == around:
        paragraph = before.find(" ") + 1
    stop = after.find("\n")
    if stop < 0:
        stop = len(after) if len(after) < around else max(after.rfind(" "), 0) or len(after)
    return start - len(before) + paragraph, end + stop
