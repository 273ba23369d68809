"""Personal names as news prints them: telling a name from a description, and finding a name again in other words."""

import re
import unicodedata
from collections.abc import Iterable
from urllib.parse import unquote

from anyascii import anyascii

PLACEHOLDER = "[name withheld]"
MASK = "█"

_WORD = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]+)*")
_UNSEEN = "\u00ad\u0300-\u036f\u064b-\u065f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff"
_APOSTROPHES, _HYPHENS = "'’ʼ`", "-‐‑–"

# Written by hand. A capital on one of these (at the start of a sentence, in a headline) does not make a name.
_GRAMMAR = """a an the this that these those his her their its our my your one two three four five six seven eight
nine ten eleven twelve dozens scores hundreds several some many few other another at of in on by for and or with from
to as is was were who whose he she it they we you i no not so do mr mrs ms miss dr prof sir madam lady lord"""
_PARTICLES = "al el ul de del della di da dos du la le van von der den ter bin bint ibn ben abu umm um bar mac st san"
_CALENDAR = """january february march april may june july august september october november december
monday tuesday wednesday thursday friday saturday sunday"""
_PEOPLE = """accomplice activist agent assailant attacker aunt baby bandit boy bomber brother bystander captive
child children civilian cleric colleague commander commuter couple cousin cyclist daughter detainee doctor driver
elder employee extremist eyewitness family father fighter fisherman friend fugitive girl grandfather grandmother
group guard guest gunman gunmen hijacker hostage husband infant individual insurgent islamist jihadist journalist
kidnapper killer labourer lawyer leader local man medic member men militant militia mob mother motorcyclist mourner
national nephew neighbor neighbour niece nurse officer official onlooker operative paramedic parent passenger
passerby patient pensioner people perpetrator person pilgrim police policeman policemen priest prisoner protester
pupil raider rebel refugee relative reporter rescuer resident robber sailor security separatist settler shooter
shopkeeper shopper sister sniper soldier son staff student suicide survivor suspect teacher teenager terrorist
tourist trader traveller tribesman troop uncle vendor victim villager volunteer waiter widow widower wife witness
witnesses woman women worker worshipper youth armed masked unidentified unknown suspected alleged young old local
eye ex former"""
_OFFICES = """ambassador archbishop army bishop captain chairman chairwoman chief colonel commissioner congressman
council deputy director foreign general governor imam inspector interior judge king lieutenant major marshal mayor
minister ministry mp party pope president prince princess prosecutor queen rabbi secretary senator sergeant sheikh
sheriff speaker spokesman spokesperson spokeswoman superintendent vice"""

_BODIES = """agency association authority bank bureau church command committee court daily department embassy force
front government hospital institute military movement network news newspaper observatory organisation organization
post press radio reporters television times tv university union"""


def _listed(*lists: str) -> frozenset[str]:
    words = {word for entry in lists for word in entry.split()}
    return frozenset(words | {f"{word}s" for word in words})


_COMMON = _listed(_GRAMMAR, _PARTICLES, _CALENDAR, _PEOPLE, _OFFICES)
_DESCRIBING = _listed(_GRAMMAR, _PEOPLE)
_PUBLIC = _listed(_OFFICES, _BODIES)


def proper_words(phrase: str) -> list[str]:
    """The words that look like parts of a name: capitalised, or of a script without capitals, and not common."""
    words = [match.group() for match in _WORD.finditer(phrase)]
    return [word for word in words if _could_name(word) and word.lower() not in _COMMON]


def is_named(phrase: str) -> bool:
    """Whether a phrase names a person; False for a description ("Pakistani gunmen", "two suicide bombers").

    A run of capitals that leads straight to a describing noun belongs to the description; when in doubt, it is a name.
    """
    words = list(_WORD.finditer(phrase))
    for number, word in enumerate(words):
        if not _could_name(word.group()) or (number == 0 and word.group().lower() in _DESCRIBING):
            continue
        following = next((later for later in words[number + 1 :] if not _could_name(later.group())), None)
        if following is None or following.group() not in _DESCRIBING:
            return True
        if not phrase[word.end() : following.start()].replace(" ", "a").isalpha():
            return True
    return False


