"""Lineage on reprints made by rewriting, among different articles on the same incident.

    python benchmarks/lineage.py [--shared ../shared] [--show 10] [--speed]

Every article of a gold cluster (`gold/same-incident.json`: articles that tell of one incident) is rewritten at each
strength, and the lineages of the cluster with its rewritings are found by wording alone: credits and publishers are
taken away. A pair in one lineage is right when one article was rewritten from the other. Different articles that are
joined are wrong unless they have a quarter of the shorter one's words in common runs of six words or more: the
collections do hold reprints, updates and press releases, and those pairs (all of the gold's were read) are left out and
counted apart. Texts of `raw` stand alone and give recall on a larger number. "kept" is the share of the original's
three-word shingles that a rewriting still has.
"""

import argparse
import difflib
import json
import random
import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations
from pathlib import Path

from histor.assemble.lineage import lineages, sketch_of
from histor.record.article import Article
from histor.record.profile import Sketch

_PAIRS = """
killed/slain died/perished attack/assault attacks/assaults blast/explosion explosion/blast bomb/device
people/persons wounded/injured injured/hurt said/stated says/states told/informed police/officers
officials/authorities gunmen/assailants soldiers/troops troops/soldiers reported/announced government/administration
area/district city/town town/city village/settlement near/close_to after/following before/ahead_of during/amid
about/around more_than/over several/a_number_of many/numerous large/big major/serious deadly/lethal
group/organisation members/fighters fighters/militants militants/insurgents rebels/insurgents forces/units
military/army army/military began/started started/began ended/concluded continued/went_on called/termed
described/characterised added/noted also/as_well however/yet but/though while/as because/since according_to/as_per
last/past week/seven_days year/twelve_months children/youngsters women/females men/males house/home home/residence
building/structure buildings/structures road/highway vehicle/car car/vehicle shot/fired_at
opened_fire/started_shooting hospital/clinic doctors/medics taken/brought found/discovered arrested/detained
detained/held suspect/suspected_man leader/chief president/head_of_state minister/cabinet_member
spokesman/spokesperson statement/communique incident/event country/nation capital/main_city region/province
province/region border/frontier war/conflict conflict/war violence/bloodshed security/safety help/aid aid/assistance
victims/casualties responsibility/blame claimed/asserted targeted/aimed_at hit/struck destroyed/wrecked
damaged/harmed used/employed including/among_them early/at_an_early_hour late/at_a_late_hour against/versus
between/among though/although very/highly first/initial second/other new/fresh old/former both/the_two only/just
still/yet now/at_present then/later
"""
SYNONYMS = dict(pair.split("/") for pair in _PAIRS.split())
FRONTS = (
    "In the latest developments,",
    "It has emerged that",
    "Reports from the scene say that",
    "In brief:",
    "As feared,",
)
LEDES = (
    "A grim day ended with new questions about how this could have happened.",
    "Residents were coming to terms with the news as more details became known.",
    "What follows is what is known so far about the events.",
    "The country woke up to troubling headlines once more.",
)
FURNITURE = (
    "Read more: the five stories you should not miss this week",
    "Follow us on Twitter and Facebook. Sign up for our newsletter.",
    "Copyright The Daily Example. All rights reserved.",
    "Advertisement",
    "Share this story with your friends",
)
HEADLINES = (
    "What we know so far",
    "Toll rises as details emerge",
    "Shock after the events",
    "Officials give new figures",
)


@dataclass(frozen=True)
class Strength:
    """How a text is rewritten: shares of its sentences kept and of its words changed, and what is done to the rest."""

    name: str
    kept: float
    words: float
    whole_head: bool = False
    reorder: bool = False
    lede: bool = True


STRENGTHS = (
    Strength("copy", 1.0, 0.0, lede=False),
    Strength("light", 0.9, 0.03),
    Strength("truncated", 0.4, 0.0, whole_head=True, lede=False),
    Strength("edited", 0.7, 0.1, reorder=True),
    Strength("reworded", 0.8, 0.2, reorder=True),
    Strength("heavy", 0.6, 0.2, reorder=True),
    Strength("paraphrase", 0.5, 0.35, reorder=True),
)


