"""How well accounts are merged into incidents: B-cubed and pairwise P/R/F1 on three corpora, beside two baselines.

    python benchmarks/merging.py [--gold ../shared/gold] [--guns ../shared/data/gun_violence] [--read FOLDER]
        [--samples samples] [--json OUT]

Corpora (training/merging_data.py says how accounts are labelled):
- gold: the codings of gold/train and gold/dev with same-incident.json; accounts of rows marked unsure are left out.
- read: the reader's own output for the same articles, matched with the codings as evaluation matches them. The reader
  was trained on gold/train, so "dev" is given apart; accounts of which it cannot be said what they tell are left out.
- guns: gun_violence from the reader's output. All accounts are clustered; the main one of each article (the first in
  the foreground that is no toll over several attacks) stands for the article. "every article" counts those in which
  nothing was read too, each as one alone.

Rows: "all" are all accounts, those that are alone in their incident included; "listed" only those in a cluster or a
near miss of same-incident.json, which is harder and the headline. Every pair is scored by weights that were learned
without the incidents of its two accounts (five folds by incident). The link threshold is the one that Histor uses,
chosen on these scores; those of the TF-IDF baseline are the best in hindsight for each row, which favours it. Without
--read the articles are read first, into a temporary folder (half an hour). Where the shared folder is absent only the
samples are measured: articles of samples/merging and samples/articles, read and merged, must come out exactly as
samples/merging/clusters.json has them.

Needs scipy and scikit-learn beside Histor. Exit 1 where a sample comes out otherwise.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

sys.path.append(str(Path(__file__).parents[1] / "training"))

from floors import broken
from histor.assemble.candidates import keys_of, pairs_of
from histor.assemble.clustering import cluster
from histor.assemble.columns import columns_of
from histor.assemble.comparison import compare_all, weights
from histor.assemble.profiles import profile_of
from histor.ingest.options import IngestOptions
from histor.pipeline.reading import read_sources
from histor.read.reader import load_reader
from histor.record.profile import Profile
from histor.record.reading import Failure
from merging_data import Corpus, coded, main_account

LEAST = 0.05
"""Smaller chances are not kept by a ledger and count as nothing."""
COSINES = (0.15, 0.2, 0.25, 0.3, 0.4)
SHARED = Path(__file__).parents[1] / ".." / "shared"


@dataclass(frozen=True)
class Figures:
    """Precision, recall and F1 in percent, B-cubed and pairwise."""

    accounts: int
    incidents: int
    b_cubed: tuple[float, float, float]
    pairwise: tuple[float, float, float]


def figures(labels: Sequence[Any], found: Sequence[Any]) -> Figures:
    """How well clusters agree with labels (B-cubed: Bagga and Baldwin 1998)."""
    both = Counter(zip(labels, found, strict=True))
    wanted, given = Counter(labels), Counter(found)
    precision = sum(n * n / given[b] for (_, b), n in both.items()) / len(labels)
    recall = sum(n * n / wanted[a] for (a, _), n in both.items()) / len(labels)
    right, named, asked = (sum(n * (n - 1) // 2 for n in counts.values()) for counts in (both, given, wanted))
    pairwise = _percent(right / named if named else 1.0, right / asked if asked else 1.0)
    return Figures(len(labels), len(wanted), _percent(precision, recall), pairwise)


def _percent(precision: float, recall: float) -> tuple[float, float, float]:
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return 100 * precision, 100 * recall, 100 * f1


def clusters_of(
    profiles: Sequence[Profile], pairs: np.ndarray, scores: np.ndarray, link: float, reach: float = 0.0
) -> np.ndarray:
    """The number of each account's cluster."""
    keep = scores >= LEAST
    edges = zip(pairs[keep, 0].tolist(), pairs[keep, 1].tolist(), scores[keep].tolist(), strict=True)
    found = np.zeros(len(profiles), np.int64)
    for number, members in enumerate(
        cluster(dict(enumerate(p.article for p in profiles)), edges, link=link, reach=reach)
    ):
        found[list(members)] = number
    return found


def same_date_and_city(profiles: Sequence[Profile]) -> np.ndarray:
    """Baseline: accounts that name one day and one place by the same name; those that lack either are alone."""
    keys: dict[Any, int] = {}
    found = []
    for profile in profiles:
        dated = profile.date is not None and profile.date.earliest == profile.date.latest
        key = (str(profile.date), profile.places[0]) if dated and profile.place and profile.places else profile.account
        found.append(keys.setdefault(key, len(keys)))
    return np.array(found)


