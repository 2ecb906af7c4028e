"""Numpy arrays as bytes and back, without believing what the bytes say of themselves."""

import io
import math
import re
from typing import Any

import numpy as np
from numpy.typing import NDArray

# What `np.save` writes for numbers by rows. Its own reader evaluates the header as Python.
_HEADER = re.compile(
    rb"\x93NUMPY\x01\x00(?P<length>..)"
    rb"\{'descr': '(?P<type><[iuf][48])', 'fortran_order': False, "
    rb"'shape': \((?P<shape>(?:\d{1,15},? ?)*)\), \} *\n",
    re.DOTALL,
)
_BEFORE = 10


def array_bytes(array: NDArray[Any]) -> bytes:
    """One array of numbers of four or eight bytes as a .npy file."""
    buffer = io.BytesIO()
    np.save(buffer, np.ascontiguousarray(array), allow_pickle=False)
    return buffer.getvalue()


def read_array(data: bytes, dimensions: int = 1) -> NDArray[Any]:
    """Read `array_bytes` back as a read-only array of that many dimensions; raises ValueError.

    `np.load` would take archives and believe a header that asks for gigabytes.
    """
    header = _HEADER.match(data)
    if not header or int.from_bytes(header["length"], "little") != header.end() - _BEFORE:
        raise ValueError("not an array of this format (numbers by rows, never pickle)")
    shape = tuple(int(length) for length in re.findall(rb"\d+", header["shape"]))
    numbers = np.frombuffer(data, dtype=header["type"].decode(), offset=header.end())
    if len(shape) != dimensions or math.prod(shape) != len(numbers):
        raise ValueError("an array has another shape than it says or than it should have")
    return numbers.reshape(shape)
