"""`tanya add`, `edit`, `retract` and `list` through the command line."""

import json
import os
import pty
import select
import shlex
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from corpus.article import Article
from corpus.drafts import ArticleDraft
from corpus.reading import read_article, read_articles
from tests.cli.conftest import FLOOD, FLOOD_BODY
from tests.corpus.documents import PARAGRAPHS, TITLE, save

PAGE = Path(__file__).parent.parent / "fetching" / "pages" / "berita.html"
HINT = "Belum dipakai untuk menjawab; jalankan `tanya build`.\n"
BODY = "Bupati Lumutan membuka Pasar Kemuning dengan 120 kios.\nSewa dua bulan gratis."
TEXT = f"Pasar Kemuning dibuka\n\n{BODY}\n"
MARKET = Article(
    id="pasar-kemuning-dibuka",
    title="Pasar Kemuning dibuka",
    publisher="Warta Uji",
    published="2024-12-01",
    language="id",
    body=BODY,
)
DETAILS = ("--publisher", "Warta Uji", "--date", "2024-12-01", "--language", "id")


def tanya(*words: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, [str(word) for word in words], input=stdin)


@pytest.fixture
def market(folders: Path) -> Path:
    file = folders / "pasar.txt"
    file.write_text(TEXT, encoding="utf-8")
    return file


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """The runner's input stands for somebody at a terminal."""
    monkeypatch.setattr("bot.commands.asking.at_terminal", lambda: True)


def stored(folders: Path) -> dict[str, Article]:
    return {article.id: article for article in read_articles(folders / "articles").articles}


def test_an_article_is_stored_without_asking_if_told_so(folders: Path, market: Path) -> None:
    done = tanya("add", market, *DETAILS, "--yes")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "Disimpan: pasar-kemuning-dibuka.md\n", HINT)
    assert read_article(folders / "articles" / "pasar-kemuning-dibuka.md") == MARKET


def test_every_option_is_stored(folders: Path, market: Path) -> None:
    more = ("--title", "Judul lain", "--url", "https://warta.example/a", "--byline", "ab", "--id", "pasar")
    assert tanya("add", market, *DETAILS, *more, "--yes").exit_code == 0
    assert stored(folders)["pasar"] == Article(
        id="pasar",
        title="Judul lain",
        publisher="Warta Uji",
        published="2024-12-01",
        language="id",
        body=BODY,
        url="https://warta.example/a",
        byline="ab",
    )


def test_what_will_be_stored_is_shown_and_asked_for(folders: Path, market: Path, terminal: None) -> None:
    done = tanya("add", market, *DETAILS, "--byline", "ab", stdin="mungkin\nY\n")
    assert done.exit_code == 0
    assert done.stdout == (
        f"{market}\n"
        "  Judul           Pasar Kemuning dibuka\n"
        "  Penerbit        Warta Uji\n"
        "  Tanggal terbit  2024-12-01\n"
        "  Bahasa          id\n"
        "  Penulis         ab\n"
        "  Id              pasar-kemuning-dibuka\n"
        "  Isi             12 kata, 2 paragraf\n"
        "    Bupati Lumutan membuka Pasar Kemuning dengan 120 kios.\n"
        "    Sewa dua bulan gratis.\n"
        "Disimpan: pasar-kemuning-dibuka.md\n"
    )
    assert done.stderr == f"Simpan? [Y/t] Jawab y (ya) atau t (tidak).\nSimpan? [Y/t] {HINT}"


def test_a_no_leaves_the_folder_as_it_was(folders: Path, market: Path, terminal: None) -> None:
    done = tanya("add", market, *DETAILS, stdin="tidak\n")
    assert done.exit_code == 0
    assert done.stderr == f"Simpan? [Y/t] {market}: tidak disimpan.\n"
    assert list(stored(folders)) == ["banjir"]


