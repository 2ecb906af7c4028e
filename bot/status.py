"""What `tanya status` shows: the generations of the index, and what each was built with."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.settings import Settings
from index.generations import GenerationStatus

_HEADS: Mapping[Literal["id", "en"], tuple[str, ...]] = {
    "id": ("Generasi", "Keadaan", "Berita", "Bagian", "Ukuran", "Pencarian", "Dibangun", "Model"),
    "en": ("Generation", "State", "Articles", "Passages", "Size", "Search", "Built", "Embedder"),
}
_STATES: Mapping[Literal["id", "en"], tuple[str, str, str]] = {
    "id": ("dipakai", "cadangan", "rusak"),
    "en": ("live", "kept", "damaged"),
}
_SEARCHES: Mapping[Literal["id", "en"], tuple[str, str]] = {
    "id": ("tepat", "mendekati, recall {recall}"),
    "en": ("exact", "approximate, recall {recall}"),
}
_EMPTY = {
    "id": "Belum ada indeks di sana; jalankan `tanya build`.",
    "en": "There is no index there yet; run `tanya build`.",
}


def status_table(settings: Settings, statuses: Sequence[GenerationStatus]) -> RenderableType:
    """The index folder and the generations in it, newest first, with what is wrong with damaged ones."""
    folder = Text(str(settings.index_dir))
    if not statuses:
        return Group(folder, Text(_EMPTY[settings.language]))
    table = Table(box=None, pad_edge=False)
    for head in _HEADS[settings.language]:
        table.add_column(head, overflow="fold")
    live, kept, damaged = _STATES[settings.language]
    for status in statuses:
        state = damaged if status.fault else kept
        table.add_row(status.name, live if status.live else state, *_facts(status, settings.language))
    faults = [Text(status.fault) for status in statuses if status.fault]
    return Group(folder, table, *faults)


def _facts(status: GenerationStatus, language: Literal["id", "en"]) -> tuple[str, ...]:
    articles, passages, when, embedder = (
        str(status.manifest.get(key, "?")) for key in ("articles", "passages", "when", "embedder")
    )
    return (
        articles,
        passages,
        f"{status.bytes / 1000:.0f} kB",
        _search(status.manifest, language),
        when,
        embedder,
    )


def _search(manifest: Mapping[str, Any], language: Literal["id", "en"]) -> str:
    """How the vectors are searched, as the manifest has it under `index` (older ones: the kind alone)."""
    facts = manifest.get("index")
    if not isinstance(facts, Mapping):
        return str(manifest.get("index_kind", "?"))
    exact, approximate = _SEARCHES[language]
    words = approximate if "recall" in facts else exact
    return f"{facts.get('kind', '?')}: {words.format(recall=facts.get('recall'))}"
