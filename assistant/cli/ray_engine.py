"""The same job over Ray Data (`--engine ray`, extra `ray`): for files too large for one machine."""

from __future__ import annotations

import logging
import os
import pickle
import tempfile
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.cli.engines import CHUNK, chunks
from assistant.errors import EngineError, MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from assistant.cli.job import Job
    from assistant.outcomes import Outcome
    from assistant.records import Row

ROWS_A_FILE = 4_096
READERS = 2


class Worker:
    """One actor: the job with its program, from table to table."""

    def __init__(self, job: Job) -> None:
        self.job = job

    def __call__(self, table: pa.Table) -> pa.Table:
        """Map a column of pickled rows to one of pickled outcomes, in order."""
        import pyarrow as pa

        # The pickles are our own: `on_ray` wrote them into a folder that only this user can read.
        rows = [pickle.loads(cell) for cell in table.column("row").to_pylist()]  # noqa: S301 - as said
        return pa.table({"outcome": [pickle.dumps(outcome) for outcome in self.job.run(rows)]})


def on_ray(job: Job, rows: Iterator[Row], workers: int) -> Iterator[list[Outcome]]:
    """Run on the cluster that RAY_ADDRESS names, or on one started here.

    The rows are first laid into Parquet files, in the order of the names, which Ray reads where it works: on a cluster
    TMPDIR must be a folder that all machines share. Raises MissingExtraError without Ray.
    """
    ray = started(workers)
    with tempfile.TemporaryDirectory(prefix="assistant-") as folder:
        paths = [str(path) for path in _files(rows, Path(folder))]
        if not paths:
            return
        mapped = ray.data.read_parquet(paths).map_batches(
            Worker, fn_constructor_args=(job,), batch_format="pyarrow", batch_size=CHUNK,
            compute=ray.data.ActorPoolStrategy(size=workers), num_cpus=1,
        )  # fmt: skip
        tables: Any = mapped.iter_batches(batch_format="pyarrow", batch_size=CHUNK, prefetch_batches=1)
        for table in checked(tables):
            yield [pickle.loads(cell) for cell in table.column("outcome").to_pylist()]  # noqa: S301 - as above


def started(workers: int) -> Any:
    """Return Ray with its Data, on the cluster that RAY_ADDRESS names or on one started here.

    Raises MissingExtraError without Ray.
    """
    try:
        import ray
        import ray.data
    except ImportError:
        raise MissingExtraError("--engine ray", "ray") from None
    # Locally Ray counts logical cores: with none to spare for its readers the actors would wait for them for ever.
    local: dict[str, Any] = {} if "RAY_ADDRESS" in os.environ else {"num_cpus": workers + READERS}
    ray.init(ignore_reinit_error=True, log_to_driver=False, logging_level=logging.ERROR, **local)
    logging.getLogger("ray.data").setLevel(logging.ERROR)
    context = ray.data.DataContext.get_current()
    context.execution_options.preserve_order = True
    context.enable_progress_bars = False
    return ray


def checked(tables: Iterator[Any]) -> Iterator[Any]:
    """Yield the tables. Raises EngineError with the first line of what Ray says."""
    from ray.exceptions import RayError

    try:
        yield from tables
    except RayError as error:
        raise EngineError(str(error).strip().partition("\n")[0]) from error


def _files(rows: Iterator[Row], folder: Path) -> Iterator[Path]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = count()
    schema = pa.schema([("row", pa.binary())])
    for chunk in chunks(rows, ROWS_A_FILE):
        path = folder / f"{next(names):08d}.parquet"
        pq.write_table(pa.table({"row": [pickle.dumps(row) for row in chunk]}, schema=schema), path)
        yield path