def test_what_is_missing_is_asked_until_it_is_right(folders: Path, market: Path, terminal: None) -> None:
    answers = ["", "Warta Uji", "1 Desember", "2024-12-01", "", "y"]
    done = tanya("add", market, stdin="\n".join(answers) + "\n")
    assert done.exit_code == 0
    assert done.stderr.splitlines() == [
        (
            "  Penerbit:   `publisher` kosong; "
            "sebuah nilai, atau hapus baris ini bila keterangan itu tidak wajib"
        ),
        (
            "  Penerbit:   Tanggal terbit:   `published: 1 Desember` bukan tanggal; "
            "TTTT, TTTT-BB atau TTTT-BB-HH yang ada di kalender"
        ),
        f"  Tanggal terbit:   Bahasa [id]: Simpan? [Y/t] {HINT.strip()}",
    ]
    assert stored(folders)["pasar-kemuning-dibuka"] == MARKET


def test_without_a_terminal_what_is_missing_is_told_with_its_options(folders: Path, market: Path) -> None:
    done = tanya("add", market, "--publisher", "Warta", "--yes")
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        (
            f"{market}: belum ada tanggal terbit, bahasa; "
            "beri dengan --date, --language, atau jalankan di terminal."
        ),
        "1 dari 1 tidak dapat disimpan.",
    ]
    unseen = tanya("add", market, *DETAILS)
    assert unseen.exit_code == 1
    assert unseen.stderr.splitlines() == [
        f"{market}: tidak ada terminal untuk bertanya; beri --yes bila memang harus disimpan.",
        "1 dari 1 tidak dapat disimpan.",
    ]
    assert list(stored(folders)) == ["banjir"]


