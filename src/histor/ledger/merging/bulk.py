"""Many rows at once, the way each database does it best: the one place where merging knows which database it has."""

import json
from collections.abc import Iterable, Sequence
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    ColumnElement,
    Connection,
    Table,
    TableValuedAlias,
    Text,
    cast,
    func,
    insert,
    literal,
    select,
)

from histor.ledger.exact import Exact, stored

_POSTGRES: Final = "postgresql"
_LEAVE: Final = "ON CONFLICT DO NOTHING"


def among(connection: Connection, numbers: Iterable[int]) -> TableValuedAlias:
    """A table of one column, `value`, with these numbers: to be joined with, however many they are."""
    values = [int(number) for number in numbers]
    if connection.dialect.name == _POSTGRES:
        return func.unnest(literal(values, ARRAY(BigInteger))).table_valued("value").render_derived()
    return func.json_each(json.dumps(values)).table_valued("value")


def listed(connection: Connection, column: ColumnElement[int]) -> ColumnElement[str]:
    """The numbers of a group in one text, parted by commas."""
    if connection.dialect.name == _POSTGRES:
        return func.string_agg(cast(column, Text), ",")
    return func.group_concat(column, ",")


def insert_new(connection: Connection, table: Table, rows: Sequence[tuple[Any, ...]]) -> None:
    """Insert rows, values in the order of the table's columns; rows whose key is there already are left out.

    For numbers, text and bytes; they go to the driver as they are, which for a million of them is what takes the time.
    """
    if not rows:
        return
    exact = [isinstance(column.type, Exact) for column in table.columns]
    if any(exact):
        rows = [
            tuple(
                stored(value) if text and value is not None else value for value, text in zip(row, exact, strict=True)
            )
            for row in rows
        ]
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    head = f'INSERT INTO "{table.name}" ({names})'
    if connection.dialect.name == _POSTGRES:
        kinds = (column.type.compile(connection.dialect).partition("(")[0] for column in table.columns)
        arrays = ", ".join(f"%s::{kind}[]" for kind in kinds)
        # Only names of our own tables and columns stand in it.
        sql = f"{head} SELECT * FROM unnest({arrays}) {_LEAVE}"  # noqa: S608
        connection.exec_driver_sql(sql, tuple(map(list, zip(*rows, strict=True))))
    else:
        marks = ", ".join("?" * len(exact))
        connection.exec_driver_sql(f"{head} VALUES ({marks}) {_LEAVE}", list(rows))


def insert_rows(connection: Connection, table: Table, rows: Sequence[dict[str, Any]]) -> None:
    """Insert rows of any kind of column."""
    if rows:
        connection.execute(insert(table), rows)


def next_number(connection: Connection, table: Table) -> int:
    """The number after the highest, for who holds the write lock."""
    (key,) = table.primary_key
    return int(connection.execute(select(func.coalesce(func.max(key), 0))).scalar_one()) + 1
