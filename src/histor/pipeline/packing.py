"""Columns of profiles as bytes, one string for each profile, so that a ledger can keep them and many be read at once.

A profile's string is its single numbers, the lengths of its lists, and the lists. Lists are kept without the zeros at
their end, with which columns fill them up. All is little-endian, in units of 4 bytes.
"""

from collections.abc import Sequence
from dataclasses import fields
from functools import cache
from hashlib import blake2b
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from histor.assemble.columns import Columns, columns_of

_UNIT: Final = 4
_TOTAL: Final = "word_total"
"""A column that is the sum of another."""


class Layout(NamedTuple):
    """Which columns have one number for each profile and which a list; how the single numbers lie together."""

    singles: tuple[str, ...]
    lists: tuple[tuple[str, Any, int], ...]
    head: Any


@cache
def layout() -> Layout:
    """The layout of this version's columns, found from columns of no profile."""
    empty = {field.name: getattr(columns_of(()), field.name) for field in fields(Columns) if field.name != _TOTAL}
    singles = [(name, column.dtype.newbyteorder("<")) for name, column in empty.items() if column.ndim == 1]
    lists = [
        (name, column.dtype.newbyteorder("<"), column.shape[1]) for name, column in empty.items() if column.ndim > 1
    ]
    head = np.dtype([*singles, ("lengths", "<u1", (-len(lists) % _UNIT + len(lists),))])
    return Layout(tuple(name for name, _ in singles), tuple(lists), head)


def layout_version() -> str:
    """Eight letters that are others where strings of this version cannot be read by another."""
    return blake2b(repr(layout()).encode(), digest_size=4).hexdigest()


def pack(columns: Columns) -> list[bytes]:
    """Each row of the columns as a string."""
    how = layout()
    heads = np.zeros(len(columns), how.head)
    for name in how.singles:
        heads[name] = getattr(columns, name)
    pieces: list[list[bytes]] = [[] for _ in range(len(columns))]
    for place, (name, kind, _) in enumerate(how.lists):
        matrix = np.ascontiguousarray(getattr(columns, name), kind)
        lengths = _lengths(matrix)
        heads["lengths"][:, place] = lengths
        for row, length in enumerate(lengths.tolist()):
            pieces[row].append(matrix[row, :length].tobytes())
    return [heads[row].tobytes() + b"".join(pieces[row]) for row in range(len(columns))]


def _lengths(matrix: NDArray[Any]) -> NDArray[np.int64]:
    """The length of each row without the zeros at its end."""
    told = matrix != 0
    return np.where(told.any(axis=1), matrix.shape[1] - told[:, ::-1].argmax(axis=1), 0)


def unpack(packed: Sequence[bytes]) -> Columns:
    """The columns whose rows these strings are."""
    how = layout()
    units = np.frombuffer(b"".join(packed), "<u4")
    sizes = np.array([len(row) // _UNIT for row in packed], np.int64)
    starts = np.cumsum(sizes) - sizes
    head_units = how.head.itemsize // _UNIT
    rows = np.ascontiguousarray(units[starts[:, None] + np.arange(head_units)])
    heads = rows.view(how.head).reshape(-1) if len(packed) else np.zeros(0, how.head)
    found: dict[str, NDArray[Any]] = {name: np.ascontiguousarray(heads[name]) for name in how.singles}
    at = starts + head_units
    every = heads["lengths"].astype(np.int64)
    for place, (name, kind, least) in enumerate(how.lists):
        alike = [other for other, (title, _, _) in enumerate(how.lists) if _family(title) == _family(name)]
        width = max(least, int(every[:, alike].max(initial=0)))
        found[name] = _matrix(units, at, every[:, place], kind, width)
        at = at + every[:, place] * (kind.itemsize // _UNIT)
    return Columns(**found, **{_TOTAL: found["word_weights"].sum(axis=1)})


def _family(name: str) -> str:
    """What lists have in common that run in parallel, such as `victim_last` and `victim_first`."""
    return name.partition("_")[0]


def _matrix(
    units: NDArray[np.uint32], at: NDArray[np.int64], lengths: NDArray[np.int64], kind: Any, width: int
) -> NDArray[Any]:
    """Lists that begin at these places, one for each row, filled up with zeros."""
    each = kind.itemsize // _UNIT
    filled = np.arange(width * each) < (lengths * each)[:, None]
    matrix = np.zeros((len(lengths), width * each), "<u4")
    matrix[filled] = units[(at[:, None] + np.arange(width * each))[filled]]
    return matrix.view(kind)
