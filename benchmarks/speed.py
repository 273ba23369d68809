"""Speed that compares: the whole reading against the bare encoder, on the same articles in the same minute.

    python benchmarks/speed.py [ARTICLES] [--threads 2] [--rounds 3]

Articles per second say as much about the machine as about Histor; how many times longer a reading takes than its
encoder alone says what the rest of the reader costs, on any machine. Both are run in turn, round by round, so that
other work on the machine slows both alike; the median round counts. Articles are the shared ones where they exist,
else the samples. Peak memory is the whole process's, with model, gazetteer and libraries.
"""

import argparse
import os
import resource
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from histor.ingest.sources import open_sources
from histor.read.reader import Reader, load_reader
from histor.record.article import Article
from histor.settings import Settings

ROOT: Final = Path(__file__).parents[1]
SHARED: Final = ROOT / ".." / "shared" / "gold" / "articles-dev.jsonl"
SAMPLES: Final = ROOT / "samples" / "articles"


@dataclass(frozen=True, slots=True)
class Round:
    """Seconds for all articles, by the encoder alone and by the whole reader."""

    encoder: float
    reader: float


def run_round(reader: Reader, articles: Sequence[Article]) -> Round:
    """Both passes over all articles, one after the other."""
    encoder = reader.tools.encoder
    return Round(
        encoder=_seconds(lambda article: encoder.see(article.title or "", article.text), articles),
        reader=_seconds(reader.read, articles),
    )


def _seconds(work: Callable[[Article], object], articles: Sequence[Article]) -> float:
    start = time.perf_counter()
    for article in articles:
        work(article)
    return time.perf_counter() - start


def peak_memory() -> float:
    """The most memory this process has held so far, in MB."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit code is 1 where there is nothing to read."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("articles", nargs="?", type=Path, default=SHARED if SHARED.exists() else SAMPLES)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args(arguments)
    articles = [found for found in open_sources([str(options.articles)]) if isinstance(found, Article)]
    if not articles:
        print(f"speed: no articles in {options.articles}", file=sys.stderr)
        return 1
    reader = load_reader(Settings.from_environment(os.environ).model, options.threads)
    loaded = peak_memory()
    run_round(reader, articles[:5])  # the first runs pay for allocations that no later one does
    rounds = [run_round(reader, articles) for _ in range(options.rounds)]
    count, characters = len(articles), sum(len(article.text) for article in articles)
    for name in ("encoder", "reader"):
        seconds = statistics.median(getattr(one, name) for one in rounds)
        print(f"{name:8s} {count / seconds:7.1f} articles/s {characters / seconds / 1000:8.1f} thousand characters/s")
    print(f"a reading takes {statistics.median(one.reader / one.encoder for one in rounds):.2f} times its encoder")
    print(f"{count} articles of {characters // count} characters, {options.threads} threads, {options.rounds} rounds")
    print(f"peak memory {peak_memory():.0f} MB ({loaded:.0f} MB when loaded)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
