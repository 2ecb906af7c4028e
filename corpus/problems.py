"""What can be wrong with an article file, and the one place where that is put into words."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Literal

Language = Literal["id", "en"]

_SHOWN_CHARS = 60


class ProblemKind(StrEnum):
    """Why a file cannot be used as an article."""

    NOT_A_FILE = "not_a_file"
    OUTSIDE = "outside"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    OTHER_ENCODING = "other_encoding"
    NOT_UTF8 = "not_utf8"
    NO_FRONT_MATTER = "no_front_matter"
    UNCLOSED = "unclosed"
    FRONT_MATTER_TOO_LARGE = "front_matter_too_large"
    YAML_SYNTAX = "yaml_syntax"
    YAML_SPECIAL = "yaml_special"
    NOT_FIELDS = "not_fields"
    UNKNOWN_FIELD = "unknown_field"
    REPEATED_FIELD = "repeated_field"
    MISSING_FIELD = "missing_field"
    EMPTY_FIELD = "empty_field"
    NOT_TEXT = "not_text"
    NOT_ONE_LINE = "not_one_line"
    NOT_A_LIST = "not_a_list"
    BAD_ID = "bad_id"
    OTHER_ID = "other_id"
    DUPLICATE_ID = "duplicate_id"
    BAD_DATE = "bad_date"
    UPDATED_EARLIER = "updated_earlier"
    BAD_LANGUAGE = "bad_language"
    BAD_URL = "bad_url"
    SUPERSEDES_ITSELF = "supersedes_itself"
    EMPTY_BODY = "empty_body"
    NOT_STORABLE = "not_storable"
    UNKNOWN_TYPE = "unknown_type"
    BAD_DOCUMENT = "bad_document"
    INFLATED = "inflated"
    NO_TEXT = "no_text"


class NoticeKind(StrEnum):
    """What was put right while reading, or passed over."""

    BYTE_ORDER_MARK = "byte_order_mark"
    LINE_ENDINGS = "line_endings"
    INVISIBLE = "invisible"
    SOFT_BREAKS = "soft_breaks"
    SURPLUS_MARKS = "surplus_marks"
    RECOMPOSED = "recomposed"
    NOT_MARKDOWN = "not_markdown"
    NOT_YAML = "not_yaml"


class FolderFault(StrEnum):
    """Why a folder of articles cannot be used at all."""

    MISSING = "missing"
    NOT_A_FOLDER = "not_a_folder"
    UNREADABLE = "unreadable"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class ArticleProblem:
    """One reason why `file` is no article: what stands at `line` (from 1) and what should stand there.

    `details` fill the words of `kind`.
    """

    file: Path
    line: int
    kind: ProblemKind
    details: tuple[str, ...] = ()

    def found(self, language: Language = "id") -> str:
        """Say what was found."""
        return filled(_PROBLEMS[self.kind][language][0], self.details)

    def expected(self, language: Language = "id") -> str:
        """Say what was expected in its place."""
        return filled(_PROBLEMS[self.kind][language][1], self.details)

    def words(self, language: Language = "id") -> str:
        """Say it all in one line: file, line, what was found, what was expected."""
        return problem_line((self.file, self.line), (self.found(language), self.expected(language)), language)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something in `file` that was put right while reading: how often, and first on which line (from 1)."""

    file: Path
    line: int
    kind: NoticeKind
    count: int = 1

    def words(self, language: Language = "id") -> str:
        """Say it in one line."""
        frame = {"id": "{}, baris {}: {}.", "en": "{}, line {}: {}."}
        text = _NOTICES[self.kind][language].format(self.count)
        return frame[language].format(printable(str(self.file)), self.line, text)


def folder_words(folder: Path, fault: FolderFault, language: Language = "id") -> str:
    """Say in one line what is wrong with a folder of articles."""
    return _FOLDER[fault][language].format(printable(str(folder)))


def problem_line(place: tuple[Path, int], texts: tuple[str, str], language: Language) -> str:
    """One line on a file and its line (from 1): what was found there, and what was expected."""
    frame = {"id": "{}, baris {}: {}; seharusnya {}.", "en": "{}, line {}: {}; expected {}."}
    return frame[language].format(printable(str(place[0])), place[1], *texts)


