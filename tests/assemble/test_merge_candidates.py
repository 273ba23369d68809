"""Candidates: keys that last for ever, and the pairs that share one."""

import itertools
import os
import subprocess
import sys
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from histor.assemble.candidates import keys_of, pairs_of
from histor.record.profile import Profile
from histor.record.values import Place, TimeSpan
from strategies import profiles

TOWN = Profile(
    account="a#i1",
    article="a",
    published=None,
    publisher=None,
    foreground=True,
    aggregate=False,
    suicide=False,
    stage="accomplished",
    kinds=("bombing",),
    date=TimeSpan("2024-03-12", "2024-03-12"),
    place=Place("Sokode", "town", "Centrale", "TG", 8.98, 1.13),
    killed=None,
    wounded=None,
    places=("sokode",),
)


def meet(one: Profile, other: Profile) -> bool:
    """Whether two accounts are compared."""
    return not set(keys_of(one)).isdisjoint(keys_of(other))


@given(profiles())
def test_keys_are_sorted_different_and_of_63_bits(profile: Profile) -> None:
    keys = keys_of(profile)
    assert list(keys) == sorted(set(keys))
    assert all(0 <= key < 2**63 for key in keys)


def test_keys_are_the_same_in_every_process() -> None:
    code = "from test_merge_candidates import TOWN, keys_of; print(keys_of(TOWN))"
    paths = os.pathsep.join(path for path in sys.path if path)
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": paths}
        told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
        assert told.stdout.strip() == str(keys_of(TOWN))


@given(st.floats(-0.27, 0.27), st.floats(-0.27, 0.27), st.integers(-2, 2))
def test_near_places_within_two_days_meet(north: float, east: float, days: int) -> None:
    """The account of another kind, in a place of another name up to 0.27 degrees away."""
    day = f"2024-03-{12 + days}"
    place = Place("Tchamba", "town", "Centrale", "TG", 8.98 + north, 1.13 + east)
    other = replace(TOWN, place=place, places=("tchamba",), kinds=("kidnapping",), date=TimeSpan(day, day))
    assert meet(TOWN, other)


def test_an_undated_account_meets_through_place_and_kind() -> None:
    assert meet(TOWN, replace(TOWN, date=None))
    assert meet(TOWN, replace(TOWN, date=TimeSpan("2024-01-01", "2024-12-31")))


def test_an_account_without_place_meets_through_a_name() -> None:
    one, other = (
        replace(TOWN, victims=("kodjo ayite",)),
        replace(TOWN, place=None, places=(), persons=("kodzho ayitte",)),
    )
    assert meet(one, replace(other, kinds=("attack",), date=None))


def test_a_country_alone_meets_through_kind_and_month() -> None:
    assert meet(TOWN, replace(TOWN, place=Place("Togo", "country", None, "TG"), places=("togo",)))


def test_other_places_and_times_do_not_meet() -> None:
    far = replace(TOWN, place=Place("Kano", "town", "Kano", "NG", 12.0, 8.52), places=("kano",))
    assert not meet(TOWN, far)
    assert not meet(TOWN, replace(TOWN, kinds=("kidnapping",), date=TimeSpan("2024-04-12", "2024-04-12")))


@given(st.lists(st.frozensets(st.integers(0, 8), max_size=4), max_size=9), st.integers(2, 9))
def test_pairs_share_a_key_that_is_not_too_common(keys: list[frozenset[int]], cap: int) -> None:
    held = {key: [at for at, row in enumerate(keys) if key in row] for key in range(9)}
    wanted = {pair for owners in held.values() if len(owners) <= cap for pair in itertools.combinations(owners, 2)}
    assert pairs_of([sorted(row) for row in keys], cap).tolist() == [list(pair) for pair in sorted(wanted)]
