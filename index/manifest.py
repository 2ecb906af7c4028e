"""The manifest of a generation: what its files must be, under a checksum of its own.

    {"format": 2, "generation": "v000012", "when": …, <facts>, "files": {name: {bytes, blake3}}, "blake3": …}

Nothing here touches the disk.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from blake3 import blake3

FORMAT = 2
MANIFEST = "MANIFEST.json"
MAX_MANIFEST_BYTES = 1 << 20
_FILE = re.compile(r"(?:[a-z0-9_-]+/)?[a-z0-9_-]+\.[a-z0-9]+")


def hash_of(data: bytes) -> str:
    """BLAKE3 in hexadecimal digits."""
    return blake3(data).hexdigest()


def entry_of(data: bytes) -> dict[str, Any]:
    """What the manifest lists of a file."""
    return {"bytes": len(data), "blake3": hash_of(data)}


def seal(generation: str, when: str, facts: Mapping[str, Any], entries: Mapping[str, Any]) -> bytes:
    """The bytes of the manifest of the files with these entries."""
    return _sealed({"format": FORMAT, "generation": generation, "when": when, **facts, "files": entries})


def unseal(generation: str, data: bytes) -> Mapping[str, Any]:
    """Read a manifest back. Raises ValueError with what is wrong: not as written, or of something else."""
    try:
        manifest = json.loads(data)
        made = manifest["format"]
        whole = data == _sealed(manifest)
        # Other formats may have other entries.
        files = manifest["files"] if made == FORMAT else {}
        entries = [(file, entry["bytes"], entry["blake3"]) for file, entry in files.items()]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise ValueError("is damaged") from None
    if made != FORMAT:
        raise ValueError(f"is of format {made!a}, not {FORMAT}: run `tanya build`")
    if not whole:
        raise ValueError("has changed since it was published")
    if manifest.get("generation") != generation:
        raise ValueError(f"is not one for {generation}")
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
    if hash_of(data) != entry["blake3"]:
        return "has changed since it was published"
    return None


def _sealed(manifest: Mapping[str, Any]) -> bytes:
    rest = {key: value for key, value in manifest.items() if key != "blake3"}
    body = json.dumps(rest, ensure_ascii=False, sort_keys=True)
    sealed = {**rest, "blake3": hash_of(body.encode())}
    return (json.dumps(sealed, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()
