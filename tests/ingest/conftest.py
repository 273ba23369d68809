"""The two ways to read sources in these tests: what came out, and what did not."""

from collections.abc import Callable
from pathlib import Path

import pytest

from histor.ingest.options import IngestOptions
from histor.ingest.sources import open_sources
from histor.record.article import Article
from histor.record.reading import Failure

Articles = Callable[..., list[Article]]


@pytest.fixture
def read() -> Callable[..., list[Article | Failure]]:
    """Read sources with options given by name."""

    def read(*sources: object, **options: object) -> list[Article | Failure]:
        return list(open_sources([str(source) for source in sources], IngestOptions(**options)))  # type: ignore[arg-type]

    return read


@pytest.fixture
def articles(read) -> Articles:
    """Read sources that must all succeed."""

    def articles(*sources: object, **options: object) -> list[Article]:
        items = read(*sources, **options)
        assert [item for item in items if isinstance(item, Failure)] == []
        return items

    return articles


@pytest.fixture
def failure(read) -> Callable[..., Failure]:
    """Read a source that must give one failure and nothing else."""

    def failure(*sources: object, **options: object) -> Failure:
        items = read(*sources, **options)
        assert len(items) == 1 and isinstance(items[0], Failure), items
        return items[0]

    return failure


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str, bytes | str], Path]:
    """Write a file: text as UTF-8 with its line ends as given."""

    def file(name: str, content: bytes | str) -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return file