def cosines(texts: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Baseline: pairs of texts and the cosine of their TF-IDF vectors, where it is not next to nothing."""
    from sklearn.feature_extraction.text import TfidfVectorizer

    vectors = TfidfVectorizer(stop_words="english", sublinear_tf=True, min_df=2).fit_transform(texts)
    found = (vectors @ vectors.T).tocoo()
    keep = (found.row < found.col) & (found.data >= COSINES[0])
    return np.stack([found.row[keep], found.col[keep]], axis=1), found.data[keep]


Mask = Callable[[Corpus], np.ndarray]
"""Which accounts of a corpus a row counts."""


def _all(corpus: Corpus) -> np.ndarray:
    return np.array([label is not None for label in corpus.labels])


def _listed(corpus: Corpus) -> np.ndarray:
    return np.array(corpus.listed) & _all(corpus)


def _dev(corpus: Corpus) -> np.ndarray:
    return np.array([source == "dev" for source in corpus.sources]) & _all(corpus)


ROWS: tuple[tuple[str, str, Mask], ...] = (
    ("gold", "listed", _listed),
    ("gold", "all", _all),
    ("read", "listed", _listed),
    ("read", "all", _all),
    ("read", "dev, all", _dev),
    ("guns", "all", _all),
)


def measure(corpora: Sequence[Corpus], unread: Sequence[str]) -> list[tuple[str, str, str, Figures]]:
    """The table: corpus, accounts counted, method, figures."""
    from fit_merging import out_of_fold, sample_of

    samples = [sample_of(corpus) for corpus in corpora]
    table = []
    for sample, chances in zip(samples, out_of_fold(samples), strict=True):
        corpus = sample.corpus
        ours = clusters_of(corpus.profiles, sample.pairs, chances, weights().link, weights().reach)
        dated = same_date_and_city(corpus.profiles)
        pairs, likeness = cosines(corpus.texts)
        texts = {link: clusters_of(corpus.profiles, pairs, likeness, link) for link in COSINES}
        for name, counted, mask in ROWS:
            if name != corpus.name:
                continue
            rows = mask(corpus)
            score = _scorer(sample.labels[rows], rows)
            table.append((name, counted, "Histor", score(ours)))
            table.append((name, counted, "same date and city", score(dated)))
            best = max((score(found) for found in texts.values()), key=lambda row: row.b_cubed[2])
            table.append((name, counted, "TF-IDF cosine", best))
        if corpus.name == "guns":
            table.append(("guns", "every article", "Histor", _with_unread(corpus, ours, unread)))
    return table


def _scorer(labels: np.ndarray, rows: np.ndarray) -> Callable[[np.ndarray], Figures]:
    return lambda found: figures(labels.tolist(), found[rows].tolist())


def _with_unread(corpus: Corpus, found: np.ndarray, unread: Sequence[str]) -> Figures:
    """The figures where articles without accounts count as alone; `unread` are their incidents."""
    rows = _all(corpus)
    labels = [label for label in corpus.labels if label is not None] + list(unread)
    return figures(labels, [*found[rows].tolist(), *(-1 - at for at in range(len(unread)))])


def blocking(corpora: Sequence[Corpus]) -> list[tuple[str, float, int, float, float]]:
    """For each corpus: keys per account, candidate pairs, reduction ratio and pair completeness in percent."""
    rows = []
    for corpus in corpora:
        keys = [keys_of(profile) for profile in corpus.profiles]
        pairs = pairs_of(keys)
        labels, articles = coded(corpus.labels), np.array([profile.article for profile in corpus.profiles])
        pairs = pairs[articles[pairs[:, 0]] != articles[pairs[:, 1]]]
        same = (labels[pairs[:, 0]] == labels[pairs[:, 1]]) & (labels[pairs[:, 0]] >= 0)
        at = defaultdict(Counter)
        for label, article in zip(labels.tolist(), articles.tolist(), strict=True):
            at[label][article] += 1
        at.pop(-1, None)
        true = sum(sum(c.values()) ** 2 - sum(n * n for n in c.values()) for c in at.values()) / 2
        every = len(labels) * (len(labels) - 1) / 2
        per = sum(map(len, keys)) / len(keys)
        rows.append((corpus.name, per, len(pairs), 100 * (1 - len(pairs) / every), 100 * same.sum() / true))
    return rows


def samples_exact(folder: Path) -> list[str]:
    """A line for each cluster of the samples that reading and merging them did not give."""
    reader = load_reader()
    profiles, main = [], {}
    for outcome in read_sources(
        reader, [str(folder / "merging" / "articles.jsonl"), str(folder / "articles")], IngestOptions()
    ):
        if isinstance(outcome, Failure):
            return [f"{outcome.source}: {outcome.reason}"]
        article, reading = outcome
        main[article.id] = f"{article.id}#{main_account(reading)}"
        profiles += [profile_of(article, account, f"{article.id}#{account.id}") for account in reading.incidents]
    pairs = pairs_of([keys_of(profile) for profile in profiles])
    scored = compare_all(columns_of(profiles), pairs[:, 0], pairs[:, 1])
    found = clusters_of(profiles, pairs, scored.scores, weights().link, weights().reach)
    home = dict(zip((profile.account for profile in profiles), found.tolist(), strict=True))
    wanted = json.loads((folder / "merging" / "clusters.json").read_text("utf-8"))["clusters"]
    listed = {article: home.get(main[article]) for row in wanted for article in row["articles"]}
    wrong = []
    for row in wanted:
        got = {article for article, number in listed.items() if number == listed[row["articles"][0]]}
        if got != set(row["articles"]):
            wrong.append(f"{row['incident']}: {', '.join(sorted(got))} instead of {', '.join(sorted(row['articles']))}")
    return wrong


def read_all(gold: Path, guns: Path, folder: Path) -> Path:
    """Have `histor read` read the articles of the three corpora into a folder."""
    sources = {
        "train": gold / "articles-train.jsonl",
        "dev": gold / "articles-dev.jsonl",
        "gv": guns / "articles.jsonl",
    }
    for name, source in sources.items():
        with (folder / f"{name}.jsonl").open("wb") as out:
            command = [sys.executable, "-m", "histor.cli", "read", str(source), "--format", "jsonl"]
            subprocess.run(command, stdout=out, check=False)
    return folder


def main() -> int:
    """The exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=SHARED / "gold")
    parser.add_argument("--guns", type=Path, default=SHARED / "data" / "gun_violence")
    parser.add_argument("--read", type=Path)
    parser.add_argument("--samples", type=Path, default=Path(__file__).parents[1] / "samples")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    wrong = samples_exact(options.samples)
    print("samples: exact" if not wrong else "samples:\n  " + "\n  ".join(wrong))
    if options.gold.is_dir() and options.guns.is_dir():
        with tempfile.TemporaryDirectory() as temporary:
            below = _table(options, options.read or read_all(options.gold, options.guns, Path(temporary)))
        for line in below:
            print(line, file=sys.stderr)
        wrong += below
    else:
        print(f"merging: skipped, no gold at {options.gold} (it is not part of the project)")
    return bool(wrong)