def filled(template: str, details: tuple[str, ...], shown: int = _SHOWN_CHARS) -> str:
    """A template with its details, each made printable and cut to `shown` characters."""
    return template.format(*(printable(_shortened(detail, shown)) for detail in details))


def _shortened(text: str, shown: int) -> str:
    return text if len(text) <= shown else text[: shown - 1] + "…"


def printable(text: str) -> str:
    """Keep a file's text from playing tricks on the terminal that shows it."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


_PROBLEMS: dict[ProblemKind, dict[Language, tuple[str, str]]] = {
    ProblemKind.NOT_A_FILE: {
        "id": ("ini bukan berkas biasa", "sebuah berkas teks .md"),
        "en": ("this is not a regular file", "a text file ending in .md"),
    },
    ProblemKind.OUTSIDE: {
        "id": ("tautan ini menunjuk ke luar folder artikel", "berkas di dalam folder itu sendiri"),
        "en": ("this link points outside the folder of articles", "a file inside the folder itself"),
    },
    ProblemKind.UNREADABLE: {
        "id": ("berkas tidak dapat dibuka ({0})", "berkas yang boleh dibaca"),
        "en": ("the file cannot be opened ({0})", "a file that may be read"),
    },
    ProblemKind.TOO_LARGE: {
        "id": ("berkas lebih besar dari {0} MB", "satu artikel, paling besar {0} MB"),
        "en": ("the file is larger than {0} MB", "one article of at most {0} MB"),
    },
    ProblemKind.OTHER_ENCODING: {
        "id": ("berkas disimpan sebagai {0}", "berkas yang disimpan sebagai UTF-8"),
        "en": ("the file is saved as {0}", "a file saved as UTF-8"),
    },
    ProblemKind.NOT_UTF8: {
        "id": ("bita {0} (bita ke-{1} pada baris ini) bukan UTF-8", "berkas yang disimpan sebagai UTF-8"),
        "en": ("byte {0} (number {1} of this line) is not UTF-8", "a file saved as UTF-8"),
    },
    ProblemKind.NO_FRONT_MATTER: {
        "id": ("berkas tidak dibuka dengan keterangan artikel", "baris pertama berisi ---"),
        "en": ("the file does not open with the article's details", "a first line of ---"),
    },
    ProblemKind.UNCLOSED: {
        "id": ("keterangan artikel tidak ditutup", "baris --- sebelum isi artikel"),
        "en": ("the article's details are not closed", "a line of --- before the body"),
    },
    ProblemKind.FRONT_MATTER_TOO_LARGE: {
        "id": ("keterangan artikel lebih besar dari {0} kB", "paling besar {0} kB di antara kedua baris ---"),
        "en": ("the details are larger than {0} kB", "at most {0} kB between the two lines of ---"),
    },
    ProblemKind.YAML_SYNTAX: {
        "id": (
            "keterangan artikel tidak dapat dibaca ({0})",
            "`nama: nilai` pada tiap baris; nilai yang berisi tanda titik dua ditulis dalam tanda petik",
        ),
        "en": (
            "the details cannot be read ({0})",
            "`name: value` on every line; values that hold a colon go in quotation marks",
        ),
    },
    ProblemKind.YAML_SPECIAL: {
        "id": ("{0} berarti khusus dalam YAML", "nilai yang ditulis dalam tanda petik"),
        "en": ("{0} has a special meaning in YAML", "the value in quotation marks"),
    },
    ProblemKind.NOT_FIELDS: {
        "id": ("keterangan artikel bukan daftar `nama: nilai`", "`nama: nilai` pada tiap baris"),
        "en": ("the details are not a list of `name: value`", "`name: value` on every line"),
    },
    ProblemKind.UNKNOWN_FIELD: {
        "id": ("keterangan `{0}` tidak dikenal", "salah satu dari {1}"),
        "en": ("the field `{0}` is unknown", "one of {1}"),
    },
    ProblemKind.REPEATED_FIELD: {
        "id": ("`{0}` sudah ditulis pada baris {1}", "setiap keterangan satu kali saja"),
        "en": ("`{0}` already stands on line {1}", "every field once"),
    },
    ProblemKind.MISSING_FIELD: {
        "id": ("keterangan `{0}` tidak ada", "baris `{0}: …` di antara kedua baris ---"),
        "en": ("the field `{0}` is missing", "a line `{0}: …` between the two lines of ---"),
    },
    ProblemKind.EMPTY_FIELD: {
        "id": ("`{0}` kosong", "sebuah nilai, atau hapus baris ini bila keterangan itu tidak wajib"),
        "en": ("`{0}` is empty", "a value, or no such line where the field is optional"),
    },
    ProblemKind.NOT_TEXT: {
        "id": ("`{0}` bukan teks", "teks; angka dan true/false ditulis dalam tanda petik"),
        "en": ("`{0}` is not text", "text; numbers and true/false go in quotation marks"),
    },
    ProblemKind.NOT_ONE_LINE: {
        "id": ("`{0}` terdiri atas beberapa baris", "satu baris"),
        "en": ("`{0}` runs over several lines", "one line"),
    },
    ProblemKind.NOT_A_LIST: {
        "id": ("`{0}` bukan daftar teks", "daftar seperti [satu, dua]"),
        "en": ("`{0}` is not a list of texts", "a list such as [one, two]"),
    },
    ProblemKind.BAD_ID: {
        "id": (
            "id `{0}` memuat tanda yang tidak boleh, atau terlalu panjang",
            "paling banyak {1} tanda: huruf a–z, angka, `-`, `.` dan `_`, diawali huruf atau angka",
        ),
        "en": (
            "the id `{0}` holds characters that it may not, or is too long",
            "at most {1} characters: letters a–z, digits, `-`, `.` and `_`, the first a letter or digit",
        ),
    },
    ProblemKind.OTHER_ID: {
        "id": ("id `{0}` tidak sama dengan nama berkas", "id: {1}"),
        "en": ("the id `{0}` differs from the name of the file", "id: {1}"),
    },
    ProblemKind.DUPLICATE_ID: {
        "id": (
            "id `{0}` sudah dipakai oleh {1}",
            "id yang hanya dipakai satu berkas (huruf besar dan kecil sama saja)",
        ),
        "en": ("the id `{0}` is already taken by {1}", "an id that no other file has, whatever its capitals"),
    },
    ProblemKind.BAD_DATE: {
        "id": ("`{0}: {1}` bukan tanggal", "TTTT, TTTT-BB atau TTTT-BB-HH yang ada di kalender"),
        "en": ("`{0}: {1}` is not a date", "YYYY, YYYY-MM or YYYY-MM-DD, as in the calendar"),
    },
    ProblemKind.UPDATED_EARLIER: {
        "id": ("`updated: {0}` lebih awal dari `published: {1}`", "tanggal yang sama atau sesudahnya"),
        "en": ("`updated: {0}` is earlier than `published: {1}`", "the same date or a later one"),
    },
    ProblemKind.BAD_LANGUAGE: {
        "id": ("`language: {0}` bukan kode bahasa", "dua huruf kecil, misalnya id atau en"),
        "en": ("`language: {0}` is no language code", "two small letters, such as id or en"),
    },
    ProblemKind.BAD_URL: {
        "id": ("`url: {0}` bukan alamat halaman web", "alamat lengkap yang diawali https:// atau http://"),
        "en": (
            "`url: {0}` is no address of a web page",
            "a full address that opens with https:// or http://",
        ),
    },
    ProblemKind.SUPERSEDES_ITSELF: {
        "id": ("`supersedes: {0}` adalah id berita ini sendiri", "id versi yang lebih lama"),
        "en": ("`supersedes: {0}` is the article's own id", "the id of an earlier version"),
    },
    ProblemKind.EMPTY_BODY: {
        "id": ("isi artikel kosong", "isi artikel di bawah baris --- yang kedua"),
        "en": ("the article has no body", "the text of the article below the second line of ---"),
    },
    ProblemKind.UNKNOWN_TYPE: {
        "id": ("jenis berkas `{0}` tidak dapat dibaca", "berkas {1}"),
        "en": ("files of the type `{0}` cannot be read", "a file ending in {1}"),
    },
    ProblemKind.BAD_DOCUMENT: {
        "id": ("ini bukan dokumen Word yang utuh ({0})", "dokumen yang disimpan sebagai .docx"),
        "en": ("this is no whole Word document ({0})", "a document saved as .docx"),
    },
    ProblemKind.INFLATED: {
        "id": ("dokumen ini jauh lebih besar daripada sebuah berita", "dokumen dengan satu berita saja"),
        "en": ("this document is far larger than an article", "a document with a single article"),
    },
    ProblemKind.NO_TEXT: {
        "id": ("tidak ada isi berita di dalamnya", "judul dan isi berita"),
        "en": ("there is no article text in it", "a headline and the text of an article"),
    },
    ProblemKind.NOT_STORABLE: {
        "id": (
            "`{0}` akan berubah bila disimpan lalu dibaca kembali",
            "teks tanpa tanda tak kasatmata dan tanpa spasi di awal dan akhir",
        ),
        "en": (
            "`{0}` would change by being stored and read back",
            "text without invisible characters, and without blanks at its beginning and end",
        ),
    },
}

_NOTICES: dict[NoticeKind, dict[Language, str]] = {
    NoticeKind.BYTE_ORDER_MARK: {
        "id": "tanda urutan bita (BOM) di awal berkas diabaikan",
        "en": "the byte order mark (BOM) at the start of the file was passed over",
    },
    NoticeKind.LINE_ENDINGS: {
        "id": "{0} akhir baris Windows atau Mac lama dibaca sebagai akhir baris biasa",
        "en": "{0} Windows or old Mac line endings were read as plain ones",
    },
    NoticeKind.INVISIBLE: {
        "id": "{0} tanda tak kasatmata atau tanda kendali dibuang, yang pertama pada baris ini",
        "en": "{0} invisible or control characters were removed, the first of them on this line",
    },
    NoticeKind.SOFT_BREAKS: {
        "id": "{0} pemisah baris atau halaman yang tak lazim diganti spasi, yang pertama pada baris ini",
        "en": "{0} unusual line or page separators became blanks, the first of them on this line",
    },
    NoticeKind.SURPLUS_MARKS: {
        "id": "{0} tanda diakritik yang bertumpuk pada satu huruf dibuang, yang pertama pada baris ini",
        "en": "{0} marks piled upon one letter were removed, the first of them on this line",
    },
    NoticeKind.RECOMPOSED: {
        "id": "huruf bertanda pada {0} baris disatukan menjadi bentuk baku (NFC), mulai dari baris ini",
        "en": "letters with marks were put into their standard form (NFC) on {0} lines, from this one on",
    },
    NoticeKind.NOT_MARKDOWN: {
        "id": "berkas ini dilewati karena namanya tidak berakhiran .md",
        "en": "this file was passed over because its name does not end in .md",
    },
    NoticeKind.NOT_YAML: {
        "id": "berkas ini dilewati karena namanya tidak berakhiran .yml",
        "en": "this file was passed over because its name does not end in .yml",
    },
}

_FOLDER: dict[FolderFault, dict[Language, str]] = {
    FolderFault.MISSING: {
        "id": "Folder artikel {} tidak ada.",
        "en": "The folder of articles {} does not exist.",
    },
    FolderFault.NOT_A_FOLDER: {
        "id": "{} bukan folder; yang diperlukan adalah folder berisi artikel .md.",
        "en": "{} is not a folder; a folder of .md articles is needed.",
    },
    FolderFault.UNREADABLE: {
        "id": "Folder artikel {} tidak boleh dibaca.",
        "en": "The folder of articles {} may not be read.",
    },
    FolderFault.EMPTY: {
        "id": "Folder artikel {} tidak berisi satu pun berkas .md.",
        "en": "The folder of articles {} holds no .md file.",
    },
}
