"""Every command through its command line, over a small corpus with a hashing embedder."""

import io
import json
import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.answering.answer import Inquiry
from bot.cli import app, main
from bot.render import to_json
from bot.settings import load_settings
from bot.wiring import open_answerer
from tests.cli.conftest import BAD, FLOOD, FLOOD_BODY

SENTENCE = "Bupati Lumutan Teguh Aruna akan membangun tanggul baru tahun depan."
QUESTION = "Siapa Bupati Lumutan?"
SHORT = "Teguh Aruna (Bupati Lumutan)."


def tanya(*words: str, stdin: bytes | str | None = None) -> Result:
    return CliRunner().invoke(app, list(words), input=stdin)


def told(result: Result) -> list[str]:
    """What a command printed, without the time that it took."""
    return re.sub(r"[\d.]+(?= (?:detik|seconds))", "_", result.stdout).splitlines()


@pytest.fixture
def built(folders: Path) -> Path:
    assert tanya("build").exit_code == 0
    return folders


def test_build_publishes_and_says_what_is_in_it(folders: Path) -> None:
    done = tanya("build")
    assert (done.exit_code, done.stderr) == (0, "")
    assert told(done) == [
        "Indeks v000001 siap: 1 berita, 1 bagian.",
        "  baru: banjir",
        "  1 bagian dihitung, 0 dipakai lagi, _ detik",
    ]
    assert (folders / "index" / "CURRENT").read_text(encoding="ascii") == "v000001\n"


def test_a_bad_file_keeps_the_index_as_it_was_unless_it_is_left_out(built: Path) -> None:
    (built / "articles" / "buruk.md").write_text(BAD, encoding="utf-8")
    refused = tanya("build")
    assert refused.exit_code == 1
    assert refused.stderr.splitlines() == [
        (
            f"{built}/articles/buruk.md, baris 1: keterangan `publisher` tidak ada; "
            "seharusnya baris `publisher: …` di antara kedua baris ---."
        ),
        "1 masalah; indeks tidak diubah. Perbaiki, atau lewati dengan --skip-bad.",
    ]
    assert (built / "index" / "CURRENT").read_text(encoding="ascii") == "v000001\n"
    skipped = tanya("build", "--skip-bad")
    assert skipped.exit_code == 0
    assert told(skipped) == [
        "Indeks v000002 siap: 1 berita, 1 bagian.",
        "  tidak ada berita yang berubah",
        "  0 bagian dihitung, 1 dipakai lagi, _ detik",
    ]