def test_messages_are_in_english_if_set_so(
    folders: Path, market: Path, terminal: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANYA_LANGUAGE", "en")
    done = tanya("add", market, *DETAILS, stdin="no\n")
    assert done.stdout.splitlines()[1] == "  Title       Pasar Kemuning dibuka"
    assert done.stderr == f"Store it? [Y/n] {market}: not stored.\n"


def test_one_bad_file_stops_no_other(folders: Path, market: Path) -> None:
    bad = folders / "buruk.txt"
    bad.write_bytes(b"Judul\r\n\r\ncaf\xe9")
    gone, sheet = folders / "hilang.md", folders / "tabel.xlsx"
    sheet.touch()
    crlf = folders / "jalan.txt"
    crlf.write_bytes(b"Jalan Rimbo rusak\r\n\r\nJalan itu berlubang sejak Maret.\r\n")
    done = tanya("add", bad, gone, market, sheet, crlf, *DETAILS, "--yes")
    assert done.exit_code == 1
    assert done.stdout == "Disimpan: pasar-kemuning-dibuka.md\nDisimpan: jalan-rimbo-rusak.md\n"
    assert done.stderr.splitlines() == [
        (
            f"{bad}, baris 3: bita 0xE9 (bita ke-4 pada baris ini) bukan UTF-8; "
            "seharusnya berkas yang disimpan sebagai UTF-8."
        ),
        (
            f"{gone}, baris 1: berkas tidak dapat dibuka (No such file or directory); "
            "seharusnya berkas yang boleh dibaca."
        ),
        (
            f"{sheet}, baris 1: jenis berkas `.xlsx` tidak dapat dibaca; "
            "seharusnya berkas .md, .markdown, .txt, .html, .htm, .docx."
        ),
        f"{crlf}, baris 1: 3 akhir baris Windows atau Mac lama dibaca sebagai akhir baris biasa.",
        HINT.strip(),
        "3 dari 5 tidak dapat disimpan.",
    ]
    assert stored(folders)["jalan-rimbo-rusak"].body == "Jalan itu berlubang sejak Maret."


def test_what_only_one_article_can_have_is_refused_for_several(folders: Path, market: Path) -> None:
    done = tanya("add", market, market, "--title", "x", "--id", "y")
    assert done.exit_code == 2
    assert "--title, --id: hanya untuk satu berita" in done.stderr


def test_fields_are_checked_as_the_reading_code_does(folders: Path, market: Path) -> None:
    done = tanya("add", market, *DETAILS, "--date", "2024-13-01", "--id", "a b", "--yes")
    assert done.exit_code == 1
    assert done.stderr.splitlines()[:2] == [
        (
            "a b.md, baris 2: id `a b` memuat tanda yang tidak boleh, atau terlalu panjang; seharusnya "
            "paling banyak 120 tanda: huruf a–z, angka, `-`, `.` dan `_`, diawali huruf atau angka."
        ),
        (
            "a b.md, baris 5: `published: 2024-13-01` bukan tanggal; "
            "seharusnya TTTT, TTTT-BB atau TTTT-BB-HH yang ada di kalender."
        ),
    ]


def test_a_markdown_file_brings_its_own_details(folders: Path) -> None:
    file = folders / "lain.md"
    file.write_text(
        FLOOD.replace("id: banjir", "id: banjir-2").replace("Banjir di", "Air di"), encoding="utf-8"
    )
    done = tanya("add", file, "--yes", "--separate")
    assert done.exit_code == 0
    assert done.stdout == "Disimpan: banjir-2.md\n"
    assert done.stderr == f"banjir-2: 100% sama dengan banjir; tidak digabungkan.\n{HINT}"
    assert stored(folders)["banjir-2"].supersedes is None
    taken = folders / "sama.md"
    taken.write_text(FLOOD, encoding="utf-8")
    refused = tanya("add", taken, "--yes")
    assert refused.exit_code == 1
    assert refused.stderr.startswith(
        f"{folders}/articles/banjir.md, baris 1: id `banjir` sudah dipakai oleh banjir.md"
    )


def test_a_word_document_and_a_text_are_stored_and_built_at_once(folders: Path, market: Path) -> None:
    document = save(folders / "jembatan.docx")
    done = tanya("add", document, market, *DETAILS, "--yes", "--build")
    assert done.exit_code == 0
    assert done.stdout.splitlines()[:2] == [
        "Disimpan: jembatan-lumut-dibuka.md",
        "Disimpan: pasar-kemuning-dibuka.md",
    ]
    assert "v000001" in done.stdout
    assert HINT not in done.stderr
    bridge = stored(folders)["jembatan-lumut-dibuka"]
    assert bridge.title == TITLE
    assert bridge.body.startswith("\n\n".join(PARAGRAPHS))
    answer = tanya("ask", "Berapa panjang Jembatan Lumut?", "--json")
    sources = json.loads(answer.stdout)["sources"]
    assert sources[0]["article_id"] == "jembatan-lumut-dibuka"


def test_a_saved_page_of_a_news_site_is_stored_and_answers(folders: Path) -> None:
    shown = tanya("add", PAGE, "--id", "jembatan", "--yes", "--build")
    assert shown.exit_code == 0
    assert shown.stdout.splitlines()[0] == "Disimpan: jembatan.md"
    article = stored(folders)["jembatan"]
    assert (article.title, article.publisher, article.published, article.language) == (
        "Jembatan Gantung Desa Wanalaut Ambruk, 37 Siswa Menyeberang dengan Rakit",
        *("Kabar Selatan", "2024-11-20", "id"),
    )
    assert article.url == ("https://www.kabarselatan.test/daerah/2024/11/20/jembatan-gantung-wanalaut-ambruk")
    answer = json.loads(tanya("ask", "Berapa biaya perbaikan jembatan Wanalaut?", "--json").stdout)
    quote = answer["sources"][0]
    assert quote["article_id"] == "jembatan"
    assert quote["quote"] == article.body[quote["start"] : quote["end"]]
    assert "Rp1,35 miliar" in quote["quote"]


def test_a_page_without_an_article_is_told_by_its_file(folders: Path) -> None:
    page = folders / "kosong.html"
    page.write_text("<html><body></body></html>", encoding="utf-8")
    done = tanya("add", page, *DETAILS, "--title", "x", "--yes")
    assert done.exit_code == 1
    assert str(page) in done.stderr
    assert list(stored(folders)) == ["banjir"]


def test_addresses_go_to_the_fetcher_which_is_told_what_is_allowed(
    folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str, bool, str]] = []

    def draft_from_url(url: str, *, allow_http: bool, language: str) -> ArticleDraft:
        asked.append((url, allow_http, language))
        return ArticleDraft(
            title="Pasar", publisher="Warta", published="2024", language="id", body=BODY, url=url
        )

    monkeypatch.setattr("corpus.fetching.draft_from_url", draft_from_url)
    done = tanya("add", "https://warta.example/a", "HTTP://warta.example/b", "--http", "--yes", "--separate")
    assert done.exit_code == 0
    assert asked == [("https://warta.example/a", True, "id"), ("HTTP://warta.example/b", True, "id")]
    assert stored(folders)["pasar"].url == "https://warta.example/a"


