"""Readers that misbehave, to be run by `corpus.confined`."""

import os
import signal
import time
from typing import Any

from corpus.confined import Unreadable
from corpus.faults import Fault


def echoing(data: bytes, details: dict[str, Any]) -> dict[str, Any]:
    return {"text": data.decode(), "details": details, "environment": sorted(os.environ)}


def greedy(data: bytes, details: dict[str, Any]) -> dict[str, Any]:
    return {"length": len(bytearray(8_000_000_000))}


def busy(data: bytes, details: dict[str, Any]) -> dict[str, Any]:
    while True:
        pass


def idle(data: bytes, details: dict[str, Any]) -> dict[str, Any]:
    time.sleep(60)
    return {}


def recursing(data: bytes, details: dict[str, Any]) -> dict[str, Any]:
    return recursing(data, details)


def failing(data: bytes, details: dict[str, Any]) -> dict[str, Any]:
    raise ZeroDivisionError


def exhausted(data: bytes, details: dict[str, Any]) -> dict[str, Any]:
    raise MemoryError


def dying(data: bytes, details: dict[str, Any]) -> dict[str, Any]:
    os.kill(os.getpid(), signal.SIGSEGV)
    return {}


def leaving(data: bytes, details: dict[str, Any]) -> dict[str, Any]:
    os._exit(3)


def verbose(data: bytes, details: dict[str, Any]) -> dict[str, Any]:
    return {"text": "a" * 40_000_000}


def refusing(data: bytes, details: dict[str, Any]) -> dict[str, Any]:
    raise Unreadable(Fault.NOT_A_FEED, "apa ini")
