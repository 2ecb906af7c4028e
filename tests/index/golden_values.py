"""Write the golden values of the shipped embedder anew: `python -m tests.index.golden_values`."""

import json
from pathlib import Path

from index.embedder import BUNDLED_EMBEDDER
from index.loading import load_embedder

TEXTS = (
    "Siapa yang menang?",
    "Who opened the festival?",
    "Sungai meluap di Lembah Biru.",
    "yg dpt hadiah sapa",
)


def main() -> None:
    embedder = load_embedder(BUNDLED_EMBEDDER)
    values = {
        "dimension": embedder.dimension,
        "queries": {text: _head(embedder.embed_queries([text])[0]) for text in TEXTS},
        "passages": {text: _head(embedder.embed_passages([text])[0]) for text in TEXTS},
    }
    target = Path(__file__).parent / "golden" / "embedder.json"
    target.write_text(json.dumps(values, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _head(vector) -> list[float]:  # type: ignore[no-untyped-def]
    return [round(float(x), 6) for x in vector[:8]]


if __name__ == "__main__":
    main()
