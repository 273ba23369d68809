"""The grammar of dates in English news: words become one-letter codes, and rules are patterns over the codes.

"late Monday, March 5" is read as `E W , M D`; the pattern of each rule is then short enough to check by eye.
Months and weekdays that are also common words or names ("may", "March", "sat") count only beside other words of time.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

CODES: Final = {
    "weekday": "W", "month": "M", "ordinal": "D", "number": "N", "article": "1", "vague": "v", "unit": "U",
    "part": "P", "edge": "E", "day": "K", "overnight": "O", "weekend": "w", "last": "L", "this": "T", "same": "t",
    "next": "X", "following": "x", "previous": "p", "recent": "r", "ago": "g", "later": "a", "earlier": "b",
    "since": "S", "from": "f", "until": "u", "and": "A", "of": "o", "in": "n", "on": "i", "the": "h", "season": "R",
    "holiday": "H",
}  # fmt: skip
"""Classes of words/times.json and their letters. Besides: D day of the month, N other number, Y year, Z decade,
I numeric date, C time of day, comma, dash, opening bracket, ";" end of a sentence, "." any other word."""

_TOKEN: Final = re.compile(
    r"""(?P<numeric>(?:[12][0-9]{3}(?P<a>[-/.])[0-9]{1,2}(?P=a)[0-9]{1,2}
                      |[0-9]{1,2}(?P<b>[-/.])[0-9]{1,2}(?P=b)(?:[12][0-9]{3}|[0-9]{2}(?![0-9])))
                   (?:T[0-9:.]+Z?(?:[+-][0-9:]+)?)?(?![0-9]|[-/.][0-9])
                  |[12][0-9]{3}-(?:0[1-9]|1[0-2])(?![0-9]|-[0-9]))
      |(?P<decade>(?:[12][0-9]{2}|['’]?[2-9])0s\b)
      |(?P<clock>[0-9]{1,2}[:.][0-9]{2}(?::[0-9]{2})?(?:\s?[ap]\.?m\b\.?|(?![0-9.])(?=\s(?:local|GMT|[ap]\.m)))
                |[0-9]{1,2}\s?[ap]\.?m\b\.?|[0-9]{1,2}:[0-9]{2}(?![0-9]))
      |(?P<glued>(?:0[1-9]|[12][0-9]|3[01])(?:19|20)[0-9]{2}(?![0-9,]))
      |(?P<number>[0-9]+(?:,[0-9]{3}(?![0-9]))*(?:\.[0-9]+)?)(?P<suffix>(?:st|nd|rd|th)\b)?
      |(?P<short>(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Weds?|Thu(?:rs?)?|Fri|Sat|Sun)\b\.?)
      |(?P<feast>(?:Christmas|New\ Year['’]s|Easter|Good|Palm|Boxing|Valentine['’]s|Halloween)(?:\ (?:Eve|Day|Sunday|
                 Monday|Friday))?)\b
      |(?P<word>[^\W\d_]+)(?:['’]s\b)?
      |(?P<end>[.;!?]|\n\s*\n)
      |(?P<mark>[,(]|[-–—])
      |(?P<other>[^\w\s"'“”‘’*_])""",
    re.VERBOSE,
)
_DOUBTFUL_MONTHS: Final = frozenset({"march", "april", "may", "june", "august", "mar", "jun", "jan", "dec", "sep"})
_NAMED_DAYS: Final = frozenset({"bloody", "black", "super", "cyber", "ash", "maundy"})
_NEWSPAPERS: Final = frozenset({"Times", "Telegraph", "Mirror", "Express", "Mail", "Herald", "Post", "Tribune"})
_COUNTED: Final = frozenset(
    {"people", "persons", "men", "women", "children", "civilians", "soldiers", "troops", "others", "families", "more"}
)


class Token(NamedTuple):
    """A word of the text with its code, its meaning and its place."""

    code: str
    value: object
    start: int
    end: int
    text: str


class Phrase:
    """The tokens of one expression, by code."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.codes = "".join(token.code for token in tokens)

    def numbers(self, codes: str) -> list[int]:
        return [token.value for token in self.tokens if token.code in codes and isinstance(token.value, int)]

    def number(self, codes: str) -> int:
        return self.numbers(codes)[0]

    def word(self, code: str) -> str | None:
        words = [token.value for token in self.tokens if token.code == code]
        return words[0] if words and isinstance(words[0], str) else None

    def step(self) -> int:
        """-1, 0 or 1 for last, this or next (also previous, same, following; before, after)."""
        for token in self.tokens:
            if token.code in "LTtXxpab":
                return {"L": -1, "T": 0, "t": 0, "X": 1, "x": 1, "p": -1, "a": 1, "b": -1}[token.code]
        return 0


RULES: Final[tuple[tuple[str, str], ...]] = (
    ("numeric", r"I"),
    ("weekday_list", r"f?(?:[EO](?:i|oh?)?)?WP?(?:,?[-uA][iuh]*)E?WP?(?!,?M?D)"),
    ("day_range", r"f?(?:W,?)?M,?D(?:,?Y)?(?:[-u]h?|Ah?(?=M?D(?:[^.U1-]|$)))(?:W,?)?M?D(?:,?Y)?"),
    ("day_range_first", r"f?h?D(?:[-u]|A)h?Do?M(?:,?Y)?"),
    ("day_range_months", r"f?(?:W,?)?Do?M(?:,?Y)?[-uA]h?(?:W,?)?Do?M(?:,?Y)?"),
    ("full_date", r"(?:WP?,?(?:ih?|h)?)?(?:M,?D(?:,|n)?Y|Dh?o?-?M[,-]?Y)"),
    ("month_range", r"f?M(?:,?Y)?(?:,M){0,6},?[-uA]E?M(?:,?o?Y|(?!,?[DY]))"),
    ("month_day", r"(?:WP?,?(?:ih?|h)?)?(?:M,?D|Dh?o?M)(?:,?o?h?[TL]U)?"),
    ("month_year", r"(?:E-?(?:oh?)?)?M(?:,|o|n)?h?Y"),
    ("month_of_year", r"(?:E-?(?:oh?)?)?M(?:,|o|n)?h?[TL]U"),
    ("quarter", r"DU(?:o|n)?h?(?:Y|[TL]U)"),
    ("first_units", r"D[ND]U(?:o|n)h?(?:Y|T?U)"),
    ("season", r"(?:E-?)?(?:RP?[,on]?h?Y|[LTX]R)"),
    ("month", r"(?:[ba](?=T)|E-?(?:oh?)?)?[LTX]?M"),
    ("decade", r"(?:E-?h?)?Z(?:AE?-?h?Z)?"),
    ("year_range", r"fY[Au-]Y|Y[-u][YND]"),
    ("year", r"E-?(?:oh?|nh?)?Y|(?<=[nSobau(h1])Y|(?<=YA)Y|\AY\Z"),
    ("holiday", r"E?H(?:W|P)?(?:n|,|o)?Y?"),
    ("weekday_of_week", r"W(?:oh?)?[LTXp]U"),
    ("weekday", r"(?:[ba](?:i|nh)?|E(?:U?[io]h?)?|hEUo|P[io])?[LTXxp]?W-?P?"),
    ("day_after_tomorrow", r"hU[ab]K"),
    ("deictic", r"(?:[ba]|E|P)?KP?"),
    ("overnight", r"O(?:i?W)?"),
    ("last_night", r"LP"),
    ("this_part", r"(?:[ba]|E)?TP"),
    ("that_part", r"[tpx]P|[ab]nhP|[ba]P"),
    ("units_ago", r"(?:1|[ND]|v)-?Ug"),
    ("units_later", r"(?:1|[ND])-?U[ab]"),
    ("day_beside", r"hU[ab]|h[pxX]U"),
    ("same_unit", r"h?tU"),
    ("earlier_in_unit", r"[ab]nhU"),
    ("edge_of_unit", r"E(?:nh?|oh?)[LTXp]?U"),
    ("last_units", r"L[NDv]?-?U"),
    ("recent_units", r"rU"),
    ("this_unit", r"(?:[ba]|E)?TU"),
    ("next_units", r"X[NDv]?U"),
    ("weekend", r"(?:[ba]|E)?[LTXp]?w"),
    ("ordinal_day", r"(?<=ih)D(?![.U1ND-])"),
)
"""Rule and pattern, tried in this order at each place, so that the longer reading comes first."""

_ALL_RULES: Final = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in RULES))


@cache
def vocabulary() -> dict[str, tuple[str, object]]:
    """Every word of time with its code and meaning. "night" and "second" stand with their commoner meaning."""
    table = json.loads((files("histor.read") / "words" / "times.json").read_text("utf-8"))
    words = {word: (CODES[kind], value) for kind, entries in table.items() for word, value in entries.items()}
    return words | {word: (CODES["part"], table["part"][word]) for word in table["part"]} | {"second": ("D", 2)}


def tokenize(text: str, *, trusted: bool = False) -> list[Token]:
    """Every word, number and mark of the text with its code; `trusted` takes doubtful words as dates."""
    tokens = [token for match in _TOKEN.finditer(text) for token in _read(match)]
    return tokens if trusted else [_settle(tokens, i) for i in range(len(tokens))]


def matches(tokens: list[Token], start: int = 0) -> Iterator[tuple[str, int, int]]:
    """The rule, first token and token after the last of each expression, from left to right, none overlapping."""
    for match in _ALL_RULES.finditer("".join(token.code for token in tokens), start):
        if match.lastgroup:
            yield match.lastgroup, match.start(), match.end()


def _read(match: re.Match[str]) -> Iterator[Token]:
    kind, text, (start, end) = match.lastgroup or "", match.group(), match.span()
    if kind in ("word", "short", "feast"):
        yield _word(kind, text, start, end, match["word"])
    elif kind in ("number", "suffix"):
        yield _number(match["number"], bool(match["suffix"]), text, start, end)
    elif kind == "glued":  # "Jul 172015", as some publishers' pages print it
        yield Token("D", int(text[:2]), start, start + 2, text[:2])
        yield Token("Y", int(text[2:]), start + 2, end, text[2:])
    elif kind == "decade":
        digits = text.strip("'’s")
        yield Token("Z", int(digits) if len(digits) == 4 else 1900 + int(digits), start, end, text)
    elif kind == "mark":
        yield Token(text if text in ",(" else "-", None, start, end, text)
    else:
        yield Token({"numeric": "I", "clock": "C", "end": ";"}.get(kind, "."), None, start, end, text)


def _word(kind: str, text: str, start: int, end: int, bare: str | None) -> Token:
    word = (bare or text).lower().rstrip(".").replace("’", "'")
    code, value = vocabulary().get(word, (".", None))
    if code in "WMH" and not text[0].isupper():
        code = "."
    return Token(code, value, start, start + len(bare) if bare else end, text)


def _number(digits: str, ordinal: bool, text: str, start: int, end: int) -> Token:
    plain = digits.replace(",", "")
    if "." in plain or len(plain) > 6:
        return Token(".", None, start, end, text)
    value = int(plain)
    if len(digits) <= 2 and 1 <= value <= 31:
        return Token("D", value, start, end, text)
    is_year = len(digits) == 4 and 1000 <= value < 2200 and not ordinal
    return Token("Y" if is_year else "." if ordinal else "N", value, start, end, text)


def _settle(tokens: list[Token], i: int) -> Token:
    """The token itself, or the same as a plain word where its neighbours do not make it a date."""
    token = tokens[i]
    if token.code not in "WMY":
        return token
    # Padded, so that a missing neighbour is a token of no code.
    around = [tokens[k] if 0 <= k < len(tokens) else _NOTHING for k in (i - 2, i - 1, i + 1, i + 2)]
    sound = {"M": _is_month, "W": _is_weekday, "Y": _is_year}[token.code](token.text, *around)
    return token if sound else token._replace(code=".")


_NOTHING: Final = Token("!", None, 0, 0, "")


def _is_month(text: str, second: Token, before: Token, after: Token, fourth: Token) -> bool:
    if text.lower().rstrip(".") not in _DOUBTFUL_MONTHS or after.code in "DY":
        return True
    joined = before.code in ",A-u" and second.code in "MDE"
    return joined or before.code in "DinoELXTSfab"


def _is_weekday(text: str, second: Token, before: Token, after: Token, fourth: Token) -> bool:
    if len(text.rstrip(".")) < 6:  # "Sat", "Sun", "Wed"
        beside = fourth if after.code == "," else after
        return beside.code in "MDI" or before.code in "DYI" or (before.code == "," and second.code in "DYI")
    return before.text.lower() not in _NAMED_DAYS and after.text not in _NEWSPAPERS


def _is_year(text: str, second: Token, before: Token, after: Token, fourth: Token) -> bool:
    counted = after.code == "." and after.text.islower() and (after.text in _COUNTED or after.text.endswith("s"))
    return not counted or (before.code in "nSMD," and after.text not in _COUNTED)
