"""What a person sees while articles are read: progress, a line for each failure, a sum at the end."""

import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING

from histor.cli.printing import Pair
from histor.cli.terminal import console, is_terminal, say, shown_line
from histor.pipeline.reading import Outcome
from histor.record.reading import Failure

if TYPE_CHECKING:
    from rich.progress import Progress


class Watch:
    """Counts outcomes as they pass by. Progress and the sum are for a terminal alone; failures are always said."""

    def __init__(self, *, progress: bool) -> None:
        self.articles = self.incidents = self.failed = 0
        self._for_person = is_terminal(sys.stderr)
        self._progress = _progress() if progress and self._for_person else None
        self._since = time.monotonic()

    def readings(self, outcomes: Iterable[Outcome]) -> Iterator[Pair]:
        """The articles that could be read, with their readings; the progress is gone before the last is handed on."""
        with self._progress_shown():
            for outcome in outcomes:
                if isinstance(outcome, Failure):
                    self.failed += 1
                    self._say(failure_line(outcome))
                else:
                    self.articles += 1
                    self.incidents += len(outcome[1].incidents)
                self._advance()
                if not isinstance(outcome, Failure):
                    yield outcome

    def sum_up(self, kept_in: str | None) -> None:
        """One line on what was read, to a person."""
        if not self._for_person:
            return
        where = f"; kept in {kept_in}" if kept_in else ""
        say(f"{self._so_far()} in {time.monotonic() - self._since:.1f} s{where}")

    def _so_far(self) -> str:
        failed = f", {self.failed} could not be read" if self.failed else ""
        return f"{_count(self.articles, 'article')}, {_count(self.incidents, 'incident')}{failed}"

    def _progress_shown(self) -> AbstractContextManager[object]:
        if self._progress is None:
            return nullcontext()
        self._progress.add_task("reading", total=None)
        return self._progress

    def _advance(self) -> None:
        if self._progress is not None:
            speed = (self.articles + self.failed) / max(time.monotonic() - self._since, 1e-9)
            self._progress.update(self._progress.task_ids[0], description=f"{self._so_far()} · {speed:.1f} a second")

    def _say(self, line: str) -> None:
        if self._progress is None:
            say(line)
        else:
            from rich.text import Text

            self._progress.console.print(Text(shown_line(line), "red"), soft_wrap=True)


def failure_line(failure: Failure) -> str:
    """Source, reason and remedy on one line; a reason that names the source already is not given it twice."""
    named = failure.reason if failure.reason.startswith(f"{failure.source}:") else f"{failure.source}: {failure.reason}"
    return f"{named} ({failure.remedy})" if failure.remedy and not named.endswith(f"({failure.remedy})") else named


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"


def _progress() -> "Progress":
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    # Results may go to the same terminal on standard output, so nothing may be redirected through the bar.
    return Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        TimeElapsedColumn(),
        console=console(sys.stderr),
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    )
