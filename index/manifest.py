"""The manifest of a generation: what its files must be, under a checksum of its own.

    {"format": 1, "generation": "v000012", "when": …, <facts>, "files": {name: {bytes, sha256}}, "sha256": …}

Nothing here touches the disk.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

FORMAT = 1
MANIFEST = "MANIFEST.json"
MAX_MANIFEST_BYTES = 1 << 20
_FILE = re.compile(r"(?:[a-z0-9_-]+/)?[a-z0-9_-]+\.[a-z0-9]+")


def entry_of(data: bytes) -> dict[str, Any]:
    """What the manifest lists of a file."""
    return {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}


def seal(generation: str, when: str, facts: Mapping[str, Any], entries: Mapping[str, Any]) -> bytes:
    """The bytes of the manifest of the files with these entries."""
    return _sealed({"format": FORMAT, "generation": generation, "when": when, **facts, "files": entries})


def unseal(generation: str, data: bytes) -> Mapping[str, Any]:
    """Read a manifest back. Raises ValueError with what is wrong: not as written, or of something else."""
    try:
        manifest = json.loads(data)
        whole = data == _sealed(manifest)
        entries = [(file, entry["bytes"], entry["sha256"]) for file, entry in manifest["files"].items()]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ValueError("is damaged") from None
    if not whole:
        raise ValueError("has changed since it was published")
    if manifest.get("generation") != generation or manifest.get("format") != FORMAT:
        raise ValueError(f"is not one of format {FORMAT} for {generation}")
    if not all(
        _FILE.fullmatch(file) and isinstance(size, int) and isinstance(digest, str)
        for file, size, digest in entries
    ):
        raise ValueError("lists files that no generation has")
    return manifest


def fault_of(data: bytes, entry: Mapping[str, Any]) -> str | None:
    """What tells `data` from the file that the manifest lists, or None."""
    if len(data) != entry["bytes"]:
        return "has another size than was published"
    if hashlib.sha256(data).hexdigest() != entry["sha256"]:
        return "has changed since it was published"
    return None


def _sealed(manifest: Mapping[str, Any]) -> bytes:
    rest = {key: value for key, value in manifest.items() if key != "sha256"}
    body = json.dumps(rest, ensure_ascii=False, sort_keys=True)
    sealed = {**rest, "sha256": hashlib.sha256(body.encode()).hexdigest()}
    return (json.dumps(sealed, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