def test_an_address_that_is_refused_stops_no_file(folders: Path, market: Path) -> None:
    done = tanya("add", "https://127.0.0.1/rahasia", market, *DETAILS, "--yes")
    assert (done.exit_code, done.stdout) == (1, "Disimpan: pasar-kemuning-dibuka.md\n")
    assert "127.0.0.1" in done.stderr
    assert done.stderr.endswith("1 dari 2 tidak dapat disimpan.\n")


def test_the_same_article_is_not_stored_twice(folders: Path, market: Path) -> None:
    assert tanya("add", market, *DETAILS, "--yes").exit_code == 0
    again = tanya("add", market, *DETAILS, "--yes")
    assert (again.exit_code, again.stdout) == (0, "")
    assert again.stderr == f"{market}: sudah ada sebagai pasar-kemuning-dibuka; tidak disimpan lagi.\n"


def test_an_update_is_joined_to_its_story(folders: Path, market: Path, terminal: None) -> None:
    update = folders / "pembaruan.txt"
    update.write_text(
        f"Banjir Lumut surut\n\n{FLOOD_BODY}\nAir surut pada Rabu siang. Warga mulai pulang.",
        encoding="utf-8",
    )
    shown = tanya("add", update, *DETAILS, stdin="y\ny\n")
    assert shown.exit_code == 0
    assert shown.stdout.splitlines()[-2:] == [
        "  Mirip           100% sama dengan banjir (Warta Uji (fiktif), 2024-11: Banjir di Sungai Lumut)",
        "Disimpan: banjir-lumut-surut.md (versi baru dari banjir)",
    ]
    assert shown.stderr == f"Gabungkan sebagai versi dari banjir? [Y/t] Simpan? [Y/t] {HINT}"
    assert stored(folders)["banjir-lumut-surut"].supersedes == "banjir"
    # An earlier report that comes in late takes its place before the later ones.
    older = tanya("add", update, *DETAILS, "--date", "2024-10", "--title", "Air naik", "--yes")
    assert older.stdout == "Disimpan: air-naik.md (versi lama dari banjir)\n"
    assert {name: found.supersedes for name, found in stored(folders).items()} == {
        "air-naik": None,
        "banjir": "air-naik",
        "banjir-lumut-surut": "banjir",
    }


def test_an_update_may_stay_on_its_own(folders: Path, terminal: None) -> None:
    update = folders / "pembaruan.txt"
    update.write_text(f"Banjir Lumut surut\n\n{FLOOD_BODY}\nAir surut.", encoding="utf-8")
    done = tanya("add", update, *DETAILS, stdin="t\ny\n")
    assert done.stdout.splitlines()[-1] == "Disimpan: banjir-lumut-surut.md"
    assert stored(folders)["banjir-lumut-surut"].supersedes is None


def test_a_version_that_no_words_tell_of_is_joined_by_hand(folders: Path, market: Path) -> None:
    done = tanya("add", market, *DETAILS, "--version-of", "banjir", "--yes")
    assert done.stdout == "Disimpan: pasar-kemuning-dibuka.md (versi baru dari banjir)\n"
    unknown = tanya("add", market, *DETAILS, "--title", "x", "--version-of", "tidak-ada", "--yes")
    assert unknown.exit_code == 1
    assert unknown.stderr.startswith("Berita dengan id itu tidak ada.")


