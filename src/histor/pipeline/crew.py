"""Processes that help the foreman of merging: each opens the ledger for itself, to read only."""

import multiprocessing
import os
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import ExitStack
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, TypeVar

if TYPE_CHECKING:
    from histor.ledger.merging.merged import Merging
    from histor.ledger.store import Ledger

J = TypeVar("J")
R = TypeVar("R")
AHEAD: Final = 2
"""Jobs handed out for each helper, so that none waits for the foreman to write."""
_opened: "list[Merging]" = []


class Crew:
    """One worker is the foreman alone; with more there are so many helpers beside the foreman. Used with `with`."""

    def __init__(self, ledger: "Ledger", workers: int) -> None:
        self._ledger = ledger
        self._workers = workers
        self._stack = ExitStack()
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Crew":
        if self._workers > 1:
            # A forked connection would be shared with the foreman's.
            context = multiprocessing.get_context("spawn")
            pool = ProcessPoolExecutor(self._workers, context, _begin, (self._ledger.address,))
            self._pool = self._stack.enter_context(pool)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None and error is not None:
            self._pool.shutdown(cancel_futures=True)
        self._stack.close()

    def each(self, work: "Callable[[Merging, J], R]", jobs: Iterable[J]) -> Iterator[R]:
        """What the work gives for each job, in order. `work` stands in a module: helpers import it by its name."""
        if self._pool is None:
            yield from (work(self._ledger.merging, job) for job in jobs)
            return
        out: deque[Future[R]] = deque()
        for job in jobs:
            out.append(self._pool.submit(_do, work, job))
            if len(out) >= AHEAD * self._workers:
                yield out.popleft().result()
        while out:
            yield out.popleft().result()


def _begin(address: str) -> None:
    from histor.ledger.open import open_ledger

    _opened.append(open_ledger(address, read_only=True).merging)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """A helper whose foreman was killed would wait for jobs for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _do(work: "Callable[[Merging, Any], R]", job: Any) -> R:
    return work(_opened[0], job)
