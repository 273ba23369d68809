"""Incidents are found in regions of bounded size, whatever grows or is judged, as if all were found at once."""

import json
from collections.abc import Callable
from itertools import combinations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from merging_stories import Rules, Told, likeness, merge, partition, put

from histor.assemble.clustering import cluster, steps
from histor.ledger.merging.regions import Reach
from histor.ledger.store import Ledger
from histor.record.judgement import Judgement
from histor.record.reading import MadeBy

SMALL = Rules(link=0.25, reach=Reach(steps(0.15), 4), cap=1000)
"""Regions of more than four accounts are taken apart: towns by days, days by notes."""
ARTICLES = "abcdefgh"
DAYS = tuple(f"2024-03-0{day}" for day in range(1, 6))
TOLD = st.tuples(
    st.sampled_from(("Tarvik", "Osmere")),
    st.sampled_from(DAYS),
    st.sampled_from("xyz"),
)
READ = st.tuples(st.sampled_from(ARTICLES), st.lists(TOLD, max_size=2, unique=True))
JUDGED = st.tuples(st.sampled_from(ARTICLES), st.sampled_from(ARTICLES), st.sampled_from(("same", "different")))
ACTS = st.lists(READ | JUDGED | st.just("merge"), min_size=2, max_size=24)


class World:
    """What was read and judged, and the incidents that follow from all of it at once."""

    def __init__(self) -> None:
        self.told: dict[str, list[Told]] = {}
        self.put = 0
        self.judged: dict[tuple[str, str], tuple[str, int]] = {}

    def incidents(self) -> list[tuple[str, ...]]:
        """Clusters over all accounts in memory."""
        told = {f"{name}#i{n}": one for name, accounts in self.told.items() for n, one in enumerate(accounts, 1)}
        features = {account: json.dumps(one).encode() for account, one in told.items()}
        pairs = [(a, b) for a, b in combinations(sorted(told), 2) if a[0] != b[0]]
        edges = [(a, b, likeness(features[a], features[b]).score) for a, b in pairs]
        verdicts = {
            kind: [(a, b, number) for (a, b), (said, number) in self.judged.items() if said == kind]
            for kind in ("same", "different")
        }
        return cluster(
            {account: account[0] for account in told}, [edge for edge in edges if edge[2]],
            verdicts["same"], verdicts["different"], SMALL.link, SMALL.reach.steps[0], SMALL.reach.most,
        )  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ACTS)
def test_regions_that_grow_and_shrink_end_as_if_all_had_been_merged_at_once(
    fresh_ledger: Callable[[], Ledger], acts: list[object]
) -> None:
    with fresh_ledger() as ledger:
        world = World()
        for act in acts:
            _do(ledger, world, act)
        merge(ledger, rules=SMALL)

        assert sorted(tuple(sorted(members)) for members in partition(ledger).values()) == world.incidents()


def _do(ledger: Ledger, world: World, act: object) -> None:
    match act:
        case "merge":
            merge(ledger, rules=SMALL)
        case (str(name), list(told)) if not any(f"{name}#i1" in pair for pair in world.judged):
            world.put += 1
            newer = MadeBy("0.1.0", f"invented-{world.put}", "s")
            put(ledger, name, *told, made_by=newer, publisher=f"The {world.put}th Post")
            world.told[name] = told
        case (str(one), str(other), str(verdict)) if one != other and world.told.get(one) and world.told.get(other):
            merge(ledger, rules=SMALL)
            first, second = sorted((f"{one}#i1", f"{other}#i1"))
            kept = ledger.merging.judge(Judgement(first, second, verdict, "A. Analyst", ("seen",)))  # type: ignore[arg-type]
            world.judged[first, second] = verdict, kept.number or 0


def test_a_region_that_grows_too_large_is_taken_apart_whole_and_put_together_when_it_shrinks(
    fresh_ledger: Callable[[], Ledger],
) -> None:
    with fresh_ledger() as ledger:
        for name, day, note in (("a", 1, "x"), ("b", 2, "x"), ("c", 3, "y"), ("d", 4, "y")):
            put(ledger, name, ("Tarvik", f"2024-03-0{day}", note))
        merge(ledger, rules=SMALL)
        small = partition(ledger)
        put(ledger, "e", ("Tarvik", "2024-03-06", "z"))
        merge(ledger, rules=SMALL)
        grown = partition(ledger)
        put(ledger, "e", ("Osmere", "2024-03-06", "z"))
        merge(ledger, rules=SMALL)

        assert sorted(map(sorted, small.values())) == [["a#i1", "b#i1"], ["c#i1", "d#i1"]]
        assert sorted(map(sorted, grown.values())) == [[f"{name}#i1"] for name in "abcde"]
        assert sorted(map(sorted, partition(ledger).values())) == [["a#i1", "b#i1"], ["c#i1", "d#i1"], ["e#i1"]]
