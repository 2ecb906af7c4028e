"""Arrays as bytes: what was written comes back, and nothing else does."""

import io

import numpy as np
import pytest

from index.arrays import array_bytes, read_array


@pytest.mark.parametrize(
    "array", [np.arange(5, dtype=np.int32), np.zeros((0, 3), np.float32), np.eye(3, dtype=np.float32).T]
)
def test_an_array_comes_back(array: np.ndarray) -> None:
    again = read_array(array_bytes(array), array.ndim)
    assert again.dtype == array.dtype
    assert again.tolist() == array.tolist()
    assert not again.flags.writeable


def _written(array: np.ndarray, *, pickle: bool = False) -> bytes:
    buffer = io.BytesIO()
    np.save(buffer, array, allow_pickle=pickle)
    return buffer.getvalue()


def _claiming(shape: str) -> bytes:
    return array_bytes(np.arange(4.0)).replace(b"(4,), }".ljust(len(shape) + 3), f"{shape}, }}".encode())


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 an archive",
        array_bytes(np.eye(2)),
        _written(np.array([{}], dtype=object), pickle=True),
        _written(np.array(["kopi"])),
        _written(np.array([True])),
        array_bytes(np.arange(4.0))[:-8],
        array_bytes(np.arange(4.0)) + bytes(8),
        array_bytes(np.arange(4.0)) + b"x",
        _claiming("(9999999999,)"),
        _claiming("(-4,)"),
        array_bytes(np.arange(4.0)).replace(b"NUMPY\x01", b"NUMPY\x02"),
        array_bytes(np.arange(4.0)).replace(b"{'descr'", b"{((((((("),
    ],
)
def test_what_is_no_row_of_numbers_is_refused(data: bytes) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        read_array(data)


def test_a_matrix_by_columns_is_refused() -> None:
    with pytest.raises(ValueError, match="by rows"):
        read_array(_written(np.asfortranarray(np.eye(3) + 1)), 2)
