"""The parts of the outside check: strings as the protocols compare them, spans, groups, templates."""

import string
import sys
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

from muc4_parts.articles import ROLES, TYPES, Story, normal, read_stories
from muc4_parts.fillers import Filler, initials, marked_spans, trimmed
from muc4_parts.opinions import Opinion, joined, square
from muc4_parts.templates import Cuts, lay_templates


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ('The "Red Dawn" Front', "red dawn front"),
        ("a car-bomb", "carbomb"),
        ("mayor's  home", "mayors home"),
        ("an ambulance", "ambulance"),
        ("theater", "theater"),
        ("the", ""),
    ],
)
def test_strings_are_compared_without_case_marks_and_articles(words: str, expected: str) -> None:
    assert normal(words) == expected


@given(st.text(alphabet=string.printable))
def test_a_normal_form_is_its_own_and_has_no_marks(words: str) -> None:
    once = normal(words)
    assert normal(once) == once
    assert not set(once) & set(string.punctuation)
    assert once == once.strip()


def test_templates_of_a_key_are_read_with_both_types_where_it_leaves_the_choice(tmp_path: Path) -> None:
    path = tmp_path / "key.json"
    path.write_text(
        '{"docid": "1", "doctext": "a bomb hit the mill.", "templates": [{"incident_type": "bombing / attack", '
        '"PerpInd": [], "PerpOrg": [], "Target": [[["mill", 15]]], "Victim": [], "Weapon": [[["bomb", 2]]]}]}\n\n',
        "utf-8",
    )
    (story,) = read_stories(path, keyed=True)
    assert story.templates[0].types == ("bombing", "attack")
    assert story.templates[0].entities["Target"] == (("mill",),)
    assert story.templates[0].entities["Victim"] == ()


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [(4, 10, "red mill"), (0, 3, "the"), (3, 13, "red mill"), (4, 12, "red mill"), (9, 12, "mill")],
)
def test_a_span_is_grown_to_words_and_loses_blanks_and_marks_at_its_ends(start: int, end: int, expected: str) -> None:
    text = "the red mill, burnt"
    first, last = trimmed(text, start, end)
    assert text[first:last] == expected


@pytest.mark.parametrize(
    ("span", "expected"),
    [('"red dawn front', "red dawn front"), ('"red dawn" front', '"red dawn" front'), ("front (rdf", "front (rdf")],
)
def test_a_lone_quotation_mark_at_the_end_of_a_span_is_left_out(span: str, expected: str) -> None:
    text = f"the {span}) fled"
    first, last = trimmed(text, 4, 4 + len(span))
    assert text[first:last] == expected


@given(st.text(alphabet='ab ,.-"()', max_size=20), st.data())
def test_a_trimmed_span_lies_in_the_text(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = trimmed(text, start, end)
    assert 0 <= first <= last <= len(text)


def chances(*rows: tuple[float, float, float]) -> np.ndarray:
    return np.array(rows, dtype=np.float32)


def test_a_span_goes_on_while_the_next_token_is_likely_inside() -> None:
    tags = chances((0.9, 0.1, 0.0), (0.1, 0.9, 0.0), (0.05, 0.0, 0.95), (0.95, 0.0, 0.05), (1.0, 0.0, 0.0))
    assert [(a, b) for a, b, _ in marked_spans(tags, 0.5)] == [(1, 2)]


def test_a_span_whose_end_is_in_doubt_is_offered_both_ways() -> None:
    tags = chances((0.1, 0.9, 0.0), (0.4, 0.0, 0.6), (1.0, 0.0, 0.0))
    assert [(a, b) for a, b, _ in marked_spans(tags, 0.5)] == [(0, 0), (0, 1)]


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("rdf", "red dawn front", True),
        ("national army of villa serena", "navs", True),
        ("rdf", "red dawn", False),
        ("bank", "bank", False),
        ("rd", "red dawn", False),
    ],
)
def test_initials_may_skip_small_words(a: str, b: str, expected: bool) -> None:
    assert initials(a, b) is initials(b, a) is expected