def test_a_disk_that_refuses_is_told(folders: Path, market: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("corpus.folder.write_article", refuse)
    done = tanya("add", market, *DETAILS, "--yes")
    assert done.exit_code == 1
    assert done.stderr.splitlines()[0] == f"{market}: No space left on device"


def test_a_long_article_is_shown_by_its_opening_and_its_ending(folders: Path, terminal: None) -> None:
    file = folders / "panjang.txt"
    words = [f"kata{number}" for number in range(300)]
    file.write_text("Judul panjang\n\n" + " ".join(words), encoding="utf-8")
    shown = tanya("add", file, *DETAILS, stdin="t\n").stdout.splitlines()
    assert shown[6] == "  Isi             300 kata, 1 paragraf"
    assert shown[7].startswith("    kata0 kata1 ")
    assert shown[7].endswith(" kata57 …")
    assert shown[8].startswith("    … kata2")
    assert shown[8].endswith(" kata299")


def editor(folders: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """An editor that runs this code on the text `t`; its n-th run has the number `n`, from 1."""
    script = folders / "editor.py"
    script.write_text(
        "import pathlib, sys\n"
        "file, runs = pathlib.Path(sys.argv[-1]), pathlib.Path(__file__).with_suffix('.runs')\n"
        "runs.open('a').write('x')\n"
        "t, n = file.read_text(encoding='utf-8'), len(runs.read_text())\n"
        f"{code}\n"
        "file.write_text(t, encoding='utf-8')\n",
        encoding="utf-8",
    )
    monkeypatch.delenv("VISUAL", raising=False)
    monkeypatch.setenv("EDITOR", shlex.join([sys.executable, str(script)]))


def test_an_article_is_edited_in_the_editor(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor(folders, monkeypatch, "t = t.replace('412 warga', '421 warga')")
    done = tanya("edit", "banjir")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "Diubah: banjir.md\n", HINT)
    assert stored(folders)["banjir"].body == FLOOD_BODY.replace("412", "421")


def test_an_editor_that_changes_nothing_changes_nothing(
    folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor(folders, monkeypatch, "")
    done = tanya("edit", "banjir")
    assert (done.exit_code, done.stdout, done.stderr) == (0, "", "Tidak ada yang berubah.\n")


def test_what_is_not_valid_can_be_edited_again(
    folders: Path, monkeypatch: pytest.MonkeyPatch, terminal: None
) -> None:
    editor(
        folders,
        monkeypatch,
        "there, back = ('title:', 'judul:'), ('judul:', 'title:')\n"
        "t = t.replace(*there) if n == 1 else t.replace(*back).replace('412', '400')",
    )
    done = tanya("edit", "banjir", stdin="y\n")
    assert done.exit_code == 0
    assert "keterangan `judul` tidak dikenal" in done.stderr
    assert "Sunting lagi? [Y/t] " in done.stderr
    assert stored(folders)["banjir"].body == FLOOD_BODY.replace("412", "400")


def test_what_was_typed_is_kept_if_it_is_not_valid(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor(
        folders, monkeypatch, "t = t.replace('title:', 'judul:') if n == 1 else t.replace('judul:', 'title:')"
    )
    refused = tanya("edit", "banjir")
    assert refused.exit_code == 1
    last = refused.stderr.splitlines()[-1]
    kept = Path(last.partition("tersimpan di ")[2].partition(";")[0])
    assert last == (
        f"Berita tidak diubah. Yang Anda ketik tersimpan di {kept}; "
        f"lanjutkan dengan `tanya edit banjir --from {kept}`."
    )
    assert kept.read_text(encoding="utf-8") == FLOOD.replace("title:", "judul:")
    assert (folders / "articles" / "banjir.md").read_text(encoding="utf-8") == FLOOD
    kept.write_text(kept.read_text(encoding="utf-8").replace("412", "500"), encoding="utf-8")
    done = tanya("edit", "banjir", "--from", kept)
    assert (done.exit_code, done.stdout) == (0, "Diubah: banjir.md\n")
    assert stored(folders)["banjir"].body == FLOOD_BODY.replace("412", "500")


def test_a_change_by_somebody_else_is_not_overwritten(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = folders / "articles" / "banjir.md"
    editor(folders, monkeypatch, f"pathlib.Path({str(target)!r}).write_text(t + 'Lain.')\nt += 'Saya.'")
    done = tanya("edit", "banjir")
    assert done.exit_code == 1
    assert done.stderr.startswith("Berita itu diubah orang lain sementara itu.")
    assert target.read_text(encoding="utf-8") == f"{FLOOD}Lain."
    kept = Path(done.stderr.partition("tersimpan di ")[2].partition(";")[0])
    assert kept.read_text(encoding="utf-8") == f"{FLOOD}Saya."


def test_editors_that_do_not_work_are_told(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VISUAL", "/tidak/ada")
    missing = tanya("edit", "banjir")
    assert missing.exit_code == 1
    assert missing.stderr == (
        "Penyunting `/tidak/ada` tidak dapat dijalankan (No such file or directory); setel EDITOR.\n"
    )
    editor(folders, monkeypatch, "file.write_text('ketikan'); sys.exit(3)")
    broken = tanya("edit", "banjir")
    assert broken.exit_code == 1
    assert f"Penyunting `{sys.executable}` berakhir dengan galat 3; berita tidak diubah." in broken.stderr
    kept = Path(broken.stderr.partition("tersimpan di ")[2].partition(";")[0])
    assert kept.read_text(encoding="utf-8") == "ketikan"
    lost = tanya("edit", "banjir", "--from", folders / "hilang.md")
    assert (lost.exit_code, lost.stderr) == (1, f"{folders}/hilang.md: No such file or directory\n")


def test_fields_are_edited_by_option(folders: Path, market: Path) -> None:
    assert tanya("add", market, *DETAILS, "--byline", "ab", "--yes").exit_code == 0
    done = tanya(
        "edit",
        MARKET.id,
        "--title",
        "Pasar ramai",
        "--byline",
        "",
        "--updated",
        "2024-12-05",
        "--supersedes",
        "banjir",
    )
    assert (done.exit_code, done.stdout, done.stderr) == (0, f"Diubah: {MARKET.id}.md\n", HINT)
    edited = stored(folders)[MARKET.id]
    assert (edited.title, edited.byline, edited.updated, edited.supersedes) == (
        *("Pasar ramai", None, "2024-12-05", "banjir"),
    )
    refused = tanya("edit", MARKET.id, "--title", "", "--date", "kemarin")
    assert refused.exit_code == 1
    assert [line.partition(";")[0] for line in refused.stderr.splitlines()] == [
        f"{MARKET.id}.md, baris 3: `title` kosong",
        f"{MARKET.id}.md, baris 5: `published: kemarin` bukan tanggal",
    ]
    assert stored(folders)[MARKET.id] == edited
    unknown = tanya("edit", "tidak-ada", "--title", "x")
    assert unknown.exit_code == 1
    assert unknown.stderr.startswith("Berita dengan id itu tidak ada. `tanya list` menunjukkan semua id.")


def test_a_retracted_article_no_longer_answers(folders: Path, market: Path) -> None:
    assert tanya("add", market, *DETAILS, "--yes", "--build").exit_code == 0
    held = tanya("ask", "Siapa Bupati Lumutan?").stdout
    assert "Teguh Aruna" in held
    done = tanya("retract", "banjir", "--why", "narasumber keliru", "--build")
    assert done.exit_code == 0
    file = folders / "articles" / "retracted" / "banjir.md"
    assert done.stdout.splitlines()[0] == (
        f"Ditarik: banjir → {file}. Untuk memulihkannya, pindahkan berkas itu kembali."
    )
    assert file.read_text(encoding="utf-8") == FLOOD
    assert "Teguh Aruna" not in tanya("ask", "Siapa Bupati Lumutan?").stdout
    again = tanya("retract", "banjir", "--why", "lagi")
    assert again.exit_code == 1
    assert again.stderr.startswith("Berita dengan id itu tidak ada.")


def test_a_retraction_needs_a_reason(folders: Path) -> None:
    assert tanya("retract", "banjir").exit_code == 2
    assert tanya("retract", "banjir", "--why", " ").exit_code == 2
    assert list(stored(folders)) == ["banjir"]


def test_the_list_shows_versions_and_retractions(folders: Path, market: Path) -> None:
    assert tanya("add", market, *DETAILS, "--version-of", "banjir", "--yes").exit_code == 0
    other = folders / "jalan.txt"
    other.write_text("Jalan [Rimbo] rusak\n\nJalan berlubang.", encoding="utf-8")
    assert tanya("add", other, *DETAILS, "--yes").exit_code == 0
    assert tanya("retract", "jalan-rimbo-rusak", "--why", "salah").exit_code == 0
    (folders / "articles" / "buruk.md").write_text("x", encoding="utf-8")
    done = tanya("list")
    today = date.today().isoformat()
    assert done.exit_code == 0
    assert done.stdout.splitlines() == [
        "pasar-kemuning-dibuka",
        "  2024-12-01  Warta Uji: Pasar Kemuning dibuka",
        "  versi terbaru dari banjir",
        "banjir",
        "  2024-11  Warta Uji (fiktif): Banjir di Sungai Lumut",
        "  digantikan oleh pasar-kemuning-dibuka",
        "jalan-rimbo-rusak",
        "  Jalan [Rimbo] rusak",
        f"  ditarik {today}: salah",
    ]
    assert done.stderr.startswith(
        f"{folders}/articles/buruk.md, baris 1: berkas tidak dibuka dengan keterangan"
    )
    rows = json.loads(tanya("list", "--json").stdout)
    assert rows == [
        {
            "id": "banjir",
            "published": "2024-11",
            "updated": None,
            "publisher": "Warta Uji (fiktif)",
            "title": "Banjir di Sungai Lumut",
            "language": "id",
            "supersedes": None,
            "superseded_by": "pasar-kemuning-dibuka",
            "retracted": None,
        },
        {
            "id": "pasar-kemuning-dibuka",
            "published": "2024-12-01",
            "updated": None,
            "publisher": "Warta Uji",
            "title": "Pasar Kemuning dibuka",
            "language": "id",
            "supersedes": "banjir",
            "superseded_by": None,
            "retracted": None,
        },
        {
            "id": "jalan-rimbo-rusak",
            "title": "Jalan [Rimbo] rusak",
            "retracted": {
                "when": today,
                "why": "salah",
                "file": f"{folders}/articles/retracted/jalan-rimbo-rusak.md",
            },
        },
    ]


def test_an_empty_folder_says_how_to_begin(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANYA_CORPUS_DIR", str(folders / "baru"))
    done = tanya("list")
    assert (done.exit_code, done.stdout) == (
        *(0, f"Belum ada berita di {folders}/baru; tambah dengan `tanya add`.\n"),
    )


def test_somebody_at_a_real_terminal_is_asked(folders: Path, market: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", "from bot.cli import main; main()", "add", str(market)]
    with subprocess.Popen(
        command, stdin=theirs, stdout=theirs, stderr=theirs, env={**os.environ, "TERM": "dumb"}
    ) as process:
        os.close(theirs)
        seen = ""
        for wanted, answer in (
            ("Penerbit:", "Warta Uji"),
            ("Tanggal terbit:", "2024-12-01"),
            ("Bahasa [id]:", ""),
            ("Simpan? [Y/t]", ""),
        ):
            while wanted not in seen:
                assert select.select([ours], [], [], 30)[0], seen
                seen += os.read(ours, 4096).decode()
            os.write(ours, f"{answer}\n".encode())
            seen = seen.partition(wanted)[2]
        assert process.wait(30) == 0
    os.close(ours)
    assert stored(folders)["pasar-kemuning-dibuka"] == MARKET


def test_input_that_ends_stores_nothing(folders: Path, market: Path, terminal: None) -> None:
    done = tanya("add", market, *DETAILS, stdin="")
    assert done.exit_code == 1
    assert list(stored(folders)) == ["banjir"]