def _table(options: argparse.Namespace, read: Path) -> list[str]:
    """Print the table; the figures below their floors."""
    from fit_merging import corpora as load

    corpora = load(options.gold, options.guns, read)
    rows = [json.loads(line) for line in (options.guns / "articles.jsonl").open(encoding="utf-8")]
    heard = {profile.article for profile in corpora[2].profiles}
    unread = [row["incident"] for row in rows if row["id"] not in heard]
    table = measure(corpora, unread)
    print(f"{'corpus':6} {'accounts':14} {'method':20} {'n':>5} {'of':>5}   B-cubed P / R / F1     pairwise P / R / F1")
    for corpus, counted, method, row in table:
        numbers = "   ".join(" ".join(f"{figure:6.1f}" for figure in part) for part in (row.b_cubed, row.pairwise))
        print(f"{corpus:6} {counted:14} {method:20} {row.accounts:5} {row.incidents:5}  {numbers}")
    blocks = blocking(corpora)
    print("\ncorpus  keys/account   pairs   reduction ratio   pair completeness")
    for name, per, pairs, reduction, completeness in blocks:
        print(f"{name:6} {per:12.1f} {pairs:9} {reduction:14.2f} % {completeness:16.1f} %")
    if options.json:
        cells = [{"corpus": c, "accounts": a, "method": m, **_row(f)} for c, a, m, f in table]
        names = ("corpus", "keys", "pairs", "reduction", "completeness")
        found = {
            "version": weights().version,
            "clustering": cells,
            "blocking": [dict(zip(names, b, strict=True)) for b in blocks],
        }
        options.json.write_text(json.dumps(found, indent=1, default=float) + "\n", "utf-8")
    return broken("merging", {f"{c}, {a}": f.b_cubed[2] for c, a, m, f in table if m == "Histor"})


def _row(row: Figures) -> dict[str, Any]:
    return {"n": row.accounts, "incidents": row.incidents, "b_cubed": row.b_cubed, "pairwise": row.pairwise}


if __name__ == "__main__":
    sys.exit(main())