def test_groups_join_by_their_mean_until_none_is_near() -> None:
    likeness = square(4, np.array([[0, 1], [2, 3], [1, 2]]), np.array([0.9, 0.8, 0.6], np.float32))
    groups = sorted(sorted(group) for group in joined(likeness, range(4), 0.5))
    assert groups == [[0, 1], [2, 3]]


def opinion(fillers: list[Filler], told: dict[str, float], kind: str, together: float, same: float) -> Opinion:
    """An opinion in which all fillers are right, in templates of one type."""
    count = len(fillers)
    kinds = np.zeros((count, len(TYPES)), np.float32)
    kinds[:, TYPES.index(kind)] = 0.95
    links = np.full((count, count), together, np.float32)
    alike = np.full((count, count), same, np.float32)
    np.fill_diagonal(links, 1.0)
    np.fill_diagonal(alike, 1.0)
    return Opinion(
        Story("x", ""), tuple(fillers), np.zeros(9, np.int64), np.full(count, 0.95, np.float32), kinds,
        np.array([told.get(name, 0.0) for name in TYPES], np.float32), alike, links,
    )  # fmt: skip


def filler(role: str, words: str, at: int) -> Filler:
    return Filler(ROLES.index(role), words, words, ((at, at),), 0.95)


VICTIMS = [filler("Victim", "anselmo quirarte", 1), filler("Victim", "bartolo nieves", 5)]
GUNMEN = filler("PerpInd", "gunmen", 3)


def test_victims_of_two_attacks_stand_in_two_templates_and_their_killers_in_both() -> None:
    seen = opinion([*VICTIMS, GUNMEN], {"attack": 0.95}, "attack", 0.0, 0.0)
    seen.together[2, :] = seen.together[:, 2] = 1.0
    templates = lay_templates(seen, Cuts())
    assert sorted(template["Victim"][0][0] for template in templates) == ["anselmo quirarte", "bartolo nieves"]
    assert all(template["PerpInd"] == [["gunmen"]] for template in templates)


def test_victims_of_one_attack_stand_in_one_template() -> None:
    (template,) = lay_templates(opinion(VICTIMS, {"attack": 0.95}, "attack", 1.0, 0.0), Cuts())
    assert len(template["Victim"]) == 2


def test_an_unlikely_article_has_no_templates() -> None:
    assert lay_templates(opinion([], {}, "attack", 0.0, 0.0), Cuts()) == []


CHANCE = st.floats(0, 1, width=32)


@given(st.lists(st.tuples(st.sampled_from(ROLES), CHANCE, CHANCE), max_size=7), CHANCE, st.integers(0, 2**32 - 1))
def test_whatever_the_heads_think_the_templates_are_whole(
    rows: list[tuple[str, float, float]], told: float, seed: int
) -> None:
    fillers = [Filler(ROLES.index(r), f"words {i}", f"words {i}", ((i, i),), m) for i, (r, m, _) in enumerate(rows)]
    seen = opinion(fillers, dict.fromkeys(TYPES, told), "attack", 0.0, 0.0)
    seen.right[:] = [right for _, _, right in rows]
    noise = np.random.default_rng(seed)
    seen.kinds[:] = noise.random(seen.kinds.shape)
    for matrix in (seen.same, seen.together):
        half = np.triu(noise.random(matrix.shape), 1)
        matrix[:] = half + half.T + np.eye(len(rows))
    for template in lay_templates(seen, Cuts()):
        assert template["incident_type"] in TYPES
        entities = [tuple(entity) for role in ROLES for entity in template[role]]
        assert len(entities) == len(set(entities))
        assert all(entities)


def test_an_article_to_be_read_needs_no_templates_and_may_hold_any_character(tmp_path: Path) -> None:
    path = tmp_path / "articles.json"
    path.write_text('{"docid": "1", "doctext": "a mill\u2028burnt.\x85", "templates": null}\n', "utf-8")
    assert list(read_stories(path, keyed=False)) == [Story("1", "a mill\u2028burnt.\x85")]
