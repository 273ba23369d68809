"""Finding place names in running text: capitalised phrases that the gazetteer knows, less people and common words."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from histor.read.gazetteer import Entry, Gazetteer, fold, split_designator

MAX_WORDS: Final = 5
SMALL: Final = 100_000
"""Below this population a name needs better company: people and firms bear the names of small towns."""

_WORD: Final = re.compile(r"(?:[A-Za-z]\.){2,}|(?:St|Mt|Ft)\.|[^\W_]+(?:['’`-](?=\w)[^\W_]+)*")
_JOIN: Final = re.compile(r"[ \u00a0]+|\n(?!\n)|-")
_INNER: Final = frozenset(
    "of the and al el ad ar as ash at az an ez es ed de la le les del da do dos du di der van von el-al i y".split()
)
_ARTICLE: Final = re.compile(r"^(?:al|el|ad|ar|as|ash|at|az|an|ez|es|ed)-\S", re.IGNORECASE)
_SENTENCE_END: Final = re.compile(r"(?:^|[.!?:;\n“\"”(\[—–-]\s*|[.!?]['’”\"]\s+)$")

_COMMON: Final = frozenset(
    fold(word)
    for word in """
 un of the a an and but as at in on is it he she we they his her our my no not now new old all any some one two three most many more
    reading march may june july august january february april september october november december
    monday tuesday wednesday thursday friday saturday sunday spring summer winter autumn morning night
    nice police mobile union man split bath bar same date industry force general central university center centre
    hall court house church school college station hospital street road avenue square park bridge mosque temple market
    army navy air guard national international federal republic democratic party front movement group state states city
    town village province district county region capital north south east west northern southern eastern western
    upper lower middle great grand little big long short high low white black red green blue brown gray grey gold silver
    president minister prime king queen prince general colonel captain major sergeant officer chief judge senator mayor
    governor sheikh imam bishop pope father brother sister mother son daughter doctor professor secretary director
    islam islamic muslim christian jewish sunni shia shiite hindu buddhist catholic kurdish arab kurd arabs kurds
    god allah lord holy saint san santa mission orange apple best better bank bay bell bend boom born both box boys
    burning bush call can cross crystal day days deep defiance delight dome eagle early eden enterprise eye fair faith
    falls fame family fire fish five flag flat food ford forest fort four free freedom friend friendship gas gate give
    given globe golf good grant green ground guide gun hand happy hard harmony hatch haven health heart help here hill
    hope hot hurricane ice ideal independence indian iron island issue jack joy justice key kill king lake land last
    late law lead left legal level liberty life light like line lion live living lone look loss lost love main major
    marine maria mark mass media meeting men mercury met mill mine mirror model money moon moral more morning mountain
    mouth much music must name natural need news next noble normal note nothing nova ocean office oil only open opal
    order other over own page pain paint palm panic paradise paris-match parks part past path peace pearl people
    perfect piece pilot pine pink pioneer place plain play point pole pond pool poor port post power price pride
    prison progress prospect protection public pure quality question rain rainbow ram range rapid ray rescue rest rich
    ring rise river rock rocket roll roof rose round royal rule run rush safe sand save say sea second section see
    service several shadow shark sharp shell ship shot show side sign six sky small snow social soldier son soul sound
    source speed star start steel still stone stop storm story strong success sugar sun sunrise surprise sweet table
    talent teach temple ten than that then there these this those thunder time tiger today tool top tower trade trail
    true truth try turn under unity university upright us usual valley van veteran victory view village vision wall
    want war was water way well what when where which while who why will win wind wing wolf wood woods work world worth
    yes you young your youth zone corona lima bean delta alpha bravo charlie echo foxtrot hotel oscar quebec-city romeo
    sierra tango victor yankee covid aids ebola internet facebook twitter google reuters associated press agence france
    presse times post gazette herald tribune guardian independent telegraph journal observer star sun mirror mail
    security defense defence interior foreign affairs education justice finance ministry department bureau agency
    council committee commission parliament congress senate assembly supreme administration authority authorities
    hezbollah hamas taliban al-qaeda isis isil daesh nusra pkk ypg houthi houthis fatah jihad boko haram shabaab
    hussein ali hassan ahmed ahmad mohammed muhammad mohamed mahmoud abdullah ibrahim omar osman khalid yusuf bashar
    assad obama trump biden bush clinton putin erdogan netanyahu merkel macron johnson smith jones brown davis miller
    wilson moore taylor anderson thomas jackson martin lee thompson harris clark lewis robinson walker hall allen young
    king wright scott hill adams baker nelson carter mitchell roberts turner phillips campbell parker evans edwards
    collins stewart morris murphy cook rogers morgan cooper peterson reed bailey kelly howard ward cox richardson
    watson brooks bennett gray james hughes price myers ross foster sanders perry powell russell sullivan bell coleman
    henderson barnes fisher simmons jordan-smith marshall owens harrison mcdonald wells webb tucker burns crawford henry
    boyd mason kennedy warren dixon hunt hicks holmes palmer wagner black robertson stone salazar fox warren mills meyer
    rice schmidt garza daniels ferguson nichols stephens soto weaver ryan gardner payne grant dunn kelley spencer
    hawkins arnold pierce hansen peters hart bradley knight elliott cunningham duncan armstrong hudson carroll lane riley
    andrews alvarado ray delgado berry perkins hoffman johnston matthews pena richards contreras willis carpenter
    lawrence sandoval guerrero george chapman rios estrada ortega watkins greene nunez wheeler valdez harper burke
    larson santiago maldonado morrison franklin carlson austin-powers dominguez carr lawson jacobs obrien lynch singh
    vega bishop montgomery oliver jensen harvey williamson gilbert dean sims espinoza howell li wong reid hanson le
    mccoy garrett burton fuller wang weber welch rojas lucas marquez fields park yang little banks padilla day walsh
    bowman schultz luna fowler mejia david michael john robert william richard joseph charles christopher daniel matthew
    anthony donald paul andrew joshua kenneth kevin brian edward ronald timothy jason jeffrey jacob gary nicholas eric
    jonathan stephen larry justin brandon benjamin samuel frank gregory raymond alexander patrick jack dennis jerry tyler
    aaron jose adam nathan mary patricia linda barbara elizabeth jennifer susan margaret jessica sarah karen nancy lisa
    betty sandra ashley kimberly donna emily carol michelle amanda melissa deborah stephanie rebecca laura helen sharon
    cynthia kathleen amy angela anna ruth brenda pamela nicole katherine virginia-woolf catherine christine samantha
    debra janet carolyn rachel heather diane julie joyce victoria-beckham kelly christina joan evelyn lauren judith
    olivia martha cheryl megan andrea ann alice jean doris
    """.split()
)
"""Common words, given names and surnames that are also places; a longer or well introduced name is not affected."""
_TITLES: Final = frozenset(
    """mr mrs ms miss dr gen col lt sgt capt maj cpl rev sen rep gov president minister general colonel captain major
    lieutenant sergeant brigadier admiral commander secretary chancellor spokesman spokeswoman spokesperson sheikh sheik
    imam mullah maulana ayatollah king queen prince princess sir lord lady pope judge justice detective officer chief
    senator representative professor director ambassador attorney prosecutor lawyer activist journalist named abu abou
    ibn bin umm suspect gunman bomber""".split()
)
_LEADS: Final = frozenset(
    """north south east west northern southern eastern western northeastern northwestern southeastern southwestern
    northeast northwest southeast southwest central upper lower greater downtown rural inner outer mid near the old new
    in at from to of around outside province district city town village governorate state county capital""".split()
)
"""Words before which, or after which, a place name stands by itself though the neighbour is capitalised."""
_TRAILS: Final = frozenset(
    """province provinces district city town village governorate state county region oblast countryside airport police
    university hospital street road square bridge army mosque church camp prison border river mountains valley
    international military central suburb neighborhood neighbourhood area capital parish prefecture township island
    islands reporter court school market hotel railway metro station stadium port base""".split()
)


_DESIGNATORS: Final = frozenset(
    """province provinces district city town village governorate state county region oblast countryside suburb area
    parish prefecture township island islands peninsula valley desert""".split()
)
"""Lower-case words that belong to the name before them."""


_PREPOSITIONS: Final = frozenset({"in", "near", "at", "from", "of", "to", "outside"})
_STREETS: Final = frozenset(
    "street st road rd avenue ave boulevard blvd lane drive way square plaza hotel restaurant bridge highway".split()
)


@dataclass(frozen=True, slots=True)
class Token:
    """One word of the text with its offsets."""

    text: str
    start: int
    end: int

    @property
    def capital(self) -> bool:
        """Whether it can begin a name: an upper-case letter first, or right after an Arabic article (al-Bab)."""
        if self.text[0].isupper():
            return True
        return bool(_ARTICLE.match(self.text)) and self.text.partition("-")[2][:1].isupper()


@dataclass(frozen=True)
class Toponym:
    """A place name at text[start:end], with a trailing "province" or "city" where one belongs to it.

    `people` is the country where the words are an adjective or a people's name ("Syrian"), else None.
    """

    words: str
    start: int
    end: int
    gazetteer: Gazetteer
    people: str | None = None

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """The places so named, likeliest first; for a people's name, the country."""
        if self.people is not None:
            country = self.gazetteer.country(self.people)
            return (country,) if country else ()
        return self.gazetteer.lookup(self.words)