def is_public_office(phrase: str) -> bool:
    """Whether a phrase carries a public office or an organisation ("President X", "the army")."""
    return any(word.group().lower() in _PUBLIC for word in _WORD.finditer(phrase))


def _could_name(word: str) -> bool:
    first = word[0]
    return first.isupper() or first.istitle() or first.lower() == first.upper()


class Names:
    """A set of names, found again in other text as a whole or in part ("Ada Invented" in "Mrs Invented's shop").

    Whole names of several words are found in any case; single words only with a capital, since "Rose" and "rose"
    differ. Accents, invisible characters and line breaks inside a name do not hide it.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        phrases = [phrase.strip() for phrase in phrases]
        self._whole = sorted({p for p in phrases if _WORD.search(p)}, key=lambda p: (-len(p), p))
        self._parts = sorted({p for phrase in self._whole for p in _parts(phrase)}, key=lambda p: (-len(p), p))
        whole = [_whole_pattern(name) for name in self._whole]
        parts = [_word_pattern(part) for part in self._parts]
        self._any = re.compile("|".join(whole + parts)) if whole else None
        self._entire = re.compile("|".join(whole)) if whole else None
        self._slugs = {_slug(name) for name in [*self._whole, *self._parts]} - {""}

    def __bool__(self) -> bool:
        return self._any is not None

    def spans(self, text: str) -> list[tuple[int, int]]:
        """Where names stand in a text, whole or in part."""
        return [match.span() for match in self._any.finditer(text)] if self._any else []

    def in_text(self, text: str) -> bool:
        """Whether any name stands in a text, whole or in part."""
        return bool(self._any and self._any.search(text))

    def replace(self, text: str, *, whole_only: bool = False) -> str:
        """The text with every name as PLACEHOLDER; `whole_only` leaves single words of a name alone."""
        pattern = self._entire if whole_only else self._any
        if pattern is None:
            return text
        text = pattern.sub(PLACEHOLDER, text)
        return re.sub(rf"(?:{re.escape(PLACEHOLDER)}[ .]*)+(?={re.escape(PLACEHOLDER)})", "", text)

    def mask(self, text: str) -> str:
        """The text with every letter of a name as a block, its length unchanged, so that offsets stay true."""
        return self._any.sub(lambda match: MASK * len(match.group()), text) if self._any else text

    def in_address(self, address: str) -> bool:
        """Whether a name can be read in an address, a path or an id, in its own letters or in plain ones."""
        plain = _slug(address)
        glued = (slug.replace("-", "") for slug in self._slugs if "-" in slug)
        return (
            self.in_text(unquote(address))
            or any(f"-{slug}-" in f"-{plain}-" for slug in self._slugs)
            or any(name in plain.replace("-", "") for name in glued)
        )


def _parts(phrase: str) -> set[str]:
    words = proper_words(phrase)
    pieces = {piece for word in words for piece in re.split(r"[-'’.]", word)}
    return {p for p in {*words, *pieces} if len(p) > 1 and _could_name(p) and p.lower() not in _COMMON}


def _whole_pattern(name: str) -> str:
    return f"(?i:{_bounded(name)})" if len(name.split()) > 1 else _word_pattern(name)


def _word_pattern(word: str) -> str:
    forms = sorted({word, word.upper()})
    return "|".join(_bounded(form) for form in forms)


def _bounded(name: str) -> str:
    """A pattern for the name on its own; scripts without capitals join words to it, so there it is found inside too."""
    cased = any(letter.lower() != letter.upper() for letter in name)
    pattern = _flexible(name)
    return rf"(?<!\w){pattern}(?!\w)" if cased else pattern


def _flexible(name: str) -> str:
    pieces: list[str] = []
    for letter in unicodedata.normalize("NFC", name):
        if re.match(f"[{_UNSEEN}]", letter):
            continue
        if letter.isspace():
            if pieces[-1:] != [r"\s+"]:
                pieces.append(r"\s+")
            continue
        same = next((group for group in (_APOSTROPHES, _HYPHENS) if letter in group), "")
        forms = {letter, unicodedata.normalize("NFD", letter)[0], *same}
        pieces.append("[" + "".join(re.escape(form) for form in sorted(forms)) + f"][{_UNSEEN}]*")
    return "".join(pieces)


def _slug(text: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", anyascii(unquote(text)).lower()))
