"""Care over Ray Data (`--engine ray`, extra `ray`): the same function from batch to batch, on many machines."""

from __future__ import annotations

import pickle
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assistant.cli.ray_engine import checked, started

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    import pyarrow as pa

    from assistant.care.intake import Batch
    from assistant.care.merge import Merged
    from assistant.care.steps import Step
    from assistant.cli.job import Recipe

AHEAD = 4  # batches a worker is given before the first comes back


@dataclass(frozen=True)
class CareRecipe:
    """How to make the settings of a merge anew on another machine."""

    recipe: Recipe
    steps: tuple[Step, ...]
    now: datetime | None
    unsubscribed: tuple[str, ...]
    mailed: bool


class Merger:
    """One actor: from pickled batches of orders to pickled messages."""

    def __init__(self, made_by: CareRecipe) -> None:
        from assistant.caring import Caring

        assistant = made_by.recipe.assistant()
        self._today = assistant.today
        self._settings = Caring(assistant).settings(
            made_by.steps, made_by.now, made_by.unsubscribed, mailed=made_by.mailed
        )

    def __call__(self, table: pa.Table) -> pa.Table:
        """Map a column of batches to one of what became of them, in order."""
        import pyarrow as pa

        from assistant.care.merge import merge

        # The pickles are our own: `RayMerging` wrote them into a folder that only this user can read.
        batches = [pickle.loads(cell) for cell in table.column("batch").to_pylist()]  # noqa: S301 - as said
        merged = [pickle.dumps(merge(batch, self._settings, self._today)) for batch in batches]
        return pa.table({"merged": pa.array(merged, pa.large_binary())})


class RayMerging:
    """Makes the messages of batches on Ray; what is read and written stays here, and so does the ledger."""

    def __init__(self, made_by: CareRecipe, workers: int) -> None:
        self._made_by, self._workers = made_by, workers

    def __call__(self, batches: Iterable[Batch]) -> Iterator[tuple[Batch, Merged]]:
        """Yield each batch with its messages, in order. Raises MissingExtraError, EngineError."""
        ray = started(self._workers)
        with tempfile.TemporaryDirectory(prefix="assistant-") as folder:
            waiting: list[Batch] = []
            for batch in batches:
                waiting.append(batch)
                if len(waiting) == AHEAD * self._workers:
                    yield from self._merged(ray, waiting, Path(folder))
                    waiting = []
            if waiting:
                yield from self._merged(ray, waiting, Path(folder))

    def _merged(self, ray: Any, batches: list[Batch], folder: Path) -> Iterator[tuple[Batch, Merged]]:
        import pyarrow as pa
        import pyarrow.parquet as pq

        paths = []
        for number, batch in enumerate(batches):
            cells = pa.array([pickle.dumps(batch.orders)], pa.large_binary())
            paths.append(str(folder / f"{number:04d}.parquet"))
            pq.write_table(pa.table({"batch": cells}), paths[-1])
        mapped = ray.data.read_parquet(paths).map_batches(
            Merger, fn_constructor_args=(self._made_by,), batch_format="pyarrow", batch_size=1,
            compute=ray.data.ActorPoolStrategy(size=self._workers), num_cpus=1,
        )  # fmt: skip
        tables: Any = mapped.iter_batches(batch_format="pyarrow", batch_size=1, prefetch_batches=1)
        cells = (cell for table in checked(tables) for cell in table.column("merged").to_pylist())
        for batch, cell in zip(batches, cells, strict=True):
            yield batch, pickle.loads(cell)  # noqa: S301 - as above
