"""An invented incident of two articles: the attack on Velmar of conftest, and a later report that names people too."""

from dataclasses import replace

from histor.assemble.resolution import resolve
from histor.export.merged_privacy import Merged
from histor.record.article import Article
from histor.record.incident import Incident, Lineage, Policy, Testimony
from histor.record.judgement import Correction
from histor.record.reading import Reading
from histor.record.values import Place, TimeSpan, Toll
from testimonies import Told

WITHHELD = ("Ada", "Invented", "Bela", "Madeup", "Caro", "Fictive")
"""Words of names that the first article's rule withholds; the second article marks none of them as private."""


def later_report() -> Testimony:
    """A second article on the attack, whose words, addresses and names carry what only the first one withholds."""
    told = Told(
        "velmar-mourns-ada-invented",
        "2021-03-06",
        publisher="The Velmar Post",
        grade="B",
        kinds=("bombing",),
        date=TimeSpan("2021-03-04", "2021-03-04"),
        place=Place("Ada Invented Square", "site", "Velmar Province", "ML", 16.271, -0.041),
        killed=Toll(7, 7, 7),
        wounded=Toll(10, None, 12),
    )
    told.says("killed", 7, "friends of Ada Invented", "seven died beside Ada Invented", "all")
    told.says("killed", 2, "Minister Dano Notreal", "two soldiers were killed", "security")
    told.says("perpetrator", "Fictive Brigade", "Bela Madeup", "the Fictive Brigade", status="suspected")
    told.says("perpetrator", "Velmar Front", "Minister Dano Notreal", "the Velmar Front", status="accused")
    told.says("target", "military", "CARO FICTIVE", "an army post")
    told.states("deny_responsibility", "The Fictive Brigade")
    told.states("explain", "Mrs Invented")
    one = told.testimony()
    article = replace(
        one.article,
        title="Velmar mourns Ada Invented",
        url="https://post.example/velmar-mourns-ada-invented",
        source="feed/ada_invented.html",
    )
    return replace(one, article=article)


def testimonies(article: Article, reading: Reading) -> tuple[Testimony, ...]:
    """The two accounts of the attack."""
    first = Testimony(f"{article.id}#i1", article, reading.incidents[0], reading.statements, "C")
    return first, later_report()


def incident(article: Article, reading: Reading, policy: Policy = "latest_reliable") -> Incident:
    """The attack as a policy resolves it, with corrections by an analyst whose words name people too."""
    told = testimonies(article, reading)
    first, second = (one.article.id for one in told)
    why = f"it shares eight words with {second}: seven died beside Ada Invented"
    lineage = Lineage(second, ((second, "original"), (first, "rewrite")), ((first, why),))
    place = {
        "name": "Caro Fictive Lane", "kind": "site", "admin1": None, "country": "ML",
        "lat": 16.2, "lon": -0.04, "geonames": None,
    }  # fmt: skip
    corrections = (
        Correction(told[1].account_id, "place", place, "A. Analyst", "Bela Madeup showed us", number=1),
        Correction(
            told[0].account_id, "perpetrators", ["Invented Cell"], "A. Analyst", "Ada Invented's file", number=2
        ),
    )
    return resolve("i-7", told, (lineage,), policy, corrections, score=0.875)


def merged(article: Article, reading: Reading, policy: Policy = "latest_reliable") -> Merged:
    """The attack on its way out, with the first article's whole reading."""
    return Merged(incident(article, reading, policy), (reading,), "2026-01-02T03:04:05+00:00")
