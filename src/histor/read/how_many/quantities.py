"""How many: counts of people in a phrase or a text, and the group they belong to (CODEBOOK.md, Numbers).

As in when/grammar.py, words become one-letter codes and short patterns find what is counted: n a number with its
bounds, a article or possessive, p and P a person noun in singular and plural, N a capitalised word, h "him", t "them",
& "and", w "with", i "including", v a verb of harm or being, "-" a preposition, "," comma, ";" end, "." any other word.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from histor.read.how_many.numbers import Amount, Word, find_amounts, read_number, split_words
from histor.read.how_many.people import Noun, each_one_person, group_cue, person_noun
from histor.record.codebook import Group
from histor.record.values import Quantity, Toll


@dataclass(frozen=True, slots=True)
class Count:
    """How many at text[start:end]: the bounds, the printed number (None for "dozens"), and the rule that read it."""

    quantity: Quantity
    best: int | None
    rule: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Piece:
    """A number, or one word, with its code and place."""

    code: str
    start: int
    end: int
    lower: str
    amount: Amount | None = None
    noun: Noun | None = None


_WORDS: Final = {
    "a": "a an the his her its their our my your this that another each",
    "h": "he him she me himself herself",
    "t": "they them themselves those these",
    "&": "and plus",
    "w": "with",
    "i": "including include included among amongst mostly whom especially",
    "-": "in at near by from on to into during after before inside outside for against when while who which as off "
    "between amid since",
    "v": "was were is are be been being had has have died dies dying killed killing kills kill wounded wounding wounds "
    "injured injuring injures hurt shot stabbed kidnapped kidnapping abducted abducting executed executing captured "
    "capturing captures arrested arresting detained detaining left leaving murdered murdering seized seizing beheaded "
    "beheading hit suffered sustained did lost claimed claiming dead wounded injured missing slain deceased",
}
_CODE: Final = {word: code for code, words in _WORDS.items() for word in words.split()}
_TRANSITIVE: Final = frozenset(
    word
    for word in _WORDS["v"].split()
    if word.endswith(("ing", "ed", "s")) and word not in ("has", "was", "died", "is")
) | {"shot", "kill", "hit", "dead"}
_STATES: Final = frozenset({"dead", "wounded", "injured", "missing", "slain", "deceased", "killing"})
"""Words that are nouns after a number or "the" ("35 dead") and speak of a state elsewhere."""
_UNIT: Final = re.compile(
    r"(?P<number>n[^v&i,;nwh-]*)|(?P<one>a[.NPp]{0,6}[pP]N*)|(?P<him>h)|(?P<bare>N*(?:\.?[pP])+N*)|(?P<name>N+)"
    r"|(?P<joined>(?<=&)(?:[.N]{1,6}[pP]N*|a[.N]{1,3}(?=[&v,;-]|\Z)))"
)
_JOINT: Final = re.compile(r"(?:,\.)?,?&[a.]?\Z|w\Z")
_NONE: Final = re.compile(
    r"\b(?:no one|nobody|none|neither|(?:no|any|zero|without)(?= (?:[a-z-]+ ){0,2}(?:casualt|injur|death|fatalit|people"
    r"|person|civilian|wounded|victim|soldier|troop|fighter|loss|student|adult)))\b(?! (?:fewer|less|more) than)",
    re.IGNORECASE,
)
_MANY: Final = re.compile(r"\b(?:deaths|bodies|casualties|killings|murders|others|them|they|victims)\b", re.I)
_HARM: Final = re.compile(
    r"kill|dead|die[ds]?\b|dying|death|slain|slay|murder|execut|behead|assassin|lynch|stab|shot|shoot|gunned|wound|injur"
    r"|hurt|maim|hospital|abduct|kidnap|hostage|seiz|captur|arrest|detain|custody|missing|beat|tortur|burn|bruis|body|\blife|lost"
    r"|martyr|\bheld|struck|\bhit\b|surviv|blown|blew|fatal|attack|snatch|imprison|jail|nabbed|raped|apprehend"
    r"|year[- ]old|(?-i:^[A-Z]\S+), [0-9]{1,2}\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Chain:
    """One or more units joined by "and", pieces[first:last], with what they count together."""

    count: Count
    units: tuple[tuple[str, int, int], ...]

    @property
    def first(self) -> int:
        return self.units[0][1]

    @property
    def numbered(self) -> bool:
        return any(kind == "number" for kind, _, _ in self.units)


def quantity(words: str) -> Count | None:
    """How many people a casualty phrase tells of, or None where it tells of none.

    A part ("including three children") is not the count of a phrase that gives the whole, and joined victims ("two
    Americans and an Afghan") are summed. A phrase of harm that names no number means one person, or an unknown number
    of at least two where it is in the plural.
    """
    pieces = _pieces(words)
    none = _NONE.search(words)
    chain = _main(pieces)
    if none and not (chain and chain.numbered and chain.count.start < none.start()):
        return Count(Quantity(0, 0), 0, "none", none.start(), none.end())
    if chain is not None and not (_is_name(chain) and chain.first and pieces[chain.first - 1].code == "-"):
        return chain.count
    many = _MANY.search(words)
    if many:
        return Count(Quantity(2, None), None, "plural", many.start(), many.end())
    one = _HARM.search(words)
    return Count(Quantity(1, 1), 1, "one", one.start(), one.end()) if one else None


def find_counts(text: str) -> list[Count]:
    """Counts of people in running text, in order: numbers with a person noun or a verb of harm beside them,
    "a soldier", "no casualties"."""
    pieces = _pieces(text)
    codes = "".join(piece.code for piece in pieces)
    found = [Count(Quantity(0, 0), 0, "none", match.start(), match.end()) for match in _NONE.finditer(text)]
    for chain in _chains(pieces):
        kind, first, last = chain.units[0]
        beside = codes[first - 1 : first] + codes[last : last + 1]
        peopled = any(set(codes[begin:end]) & set("pPe") for kind, begin, end in chain.units if kind == "number")
        indefinite = kind == "one" and pieces[first].lower in ("a", "an", "another") and chain.count.best == 1
        if peopled or indefinite or (chain.numbered and "v" in beside):
            found.append(chain.count)
    return sorted(found, key=lambda count: count.start)


def group_of(words: str, context: str = "") -> Group | None:
    """The group of the people counted in a phrase, from its nouns, or else from what befell them (people arrested are
    suspects, people kidnapped civilians); from the context where the phrase itself says nothing."""
    pieces = _pieces(words)
    chain = _main(pieces)
    counted = [group for _, first, last in chain.units if (group := _group(pieces[first:last]))] if chain else []
    group = _joined(counted) if counted else None if chain and _is_name(chain) else _group(pieces)
    if group in (None, "all"):
        group = next((fate for cue, fate in _FATES if cue.search(words)), group)
    return group_of(context) if group is None and context else group


_FATES: Final[tuple[tuple[re.Pattern[str], Group], ...]] = (
    (re.compile(r"\b(?:arrest|apprehend|captured|custody|jailed|bail)", re.IGNORECASE), "perpetrator"),
    (re.compile(r"\b(?:kidnap|abduct|hostage|snatch)", re.IGNORECASE), "civilian"),
)


def toll_of(counted: Quantity, best: int | None) -> Toll:
    """A bottom line of one count."""
    inside = best is not None and (counted.low or 0) <= best and (counted.high is None or best <= counted.high)
    return Toll(counted.low, best if inside else None, counted.high)


def combine(parts: Sequence[Quantity | Toll]) -> Toll:
    """The sum of parts that add up to a total; a bound that is open in one part is open in the sum.

    A part without a lower bound ("up to 20") adds nothing to the sum's; a plain quantity's best is its printed number.
    """
    tolls = [part if isinstance(part, Toll) else toll_of(part, printed(part)) for part in parts]
    lows = [toll.low for toll in tolls if toll.low is not None]
    highs = [toll.high for toll in tolls if toll.high is not None]
    bests = [toll.best for toll in tolls if toll.best is not None]
    whole = len(tolls)
    return Toll(
        sum(lows) if lows else None,
        sum(bests) if bests and len(bests) == whole else None,
        sum(highs) if highs and len(highs) == whole else None,
    )


def printed(counted: Quantity) -> int | None:
    """The number printed where only the bounds are kept: None for ranges and for "dozens", "several" and their like."""
    low, high = counted.low, counted.high
    if low is None or high is None:
        return None if low in _VAGUE and high is None else low if high is None else high
    return high if low == high or counted.approx else None


_VAGUE: Final = frozenset({None, 2, 20, 24, 40, 200, 2000, 20_000, 200_000, 2_000_000})
_SPECIAL: Final = {"as well as": "&", "along with": "&", "together with": "&", "of them": "i", "of which": "i"}


def _pieces(text: str) -> list[_Piece]:
    words = split_words(text)
    amounts = {amount.first: amount for amount in find_amounts(text, words)}
    pieces, i = [], 0
    while i < len(words):
        word, amount, noun = words[i], amounts.get(i), None
        last, code = i + 1, "n"
        if amount:
            last = amount.last
        elif (phrase := _phrase(words, i)) is not None:
            last, code = i + len(phrase[0]), phrase[1]
        else:
            code, noun = _code(words, i)
        pieces.append(_Piece(code, word.start, words[last - 1].end, word.lower, amount, noun))
        i = last
    return pieces


_PHRASES: Final = (
    (("as", "well", "as"), "&"),
    (("along", "with"), "&"),
    (("together", "with"), "&"),
    (("of", "them"), "i"),
    (("of", "which"), "i"),
)


def _phrase(words: list[Word], i: int) -> tuple[tuple[str, ...], str] | None:
    """The phrase that stands for one code at words[i], with its code."""
    for phrase, code in _PHRASES:
        if words[i].lower == phrase[0] and tuple(word.lower for word in words[i : i + len(phrase)]) == phrase:
            return phrase, code
    return None


def _code(words: list[Word], i: int) -> tuple[str, Noun | None]:
    """The code of a word, and the noun it is where it counts as one."""
    word = words[i]
    if not word.text[0].isalnum():
        return ("," if word.text == "," else "." if word.text in "-–()" else ";"), None
    noun = person_noun(word.text)
    if noun and (word.lower not in _CODE or (word.lower in _STATES and _counted_before(words, i))):
        return "e" if noun.event else "P" if noun.plural else "p", noun
    if word.lower in _CODE:
        return _CODE[word.lower], None
    opens = i == 0 or words[i - 1].text in ".!?\n"
    follows = i + 1 < len(words) and words[i + 1].text[0].isupper()
    return "N" if word.text[0].isupper() and (not opens or follows) else ".", None


def _counted_before(words: list[Word], i: int) -> bool:
    return i > 0 and (words[i - 1].lower in ("the", "of") or read_number(words, i - 1) is not None)


def _units(codes: str) -> Iterator[tuple[str, int, int]]:
    for match in _UNIT.finditer(codes):
        yield match.lastgroup or "", match.start(), match.end()


def _chains(pieces: list[_Piece]) -> list[_Chain]:
    """The units of a text, those joined by "and" or "with" together; commas join only before a later "and"."""
    codes = "".join(piece.code for piece in pieces)
    chains: list[list[tuple[str, int, int]]] = []
    for unit in _units(codes):
        between = codes[chains[-1][-1][2] : unit[1]] if chains else ";"
        if _JOINT.match(between) or (between == "," and _and_follows(codes, unit[2])):
            chains[-1].append(unit)
        else:
            chains.append([unit])
    return [_Chain(_sum(pieces, units), tuple(units)) for units in chains]


def _and_follows(codes: str, at: int) -> bool:
    return re.match(r",?&|,[^v;]{1,8}&", codes[at:]) is not None


def _main(pieces: list[_Piece]) -> _Chain | None:
    """The chain a phrase is about: the first numbered one that is no part of a whole, else the one a verb acts on."""
    codes = "".join(piece.code for piece in pieces)
    chains = _chains(pieces)
    before = {chain: pieces[chain.first - 1].lower if chain.first else "" for chain in chains}
    harmed = [chain for chain in chains if before[chain] != "by"]
    wholes = [chain for chain in harmed if "i" not in codes[: chain.first]] or harmed
    numbered = [chain for chain in wholes if chain.numbered] or [chain for chain in harmed if chain.numbered]
    acted = [chain for chain in wholes if before[chain] in _TRANSITIVE]
    peopled = [chain for chain in wholes if not _is_name(chain)]
    return next(iter(numbered or acted or peopled or wholes), None)


def _is_name(chain: _Chain) -> bool:
    return all(kind == "name" for kind, _, _ in chain.units)


def _sum(pieces: list[_Piece], units: list[tuple[str, int, int]]) -> Count:
    """What joined units count together: a whole followed by its parts is the whole."""
    counts = [_count(pieces, units, i) for i in range(len(units))]
    numbered = any(kind == "number" for kind, _, _ in units)
    added = [count for count in counts if count is not None and not (numbered and count.rule == "plural")]
    start, end = pieces[units[0][1]].start, pieces[units[-1][2] - 1].end
    first = added[0] if added else Count(Quantity(1, 1), 1, "one", start, end)
    if len(added) < 2:
        return Count(first.quantity, first.best, first.rule, start, end)
    rest = combine([toll_of(count.quantity, count.best) for count in added[1:]])
    if first.best is not None and first.best == rest.best and len(added) > 2:
        return Count(first.quantity, first.best, first.rule, start, end)
    total = combine([toll_of(count.quantity, count.best) for count in added])
    approx = any(count.quantity.approx for count in added)
    return Count(Quantity(total.low, total.high, approx), total.best, "sum", start, end)


def _count(pieces: list[_Piece], units: list[tuple[str, int, int]], i: int) -> Count | None:
    """One unit's count; None for a second description of the same person ("a doctor and activist")."""
    kind, first, last = units[i]
    start, end = pieces[first].start, pieces[last - 1].end
    amount = pieces[first].amount
    if amount:
        return Count(Quantity(amount.low, amount.high, amount.approx), amount.best, amount.rule, start, end)
    noun = next((piece.noun for piece in reversed(pieces[first:last]) if piece.noun), None)
    if i and _describes_again(pieces, units[i - 1], units[i], noun):
        return None
    named = pieces[last - 1].code == "N" or kind == "him"
    plural = noun.plural if noun else kind == "joined" and pieces[last - 1].lower.endswith("s")
    if plural and not named:
        return Count(Quantity(2, None), None, "plural", start, end)
    return Count(Quantity(1, 1), 1, "one", start, end)


def _describes_again(
    pieces: list[_Piece], before: tuple[str, int, int], unit: tuple[str, int, int], noun: Noun | None
) -> bool:
    articled, named = pieces[before[1]].code == "a", pieces[unit[2] - 1].code == "N"
    if unit[0] == "name":
        return articled  # "his wife, Anna Example, and"
    previous = next((piece.noun for piece in reversed(pieces[before[1] : before[2]]) if piece.noun), None)
    if unit[0] not in ("bare", "joined") or pieces[unit[1]].code == "a" or not articled or named:
        return False
    both = noun is not None and previous is not None
    return both and not (each_one_person(noun.singular) and each_one_person(previous.singular))  # type: ignore[union-attr]


def _group(pieces: Sequence[_Piece]) -> Group | None:
    groups = [piece.noun.group for piece in pieces if piece.noun]
    cues = [cue for piece in pieces if (cue := group_cue(piece.lower))]
    return _joined(cues or groups) if groups else None


def _joined(groups: Sequence[Group]) -> Group:
    """The group of people named together: women with men or children are civilians, the last named leads otherwise."""
    specific = [group for group in groups if group != "all"]
    if not specific or len(set(specific)) == 1:
        return specific[0] if specific else "all"
    return "civilian" if set(specific) <= {"woman", "child", "civilian", "other"} else specific[-1]