def find(text: str, gazetteer: Gazetteer) -> list[Toponym]:
    """Place names in text order, never overlapping, the longest name at each point."""
    tokens = [Token(m.group(), m.start(), m.end()) for m in _WORD.finditer(text)]
    spans = list(_candidates(tokens, text))
    names = [text[tokens[i].start : tokens[j - 1].end] for i, j in spans]
    bases = [split_designator(name)[0] if j - i > 1 else name for name, (i, j) in zip(names, spans, strict=True)]
    known = gazetteer.known(bases)
    found: list[Toponym] = []
    persons: set[str] = set()
    free = 0
    for (i, j), name, is_known in zip(spans, names, known, strict=True):
        if i < free:
            continue
        people = gazetteer.people(name)
        if people is None and not is_known:
            if j - i > 1 or (country := _country_with_s(name, gazetteer)) is None:
                continue
            name = country
        toponym = Toponym(name, tokens[i].start, tokens[i].start + len(name), gazetteer, people)
        beside = bool(found) and i == free
        if people is not None or _is_place(toponym, tokens, i, j, text, persons, beside):
            found.append(toponym)
            free = j
    return found


def _country_with_s(name: str, gazetteer: Gazetteer) -> str | None:
    """The country in a possessive whose apostrophe was lost or kept ("Syrias", "Syria's"), else None."""
    base = re.sub(r"['’]?s$", "", name)
    if base == name or len(base) < 4:
        return None
    entries = gazetteer.lookup(base)
    return base if entries and (entries[0].kind == "country" or entries[0].population >= SMALL) else None