def rewritten(article: Article, strength: Strength) -> Article:
    """A reprint of the article, the same each time: other headline and furniture, sentences cut and moved, figures
    brought up to date, words changed; quotations are kept as they are."""
    chance = random.Random(f"{article.id} {strength.name}")
    sentences = [s for s in re.split(r"(?<=[.!?][\"”])\s+|(?<=[.!?])\s+|\n+", article.text) if s.strip()]
    keep = max(2, round(len(sentences) * strength.kept))
    if strength.whole_head:
        sentences = sentences[:keep]
    else:
        left = set(chance.sample(range(len(sentences)), min(keep, len(sentences))))
        sentences = [sentence for at, sentence in enumerate(sentences) if at in left]
    if strength.lede and sentences:
        sentences[0] = f"{chance.choice(FRONTS)} {sentences[0][:1].lower()}{sentences[0][1:]}"
        sentences.insert(0, chance.choice(LEDES))
    if strength.reorder:
        body = sentences[2:]
        blocks = [body[at : at + 2] for at in range(0, len(body), 2)]
        chance.shuffle(blocks)
        sentences = sentences[:2] + [sentence for block in blocks for sentence in block]
    changed = [_reworded(sentence, strength.words, chance) for sentence in sentences]
    around = chance.sample(FURNITURE, 3)
    paragraphs = [" ".join(changed[at : at + 3]) for at in range(0, len(changed), 3)]
    text = "\n\n".join([around[0], *paragraphs, *around[1:]])
    return Article(id=f"{article.id}+{strength.name}", text=text, title=chance.choice(HEADLINES))


def _reworded(sentence: str, share: float, chance: random.Random) -> str:
    """Words outside quotations replaced by others, dropped or followed by another; numbers over two go up by one."""
    parts = re.split(r"([“\"][^“”\"]*[”\"])", sentence)
    return "".join(part if at % 2 else _words(part, share, chance) for at, part in enumerate(parts))


def _words(text: str, share: float, chance: random.Random) -> str:
    words = []
    for word in text.split(" "):
        lower = word.lower()
        if share and lower.isdigit() and len(lower) < 4 and chance.random() < 0.3:
            words.append(str(int(lower) + 1))
        elif chance.random() >= share or not word:
            words.append(word)
        elif lower in SYNONYMS:
            words.append(SYNONYMS[lower].replace("_", " "))
        elif word[:1].isupper():
            words.append(word)  # Names stay; the share of words changed is that of the others.
        else:
            words.extend(chance.choice(([], [word, "reportedly"], [f"{word},"], ["such", word], ["this"])))
    return " ".join(words)


def bare(article: Article) -> Sketch:
    """The article's sketch without credits and publisher, so that wording alone decides."""
    return replace(sketch_of(article), credits=(), publisher=None)


@dataclass
class Tally:
    """Pairs of articles by what they are and whether lineage joined them."""

    found: int = 0
    missed: int = 0
    wrong: int = 0
    different: int = 0
    shared: int = 0

    def row(self, name: str) -> str:
        """One line: precision, recall, and the share of different articles that were joined."""
        precision = 100 * self.found / max(1, self.found + self.wrong)
        recall = 100 * self.found / max(1, self.found + self.missed)
        joined = f"{self.wrong} of {self.different} ({self.shared} more share text)"
        return f"{name:10s} precision {precision:5.1f}  recall {recall:5.1f}  joined wrongly {joined}"


def measure(
    clusters: Iterable[Sequence[Article]], strength: Strength, sketches: dict[str, Sketch]
) -> tuple[Tally, list[tuple[str, str]]]:
    """Lineages of each cluster's articles with a rewriting of each, against what was rewritten from what.

    Clusters may share articles; each pair counts once, as the first cluster that has it decides.
    """
    tally, wrong, seen = Tally(), [], set()
    for articles in clusters:
        texts = {article.id: article.text for article in articles}
        every = [copy for article in articles for copy in (article, rewritten(article, strength))]
        for article in every:
            if article.id not in sketches:
                sketches[article.id] = bare(article)
        where = {
            member: lineage.id
            for lineage in lineages(sketches[article.id] for article in every)
            for member, _ in lineage.members
        }
        for pair in combinations([article.id for article in every], 2):
            if pair in seen:
                continue
            seen.add(pair)
            one, other = (name.split("+")[0] for name in pair)
            joined = where[pair[0]] == where[pair[1]]
            if one == other:
                tally.found += joined
                tally.missed += not joined
            elif joined and verbatim(texts[one], texts[other]) >= SHARED:
                tally.shared += 1
            else:
                tally.different += 1
                tally.wrong += joined
                if joined:
                    wrong.append((one, other))
    return tally, wrong


