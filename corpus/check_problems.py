"""What can be wrong with a file of checks, and the one place where that is put into words."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from corpus.problems import Language, filled, problem_line

_SHOWN_CHARS = 80


class CheckFault(StrEnum):
    """Why a file, or an entry of it, cannot be used as a check. The first six can befall any file."""

    NOT_A_FILE = "not_a_file"
    OUTSIDE = "outside"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    OTHER_ENCODING = "other_encoding"
    NOT_UTF8 = "not_utf8"
    NOT_A_FOLDER = "not_a_folder"
    YAML_SYNTAX = "yaml_syntax"
    YAML_SPECIAL = "yaml_special"
    NO_CHECKS = "no_checks"
    NOT_CHECKS = "not_checks"
    UNKNOWN_FIELD = "unknown_field"
    REPEATED_FIELD = "repeated_field"
    NO_QUESTION = "no_question"
    EMPTY = "empty"
    NOT_TEXT = "not_text"
    NOT_TEXTS = "not_texts"
    BAD_REFUSED = "bad_refused"
    BAD_LANGUAGE = "bad_language"
    BAD_ARTICLE = "bad_article"
    NOTHING_EXPECTED = "nothing_expected"
    REFUSED_WITH_ARTICLE = "refused_with_article"
    WANTED_AND_BANNED = "wanted_and_banned"


@dataclass(frozen=True, slots=True)
class CheckProblem:
    """One reason why `file` holds no sound checks: what stands at `line` (from 1), what should stand there.

    `details` fill the words of `fault`.
    """

    file: Path
    line: int
    fault: CheckFault
    details: tuple[str, ...] = ()

    def words(self, language: Language = "id") -> str:
        """Say it in one line: file, line, what was found, what was expected."""
        found, expected = (filled(text, self.details, _SHOWN_CHARS) for text in _WORDS[self.fault][language])
        return problem_line((self.file, self.line), (found, expected), language)


_WORDS: dict[CheckFault, dict[Language, tuple[str, str]]] = {
    CheckFault.NOT_A_FILE: {
        "id": ("ini bukan berkas biasa", "sebuah berkas teks .yml"),
        "en": ("this is not a regular file", "a text file ending in .yml"),
    },
    CheckFault.OUTSIDE: {
        "id": ("tautan ini menunjuk ke luar folder soal", "berkas di dalam folder itu sendiri"),
        "en": ("this link points outside the folder of checks", "a file inside the folder itself"),
    },
    CheckFault.UNREADABLE: {
        "id": ("tidak dapat dibuka ({0})", "sesuatu yang boleh dibaca"),
        "en": ("it cannot be opened ({0})", "something that may be read"),
    },
    CheckFault.TOO_LARGE: {
        "id": ("berkas lebih besar dari {0} MB", "paling besar {0} MB; bagilah soalnya ke beberapa berkas"),
        "en": ("the file is larger than {0} MB", "at most {0} MB; spread the checks over several files"),
    },
    CheckFault.OTHER_ENCODING: {
        "id": ("berkas disimpan sebagai {0}", "berkas yang disimpan sebagai UTF-8"),
        "en": ("the file is saved as {0}", "a file saved as UTF-8"),
    },
    CheckFault.NOT_UTF8: {
        "id": ("bita {0} (bita ke-{1} pada baris ini) bukan UTF-8", "berkas yang disimpan sebagai UTF-8"),
        "en": ("byte {0} (number {1} of this line) is not UTF-8", "a file saved as UTF-8"),
    },
    CheckFault.NOT_A_FOLDER: {
        "id": ("ini bukan folder", "folder berisi berkas soal .yml"),
        "en": ("this is not a folder", "a folder of .yml files with checks"),
    },
    CheckFault.YAML_SYNTAX: {
        "id": (
            "baris ini tidak dapat dibaca ({0})",
            "`nama: nilai`, rata dengan baris di atasnya; nilai bertanda baca dalam tanda petik",
        ),
        "en": (
            "this line cannot be read ({0})",
            "`name: value`, in line with those above; values with punctuation in quotation marks",
        ),
    },
    CheckFault.YAML_SPECIAL: {
        "id": ("{0} berarti khusus dalam YAML", "nilai yang ditulis dalam tanda petik"),
        "en": ("{0} has a special meaning in YAML", "the value in quotation marks"),
    },
    CheckFault.NO_CHECKS: {
        "id": ("berkas ini tidak berisi soal", "sekurangnya satu soal, diawali `- question: …`"),
        "en": ("this file holds no checks", "at least one, which begins with `- question: …`"),
    },
    CheckFault.NOT_CHECKS: {
        "id": ("ini bukan soal", "soal yang diawali `- question: …`, lalu keterangannya di bawahnya"),
        "en": ("this is no check", "a check that begins with `- question: …`, and what it expects below"),
    },
    CheckFault.UNKNOWN_FIELD: {
        "id": ("keterangan `{0}` tidak dikenal", "salah satu dari {1}"),
        "en": ("the field `{0}` is unknown", "one of {1}"),
    },
    CheckFault.REPEATED_FIELD: {
        "id": ("`{0}` sudah ditulis pada baris {1}", "setiap keterangan satu kali saja dalam satu soal"),
        "en": ("`{0}` already stands on line {1}", "every field once in a check"),
    },
    CheckFault.NO_QUESTION: {
        "id": ("soal ini tanpa pertanyaan", "baris `question: …`"),
        "en": ("this check has no question", "a line `question: …`"),
    },
    CheckFault.EMPTY: {
        "id": (
            "`{0}` kosong, atau sebagian isinya kosong",
            "sebuah nilai, atau tanpa baris itu bila tidak wajib",
        ),
        "en": ("`{0}` is empty, or one of its items is", "a value, or no such line where it is optional"),
    },
    CheckFault.NOT_TEXT: {
        "id": ("`{0}` bukan satu teks", "satu teks; bila berisi titik dua, dalam tanda petik"),
        "en": ("`{0}` is not a single text", "one text, in quotation marks where it holds a colon"),
    },
    CheckFault.NOT_TEXTS: {
        "id": ("`{0}` bukan daftar teks", 'daftar seperti ["satu", "dua"]'),
        "en": ("`{0}` is not a list of texts", 'a list such as ["one", "two"]'),
    },
    CheckFault.BAD_REFUSED: {
        "id": ("`refused: {0}` tidak jelas artinya", "`true` (harus ditolak) atau `false` (harus dijawab)"),
        "en": ("`refused: {0}` is not clear", "`true` (to be refused) or `false` (to be answered)"),
    },
    CheckFault.BAD_LANGUAGE: {
        "id": ("`language: {0}` bukan bahasa jawaban", "`id` (Indonesia) atau `en` (Inggris)"),
        "en": ("`language: {0}` is no language of answers", "`id` (Indonesian) or `en` (English)"),
    },
    CheckFault.BAD_ARTICLE: {
        "id": ("`article: {0}` bukan id berita", "satu id dari `tanya list`"),
        "en": ("`article: {0}` is no id of an article", "one id from `tanya list`"),
    },
    CheckFault.NOTHING_EXPECTED: {
        "id": ("soal ini tidak menyebut apa yang diharapkan", "sekurangnya satu dari {0}"),
        "en": ("this check does not say what it expects", "at least one of {0}"),
    },
    CheckFault.REFUSED_WITH_ARTICLE: {
        "id": (
            "jawaban yang ditolak tidak bersumber dari berita",
            "`refused: true` atau `article`, satu saja",
        ),
        "en": ("a refused question rests on no article", "either `refused: true` or `article`"),
    },
    CheckFault.WANTED_AND_BANNED: {
        "id": ("`{0}` diharapkan dan sekaligus dilarang", "di `contains` atau di `lacks`, tidak di keduanya"),
        "en": ("`{0}` is wanted and forbidden at once", "in `contains` or in `lacks`, not in both"),
    },
}