def _candidates(tokens: list[Token], text: str) -> Iterator[tuple[int, int]]:
    """Runs of up to five words that begin and end with a capital, joined by a space or a hyphen; longest first."""
    for i, token in enumerate(tokens):
        if not token.capital:
            continue
        ends = []
        for j in range(i + 1, min(i + MAX_WORDS, len(tokens)) + 1):
            last = tokens[j - 1]
            if j - 1 > i and not _JOIN.fullmatch(text, tokens[j - 2].end, last.start):
                break
            if last.capital or (j - i > 1 and last.text in _DESIGNATORS and tokens[j - 2].capital):
                ends.append(j)
            elif last.text not in _INNER:
                break
        yield from ((i, j) for j in reversed(ends))


def _is_place(toponym: Toponym, tokens: list[Token], i: int, j: int, text: str, persons: set[str], beside: bool) -> bool:
    """Whether a name the gazetteer knows is used as a place here; remembers words of people's names in `persons`.

    `beside` tells that another place name ends right before it ("Syria's Afrin").
    """
    name = toponym.words
    before = tokens[i - 1] if i and _JOIN.fullmatch(text, tokens[i - 1].end, tokens[i].start) else None
    after = tokens[j] if j < len(tokens) and _JOIN.fullmatch(text, tokens[j - 1].end, tokens[j].start) else None
    introduced = before is not None and before.text in _PREPOSITIONS
    if not toponym.entries or (after is not None and _is_street(after) and not introduced):
        return False
    if split_designator(name)[1] or j - i > 2 or _is_country(toponym):
        return True
    if _is_common(toponym, tokens[i:j], text):
        return introduced and toponym.entries[0].population > SMALL and len(name) > 4
    large = any(entry.kind in ("country", "admin1", "region") or entry.population >= SMALL for entry in toponym.entries)
    if before is not None and not beside and _names_person(before):
        persons.add(name)
        return large and before.text.lower().rstrip(".") not in _TITLES and toponym.entries[0].population > 2_000_000
    if large:
        return True
    if name in persons or (after is not None and after.capital and after.text.lower() not in _TRAILS | _LEADS):
        return False
    return j - i > 1 or not _SENTENCE_END.search(text, 0, tokens[i].start) or _elsewhere(name, text, tokens[i].start)


def _is_country(toponym: Toponym) -> bool:
    """Whether a name is first of all a country's and looks like nothing else: "Syria", "UK", "U.S.", but not "us"."""
    first = toponym.entries[0]
    return first.kind == "country" and first.main and (len(toponym.words) > 4 or toponym.words.isupper())


def _is_common(toponym: Toponym, tokens: list[Token], text: str) -> bool:
    """Whether a name consists of common words, or is an acronym that opens no line."""
    if len(tokens) > 1:
        return all(fold(token.text) in _COMMON or token.text.lower() == "the" for token in tokens)
    name = toponym.words
    acronym = name.isupper() and 1 < len(name) < 6 and not text.isupper() and not _dateline(toponym, text)
    return acronym or fold(name) in _COMMON or name.lower() in _TITLES


def _is_street(after: Token) -> bool:
    """Whether the word after a name makes it a street's or a hotel's."""
    return after.text.lower() in _STREETS


def _dateline(toponym: Toponym, text: str) -> bool:
    """Whether capitals open a line, as in "KABUL, Afghanistan (AP)"."""
    line = text[text.rfind("\n", 0, toponym.start) + 1 : toponym.start]
    return not line.strip() and any(entry.population >= SMALL for entry in toponym.entries)


def _names_person(before: Token) -> bool:
    """Whether the word just before a name makes it a person's: a title or a capitalised word that leads no place."""
    low = before.text.lower().rstrip(".")
    return low in _TITLES or (before.capital and low not in _LEADS)


def _elsewhere(name: str, text: str, start: int) -> bool:
    """Whether the name also stands inside a sentence, after a small word, in the same text."""
    return any(
        match.start() != start and not _SENTENCE_END.search(text, 0, match.start())
        for match in re.finditer(rf"\b{re.escape(name)}\b", text)
    )