@lru_cache(maxsize=100_000)
def verbatim(one: str, other: str) -> float:
    """The share of the shorter text's words that stand in common runs of six words or more."""
    words, others = (re.findall(r"\w+", text.lower()) for text in (one, other))
    matcher = difflib.SequenceMatcher(None, words, others, autojunk=False)
    runs = sum(block.size for block in matcher.get_matching_blocks() if block.size >= 6)
    return runs / max(1, min(len(words), len(others)))


SHARED = 0.25


def kept(clusters: Sequence[Sequence[Article]], strength: Strength) -> float:
    """The mean share of an article's three-word shingles that its rewriting still has, over every tenth cluster."""
    shares = []
    for article in (article for articles in clusters[::10] for article in articles):
        before, after = (_shingles(one.text) for one in (article, rewritten(article, strength)))
        shares.append(len(before & after) / max(1, len(before)))
    return sum(shares) / len(shares)


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return set(zip(words, words[1:], words[2:], strict=False))


def gold_clusters(shared: Path) -> list[list[Article]]:
    """Articles on one incident, by the gold's own clusters; one article in several clusters is in each."""
    texts = dict(_articles(shared / "gold" / "articles-dev.jsonl"))
    texts |= dict(_articles(shared / "gold" / "articles-train.jsonl"))
    marked = json.loads((shared / "gold" / "same-incident.json").read_text("utf-8"))
    clusters = [sorted({doc for doc, _ in cluster["members"]} & texts.keys()) for cluster in marked["clusters"]]
    return [[texts[doc] for doc in cluster] for cluster in clusters if len(cluster) > 1]


def gun_violence_clusters(shared: Path) -> list[list[Article]]:
    """Articles on one shooting."""
    clusters: dict[str, list[Article]] = {}
    for line in (shared / "data" / "gun_violence" / "articles.jsonl").read_text("utf-8").splitlines():
        row = json.loads(line)
        article = Article(id=row["id"], text=row["text"], title=row["title"], published=row["published"])
        clusters.setdefault(row["incident"], []).append(article)
    return [cluster for cluster in clusters.values() if len(cluster) > 1]


def raw_texts(shared: Path) -> list[list[Article]]:
    """Newswire and Wikinews texts, each by itself."""
    folder = shared / "data" / "raw"
    return [[article] for file in sorted(folder.glob("*.jsonl")) for _, article in _articles(file)]


def _articles(path: Path) -> Iterator[tuple[str, Article]]:
    for line in path.read_text("utf-8").splitlines():
        row = json.loads(line)
        yield row["id"], Article(id=row["id"], text=row["text"], title=row.get("title"), published=row.get("published"))


def speed(articles: Sequence[Article]) -> str:
    """Sketches a second of one core's time, and lineages of an incident with 200 articles."""
    start = time.process_time()
    made = [sketch_of(article) for article in articles]
    sketching = len(articles) / (time.process_time() - start)
    start = time.process_time()
    lineages(made[:200])
    grouping = time.process_time() - start
    return f"speed      {sketching:,.0f} sketches a second; lineages of 200 articles in {grouping:.3f} s"


def main() -> None:
    """Print precision and recall by strength of rewriting for each collection."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--show", type=int, default=0, help="how many pairs joined wrongly to name")
    parser.add_argument("--only", help="one collection")
    options = parser.parse_args()
    collections: Mapping[str, Callable[[Path], list[list[Article]]]] = {
        "gold": gold_clusters,
        "gun_violence": gun_violence_clusters,
        "raw": raw_texts,
    }
    for name, load in collections.items():
        if options.only in (None, name):
            clusters = load(options.shared)
            print(f"{name}: {len(clusters)} incidents or texts, {sum(map(len, clusters))} articles")
            sketches: dict[str, Sketch] = {}
            for strength in STRENGTHS:
                tally, wrong = measure(clusters, strength, sketches)
                print(f"  {tally.row(strength.name)}  kept {kept(clusters, strength):.0%}")
            for pair in sorted(set(wrong))[: options.show]:
                print("    joined:", *pair)
            print("  " + speed([article for cluster in clusters for article in cluster]))


if __name__ == "__main__":
    main()
