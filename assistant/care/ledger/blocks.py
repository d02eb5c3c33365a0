"""The texts of a batch as the ledger holds them: an Arrow stream, compressed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

if TYPE_CHECKING:
    from collections.abc import Sequence

WORDS = ("to", "subject", "body")  # what of a message names its buyer, or may


def packed(messages: pa.RecordBatch) -> bytes:
    """Return messages as a block."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, messages.schema, options=pa.ipc.IpcWriteOptions(compression="zstd")) as writer:
        writer.write_batch(messages)
    return bytes(sink.getvalue())


def read_block(texts: bytes) -> pa.Table:
    """Return the messages of a block."""
    with pa.ipc.open_stream(texts) as reader:
        return reader.read_all()


def without_words(messages: pa.Table, places: Sequence[int]) -> bytes:
    """Return the block of these messages, those at the places without recipient, subject and text."""
    rows = messages.to_pylist()
    for place in places:
        rows[place] |= dict.fromkeys(WORDS, "")
    return packed(pa.RecordBatch.from_pylist(rows, schema=messages.schema))
