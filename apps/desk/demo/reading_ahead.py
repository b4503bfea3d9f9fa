"""The next list is read while the house still works on the day before it.

What is in a file depends on nothing in the house, and the process that opens it keeps another processor busy. It is
read as every list is, within the same limits; what was not read ahead is read when it comes.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from apps.core.kept_files import stored_path
from apps.core.remembering import remember
from apps.customers.intake.reading import read_table
from apps.customers.intake.sheet import Workbook
from apps.customers.models import ImportBatch


class Ahead:
    """Lists on their way, by what is in them."""

    def __init__(self, *, folder: Path, readers: ThreadPoolExecutor) -> None:
        self._folder, self._readers = folder, readers
        self._begun: dict[bytes, Future[Workbook]] = {}

    def begin(self, content: bytes) -> None:
        path = self._folder / str(len(self._begun))
        path.write_bytes(content)
        self._begun[content] = self._readers.submit(read_table, path)

    def tell(self, batch: ImportBatch, content: bytes) -> None:
        """What is in the stored file of a list, for the open block of answers; a text is named as its file."""
        begun = self._begun.get(content)
        if begun is None:
            return
        path, book = stored_path(batch.file_path), begun.result()
        book.sheets[0].name = path.name
        remember(read_table, book, path)


@contextmanager
def reading_ahead() -> Iterator[Ahead]:
    with TemporaryDirectory() as folder, ThreadPoolExecutor(1) as readers:
        yield Ahead(folder=Path(folder), readers=readers)
