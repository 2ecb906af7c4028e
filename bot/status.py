"""What `tanya status` shows: the generations of the index, and what each was built with."""

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from bot.settings import Settings
from index.generations import GenerationStatus

_HEADS: Mapping[Literal["id", "en"], tuple[str, ...]] = {
    "id": ("Generasi", "Keadaan", "Berita", "Bagian", "Ukuran", "Dibangun", "Model"),
    "en": ("Generation", "State", "Articles", "Passages", "Size", "Built", "Embedder"),
}
_STATES: Mapping[Literal["id", "en"], tuple[str, str, str]] = {
    "id": ("dipakai", "cadangan", "rusak"),
    "en": ("live", "kept", "damaged"),
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
        table.add_row(status.name, live if status.live else state, *_facts(status.manifest, status.bytes))
    faults = [Text(status.fault) for status in statuses if status.fault]
    return Group(folder, table, *faults)


def _facts(manifest: Mapping[str, Any], size: int) -> tuple[str, ...]:
    articles, passages, when, embedder = (
        str(manifest.get(key, "?")) for key in ("articles", "passages", "when", "embedder")
    )
    return articles, passages, f"{size / 1000:.0f} kB", when, embedder
