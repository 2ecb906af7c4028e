"""Compressed bodies unpacked as they come, never further than they may grow."""

import zlib
from typing import Protocol

_MOST_MEMBERS = 100


class TooLarge(Exception):
    """The body grows beyond what it may."""


class Broken(Exception):
    """The body is not what its encoding says, or ends too early."""


class UnknownEncoding(Exception):
    """The body is packed in a way that was not asked for."""


class Unpacker(Protocol):
    """Takes a body piece by piece."""

    def take(self, piece: bytes) -> None:
        """Unpack a piece. Raises TooLarge, Broken."""
        ...

    def body(self) -> bytes:
        """Give all that was unpacked. Raises Broken if its end is missing."""
        ...


def unpacker(encoding: str, limit: int) -> Unpacker:
    """For a Content-Encoding and the most bytes that the body may have. Raises UnknownEncoding."""
    name = encoding.strip().lower()
    if name in ("", "identity"):
        return _Plain(limit)
    if name in ("gzip", "x-gzip"):
        return _Zlib(limit, zlib.MAX_WBITS | 16)
    if name == "deflate":
        return _Zlib(limit, zlib.MAX_WBITS)
    raise UnknownEncoding


class _Plain:
    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._unpacked = bytearray()

    def take(self, piece: bytes) -> None:
        if len(self._unpacked) + len(piece) > self._limit:
            raise TooLarge
        self._unpacked += piece

    def body(self) -> bytes:
        return bytes(self._unpacked)


class _Zlib:
    def __init__(self, limit: int, window: int) -> None:
        self._limit = limit
        self._window = window
        self._packed = 0
        self._members = 1
        self._decoder = zlib.decompressobj(window)
        self._unpacked = bytearray()

    def take(self, piece: bytes) -> None:
        # Empty blocks unpack to nothing however many there are.
        self._packed += len(piece)
        if self._packed > self._limit:
            raise TooLarge
        rest = piece
        while rest:
            if self._decoder.eof:
                self._next_member()
            rest = self._some_of(rest)

    def body(self) -> bytes:
        if not self._decoder.eof:
            raise Broken
        return bytes(self._unpacked)

    def _some_of(self, packed: bytes) -> bytes:
        room = self._limit - len(self._unpacked) + 1
        try:
            self._unpacked += self._decoder.decompress(packed, room)
        except zlib.error:
            if self._window != zlib.MAX_WBITS or self._unpacked:
                raise Broken from None
            # Some servers take "deflate" by its word and leave out the frame (RFC 9110, 8.4.1.2).
            self._window = -zlib.MAX_WBITS
            self._decoder = zlib.decompressobj(self._window)
            return packed
        if len(self._unpacked) > self._limit:
            raise TooLarge
        return self._decoder.unused_data if self._decoder.eof else self._decoder.unconsumed_tail

    def _next_member(self) -> None:
        self._members += 1
        if self._members > _MOST_MEMBERS:
            raise Broken
        self._decoder = zlib.decompressobj(self._window)
