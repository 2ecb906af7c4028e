"""Numpy arrays as bytes and back, without believing what the bytes say of themselves."""

import io
import math
from typing import Any

import numpy as np
from numpy.typing import NDArray


def array_bytes(array: NDArray[Any]) -> bytes:
    """One array as a .npy file, without pickle."""
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(array), allow_pickle=False)
    return buffer.getvalue()


def read_array(data: bytes, dimensions: int = 1) -> NDArray[Any]:
    """Read `array_bytes` back as a read-only array of that many dimensions; raises ValueError.

    `np.load` would take archives and believe a header that asks for gigabytes.
    """
    file = io.BytesIO(data)
    if np.lib.format.read_magic(file) != (1, 0):
        raise ValueError("not an array of this format")
    shape, by_columns, dtype = np.lib.format.read_array_header_1_0(file)
    if dtype.hasobject or dtype.kind not in "iuf" or len(shape) != dimensions or by_columns and dimensions > 1:
        raise ValueError(f"not {dimensions}-dimensional numbers by rows (allow_pickle is never set)")
    numbers = np.frombuffer(data, dtype=dtype, offset=file.tell())
    if min(shape) < 0 or math.prod(shape) != len(numbers):
        raise ValueError("an array has another length than it says")
    return numbers.reshape(shape)