def test_a_build_tells_what_changed_and_a_dry_run_only_tells(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANYA_LANGUAGE", "en")
    for number in range(22):
        (built / "articles" / f"n{number:02}.md").write_text(
            FLOOD.replace("banjir", f"n{number:02}"), encoding="utf-8"
        )
    (built / "articles" / "banjir.md").unlink()
    ids = ", ".join(f"n{number:02}" for number in range(20))
    changes = [f"  new: {ids}, … and 2 more", "  removed: banjir"]
    dry = tanya("build", "--dry-run")
    assert (dry.exit_code, dry.stderr) == (0, "")
    assert told(dry)[0] == "Dry run, the index was not changed: 22 articles, 22 passages."
    assert told(dry)[1:3] == changes
    assert (built / "index" / "CURRENT").read_text(encoding="ascii") == "v000001\n"
    done = tanya("build")
    assert told(done)[0] == "Index v000002 is ready: 22 articles, 22 passages."
    assert told(done)[1:] == told(dry)[1:]
    edited = FLOOD.replace("banjir", "n00").replace("Teguh Aruna", "Sri Aruna")
    (built / "articles" / "n00.md").write_text(edited, encoding="utf-8")
    assert told(tanya("build"))[1:] == ["  changed: n00", "  1 passages embedded, 21 reused, _ seconds"]
    assert told(tanya("build", "--fresh"))[1:] == [
        "  no article has changed",
        "  22 passages embedded, 0 reused, _ seconds",
    ]


def test_a_check_that_fails_keeps_the_index_and_force_does_not_mind(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANYA_LANGUAGE", "en")
    (built / "checks").mkdir()
    check = "- question: Siapa Bupati Lumutan?\n  contains: Teguh Aruna\n"
    (built / "checks" / "bupati.yml").write_text(check, encoding="utf-8")
    passed = tanya("build")
    assert told(passed)[0] == "Index v000002 is ready: 1 articles, 1 passages."
    assert passed.stderr.splitlines()[-1] == "Checks: 1, all passed."
    edited = FLOOD.replace("Teguh Aruna", "Sri Melati")
    (built / "articles" / "banjir.md").write_text(edited, encoding="utf-8")
    refused = tanya("build")
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "bupati.yml" in refused.stderr
    assert "Sri Melati" in refused.stderr
    assert "Teguh Aruna" in refused.stderr
    assert (built / "index" / "CURRENT").read_text(encoding="ascii") == "v000002\n"
    assert "Teguh Aruna" in tanya("ask", "Siapa Bupati Lumutan?").stdout
    assert tanya("build", "--dry-run").exit_code == 0
    forced = tanya("build", "--force")
    assert told(forced)[:2] == ["Index v000003 is ready: 1 articles, 1 passages.", "  changed: banjir"]
    assert "Sri Melati" in tanya("ask", "Siapa Bupati Lumutan?").stdout


def test_what_was_put_right_in_a_file_is_told(folders: Path) -> None:
    (folders / "articles" / "banjir.md").write_bytes(b"\xef\xbb\xbf" + FLOOD.encode())
    done = tanya("build")
    assert done.exit_code == 0
    assert done.stderr == (
        f"{folders}/articles/banjir.md, baris 1: tanda urutan bita (BOM) di awal berkas diabaikan.\n"
    )


def test_ask_prints_the_quote_and_where_it_stands(built: Path) -> None:
    done = tanya("ask", QUESTION)
    assert done.exit_code == 0
    source = f"Sumber:\n\n“{SENTENCE}”\n— Banjir di Sungai Lumut — Warta Uji (fiktif), November 2024"
    assert done.stdout == f"{SHORT}\n\n{source}\n"


def test_ask_as_json_prints_the_object_of_the_api(built: Path) -> None:
    done = tanya("ask", QUESTION, "--json", "--lang", "en")
    shown = json.loads(done.stdout)
    start = FLOOD_BODY.index(SENTENCE)
    assert shown == {
        "answer": SHORT,
        "answered": True,
        "kind": "role",
        "language": "en",
        "sources": [
            {
                "article_id": "banjir",
                "title": "Banjir di Sungai Lumut",
                "publisher": "Warta Uji (fiktif)",
                "published": "2024-11",
                "url": None,
                "quote": SENTENCE,
                "start": start,
                "end": start + len(SENTENCE),
            }
        ],
        "generation": "v000001",
    }
    assert shown == to_json(open_answerer(load_settings()).answer(Inquiry(QUESTION, language="en")))


def test_an_honest_refusal_is_no_error(built: Path) -> None:
    done = tanya("ask", "Berapa harga tiket konser?", "--json")
    assert (done.exit_code, json.loads(done.stdout)["answered"]) == (0, False)


@pytest.mark.parametrize(
    ("words", "stdin", "told"),
    [
        (["ask", "?!"], None, "Pertanyaannya kosong. "),
        (["ask", "-"], b"apa \xff", "Pertanyaannya tidak terbaca sebagai teks. "),
        (["ask", "a" * 1001], None, "Pertanyaannya terlalu panjang. Panjangnya 1001 karakter"),
    ],
)
def test_what_is_no_question_is_told_in_words(
    built: Path, words: list[str], stdin: bytes | None, told: str
) -> None:
    done = tanya(*words, stdin=stdin)
    assert (done.exit_code, done.stdout) == (1, "")
    assert done.stderr.startswith(told)


def test_a_question_can_come_from_standard_input(built: Path) -> None:
    assert tanya("ask", "-", stdin=QUESTION.encode()).stdout.startswith(f"{SHORT}\n")


def test_without_an_index_every_reader_of_it_says_what_to_run(folders: Path) -> None:
    done = tanya("ask", QUESTION)
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        "Indeks belum ada. Beritanya belum disiapkan. Pengelola perlu menjalankan `tanya build`.",
        f"{folders}/index holds no index",
    ]


def test_messages_come_in_the_operators_language(folders: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANYA_LANGUAGE", "en")
    assert tanya("ask", QUESTION).stderr.startswith("There is no index yet. ")
    assert tanya("build").stdout.startswith("Index v000001 is ready: 1 articles, 1 passages.\n")


def test_a_bad_setting_is_named_and_a_misspelt_one_too(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TANYA_TREADS", "2")
    assert tanya("ask", QUESTION).stderr.startswith("TANYA_TREADS: tidak dikenal / unknown")
    monkeypatch.setenv("TANYA_THREADS", "many")
    done = tanya("ask", QUESTION)
    assert done.exit_code == 1
    assert done.stderr.splitlines() == [
        "Ada setelan yang salah. Betulkan nilai variabel yang disebut.",
        "TANYA_THREADS is 'many'; expected a whole number from 1 to 64",
    ]


def test_an_unforeseen_error_is_shown_as_it_is(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(settings: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("bot.wiring.open_answerer", broken)
    assert isinstance(tanya("ask", QUESTION).exception, ZeroDivisionError)


def test_chat_reads_lines_and_remembers(built: Path) -> None:
    done = tanya("chat", stdin=f"{QUESTION}\n/keluar\n")
    assert done.exit_code == 0
    assert SENTENCE in done.stdout.replace("\n  ", " ")


def test_status_shows_the_generations_and_rollback_goes_back(built: Path) -> None:
    assert tanya("build").exit_code == 0
    rows = tanya("status").stdout.splitlines()
    assert rows[0] == f"{built}/index"
    assert [row.split()[:4] for row in rows if row.startswith("v0")] == [
        ["v000002", "dipakai", "1", "1"],
        ["v000001", "cadangan", "1", "1"],
    ]
    assert tanya("rollback").stdout == "Indeks yang dipakai sekarang: v000001.\n"
    assert json.loads(tanya("ask", QUESTION, "--json").stdout)["generation"] == "v000001"
    nowhere = tanya("rollback")
    assert nowhere.exit_code == 1
    assert nowhere.stderr.startswith("Tidak ada indeks yang lebih lama")


def test_status_tells_an_empty_folder_and_what_is_damaged(folders: Path) -> None:
    assert tanya("status").stdout.splitlines() == [
        f"{folders}/index",
        "Belum ada indeks di sana; jalankan `tanya build`.",
    ]
    tanya("build")
    file = folders / "index" / "v000001" / "articles.jsonl"
    file.write_bytes(file.read_bytes().replace(b"Senin", b"Selas"))
    shown = tanya("status").stdout
    assert "v000001: articles.jsonl has changed since it was published" in shown


def test_a_damaged_generation_is_passed_over_and_told(built: Path) -> None:
    tanya("build")
    (built / "index" / "v000002" / "vectors.faiss").write_bytes(b"")
    done = tanya("ask", QUESTION, "--json")
    assert json.loads(done.stdout)["generation"] == "v000001"
    assert "the index folder holds a damaged generation: v000002" in done.stderr


def test_a_damaged_generation_that_is_live_is_shown_as_live(built: Path) -> None:
    (built / "index" / "v000001" / "vectors.faiss").write_bytes(b"")
    assert any(row.split()[:3] == ["v000001", "dipakai", "?"] for row in tanya("status").stdout.splitlines())


def test_the_telegram_bot_alone_needs_a_token(built: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = tanya("telegram")
    assert done.exit_code == 1
    assert done.stderr.splitlines()[1].startswith("TELEGRAM_BOT_TOKEN is not set")
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", "not-a-token")
    refused = tanya("telegram")
    assert refused.exit_code == 1
    assert refused.stderr.startswith("Token Telegram ditolak. ")
    assert "not-a-token" not in refused.stderr


def test_serve_takes_host_and_port_before_the_environment(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TANYA_PORT", "1")
    done = tanya("serve", "--host", "127.0.0.1", "--port", "70000")
    assert done.stderr.splitlines()[1] == "TANYA_PORT is 70000; expected a whole number from 0 to 65535"


def test_evaluate_asks_given_questions_over_further_articles(folders: Path) -> None:
    extra = folders / "extra"
    extra.mkdir()
    (extra / "lomba.md").write_text(
        FLOOD.replace("id: banjir", "id: lomba").replace(
            FLOOD_BODY, "Lomba dibuka Camat Lumutan, Rahma Sekar."
        ),
        encoding="utf-8",
    )
    soal = folders / "soal.yml"
    soal.write_text(
        "- {id: a, kind: who, language: id, question: 'Siapa Bupati Lumutan?', answered: true, "
        "required: ['Teguh Aruna']}\n"
        "- {id: b, kind: who, language: id, question: 'Siapa Camat Lumutan?', answered: true, "
        "required: ['Rahma Sekar']}\n"
        "- {id: c, kind: absent, language: id, question: 'Siapa Bupati Lumutan?', answered: false}\n",
        encoding="utf-8",
    )
    done = tanya("evaluate", "--questions", str(soal), "--articles", str(extra), "--failures")
    assert done.exit_code == 0
    rows = [" ".join(row.split()) for row in done.stdout.splitlines()]
    assert rows[0] == "soal.yml: 3 questions"
    assert rows[1:5] == ["who 2 / 2 100.0%", "absent 0 / 1 0.0%", "(id) 2 / 3 66.7%", "all 2 / 3 66.7%"]
    assert rows[5:7] == ["c Siapa Bupati Lumutan?", "answered"]
    assert not (folders / "index").exists()


def test_evaluate_says_what_is_missing_of_the_public_data(folders: Path) -> None:
    missing = tanya("evaluate", "--data", str(folders / "nowhere"))
    assert missing.exit_code == 1
    assert "Data evaluasi tidak lengkap." in missing.stderr


def test_the_version_is_that_of_the_installed_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda name: {"tanya-berita": "9.8.7"}[name])
    assert tanya("--version").stdout == "tanya 9.8.7\n"

    def absent(name: str) -> str:
        raise PackageNotFoundError

    monkeypatch.setattr("importlib.metadata.version", absent)
    assert tanya("--version").stdout == "tanya (tidak terpasang / not installed)\n"


def test_help_names_every_command_and_loads_nothing_heavy() -> None:
    code = (
        "import sys; from bot.cli import main; sys.argv = ['tanya', '--help']\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = ('torch', 'faiss', 'fastapi', 'telegram', 'transformers', 'numpy', 'pydantic')\n"
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    for command in ("build", "ask", "chat", "serve", "telegram", "status", "rollback", "evaluate"):
        assert f" {command} " in done.stdout


def test_a_terminal_without_the_letters_shows_question_marks(
    built: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = io.BytesIO()
    narrow = io.TextIOWrapper(raw, encoding="latin-1")
    monkeypatch.setattr("sys.stdout", narrow)
    monkeypatch.setattr("sys.argv", ["tanya", "ask", QUESTION])
    with pytest.raises(SystemExit) as ended:
        main()
    narrow.flush()
    assert ended.value.code == 0
    assert raw.getvalue().startswith(f"{SHORT}\n".encode())
    assert f"?{SENTENCE}?".encode() in raw.getvalue()


def test_ask_explains_itself_on_standard_error(folders: Path) -> None:
    assert tanya("build").exit_code == 0
    plain, told = tanya("ask", QUESTION), tanya("ask", QUESTION, "--explain")
    assert told.stdout == plain.stdout
    assert plain.stderr == ""
    lines = told.stderr.splitlines()
    assert lines[0] == f"question: {QUESTION}"
    assert lines[1].startswith("kind: role ")
    assert "passage banjir#1  score 1." in told.stderr
    assert lines[-1].startswith("rule: ")
    refused = tanya("ask", "Berapa harga tiket konser?", "--explain").stderr.splitlines()
    assert refused[-1].startswith("rule: refusal, threshold 0.")
    assert tanya("ask", "halo", "--explain").stderr.splitlines()[-1] == "rule: small talk"
