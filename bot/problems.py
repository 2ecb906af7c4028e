"""Errors that a person caused or meets, and the one place where errors become words.

QuestionError
├── EmptyQuestion        nothing but blanks and punctuation
├── QuestionTooLong      more characters than are taken
└── NotText              lone surrogates, control characters, bytes that are no text
NotReady                 the service has started and its index has not been loaded yet
ChecksFailed             bot.check_failures
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.check_failures import ChecksFailed
from corpus.errors import CorpusFolderError, InvalidArticleError, InvalidChecks, SourceError, TanyaError


class QuestionError(TanyaError):
    """The inquiry cannot be a question: empty, too long, or not text."""


class EmptyQuestion(QuestionError):
    """The question holds no letter and no digit."""


class QuestionTooLong(QuestionError):
    """The question is longer than `limit` characters."""

    def __init__(self, length: int, limit: int) -> None:
        super().__init__(f"{length} characters, at most {limit}")
        self.length = length
        self.limit = limit


class NotText(QuestionError):
    """The question holds characters that no text holds."""


class NotReady(TanyaError):
    """The index is still being loaded; asking again shortly helps."""


@dataclass(frozen=True, slots=True)
class Problem:
    """An error in words. `slug` is stable, for programs; `status` is the HTTP status that fits it.

    `title` and `detail` may be shown to anybody. `particulars` are for whoever runs Tanya (paths, commands,
    what exactly was found); they never hold a reader's question or a secret, and are empty for unforeseen
    errors.
    """

    slug: str
    title: str
    detail: str
    status: int
    particulars: str = ""


@dataclass(frozen=True, slots=True)
class _Words:
    slug: str
    status: int
    title: Mapping[str, str]
    detail: Mapping[str, str]


def _words(slug: str, status: int, indonesian: tuple[str, str], english: tuple[str, str]) -> _Words:
    title = {"id": indonesian[0], "en": english[0]}
    return _Words(slug, status, title, {"id": indonesian[1], "en": english[1]})


# By the class's name, most special first found along its bases: the errors of rooms that this one may not
# import have their words here too.
_TABLE: dict[str, _Words] = {
    "EmptyQuestion": _words(
        "empty-question",
        422,
        ("Pertanyaannya kosong.", "Tulis pertanyaan tentang isi berita, misalnya siapa, apa, atau kapan."),
        ("The question is empty.", "Write a question about the articles: who, what, when, …"),
    ),
    "QuestionTooLong": _words(
        "question-too-long",
        422,
        (
            "Pertanyaannya terlalu panjang.",
            "Panjangnya {length} karakter; paling banyak {limit}. Ringkas, lalu kirim lagi.",
        ),
        (
            "The question is too long.",
            "It has {length} characters; at most {limit} are taken. Shorten it and send it again.",
        ),
    ),
    "NotText": _words(
        "not-text",
        422,
        (
            "Pertanyaannya tidak terbaca sebagai teks.",
            "Ada karakter yang rusak di dalamnya. Ketik ulang, lalu kirim lagi.",
        ),
        ("The question is not readable text.", "It holds broken characters. Type it again."),
    ),
    "QuestionError": _words(
        "bad-question",
        422,
        ("Pertanyaan itu tidak bisa dibaca.", "Tulis ulang dengan kata-kata lain."),
        ("That cannot be read as a question.", "Write it in other words."),
    ),
    "NoGeneration": _words(
        "no-index",
        503,
        ("Indeks belum ada.", "Beritanya belum disiapkan. Pengelola perlu menjalankan `tanya build`."),
        ("There is no index yet.", "The articles are not prepared. Whoever runs this needs `tanya build`."),
    ),
    "DamagedGeneration": _words(
        "damaged-index",
        503,
        ("Indeksnya rusak.", "Pengelola perlu membangunnya lagi dengan `tanya build`."),
        ("The index is damaged.", "Whoever runs this needs to build it again with `tanya build`."),
    ),
    "EmbedderMismatch": _words(
        "other-embedder",
        503,
        (
            "Indeks dibuat dengan model lain.",
            "Jalankan `tanya build` dengan model yang sekarang, atau kembalikan setelan modelnya.",
        ),
        (
            "The index was built with another model.",
            "Run `tanya build` with the model in use, or set the earlier model again.",
        ),
    ),
    "IndexLocked": _words(
        "index-locked",
        503,
        ("Indeks sedang dibangun oleh proses lain.", "Tunggu sampai selesai, lalu ulangi."),
        ("Another process is building the index.", "Wait until it is done and try again."),
    ),
    "BadVectors": _words(
        "bad-vectors",
        503,
        ("Model memberi vektor yang tidak dapat dipakai.", "Periksa model yang disetel, lalu bangun lagi."),
        ("The model gave vectors that cannot be used.", "Check which model is set and build again."),
    ),
    "IndexFolderError": _words(
        "bad-index",
        503,
        ("Folder indeks tidak dapat dipakai.", "Periksa foldernya, lalu jalankan `tanya build`."),
        ("The index folder cannot be used.", "Check the folder, then run `tanya build`."),
    ),
    "IncompleteDraft": _words(
        "incomplete-article",
        422,
        ("Beritanya belum lengkap.", "Yang belum ada: {named}."),
        ("The article is not complete.", "What is missing: {named}."),
    ),
    "NoSuchArticle": _words(
        "no-such-article",
        404,
        ("Berita dengan id itu tidak ada.", "`tanya list` menunjukkan semua id."),
        ("There is no article with that id.", "`tanya list` shows every id."),
    ),
    "ArticleChanged": _words(
        "article-changed",
        409,
        ("Berita itu diubah orang lain sementara itu.", "Tidak ada yang ditimpa; buka lagi, lalu ulangi."),
        ("Somebody else changed that article meanwhile.", "Nothing was overwritten; open it again."),
    ),
    "FetchRefused": _words(
        "fetch-refused",
        422,
        ("Alamat itu tidak diambil.", "Periksa alamatnya, atau simpan halamannya lalu tambahkan berkasnya."),
        ("That address is not fetched.", "Check it, or save the page and add the file."),
    ),
    "FetchFailed": _words(
        "fetch-failed",
        502,
        ("Halaman itu tidak dapat diambil.", "Coba lagi nanti."),
        ("That page could not be fetched.", "Try again later."),
    ),
    "UnreadableSource": _words(
        "unreadable-page",
        422,
        ("Isinya tidak dapat dibaca sebagai berita.", "Salin teksnya ke berkas, lalu tambahkan berkas itu."),
        ("Its content cannot be read as an article.", "Copy the text into a file and add that."),
    ),
    "NotFollowed": _words(
        "not-followed",
        404,
        ("Umpan itu tidak diikuti.", "`tanya follow` tanpa alamat menunjukkan semua yang diikuti."),
        ("That feed is not followed.", "`tanya follow` without an address shows every one that is."),
    ),
    "FeedsLocked": _words(
        "feeds-locked",
        503,
        ("Proses lain sedang mengambil berita.", "Tunggu sampai selesai, lalu ulangi."),
        ("Another process is fetching articles.", "Wait until it is done and try again."),
    ),
    "InvalidChecks": _words(
        "bad-checks",
        503,
        ("Ada soal pemeriksaan yang tidak dapat dibaca.", "Betulkan yang disebut, lalu ulangi."),
        ("Some checks cannot be read.", "Correct what is named, then try again."),
    ),
    "ChecksFailed": _words(
        "checks-failed",
        409,
        (
            "Indeks yang baru tidak dipakai; semua tetap seperti sebelumnya.",
            "Soal yang gagal: {failed} dari {asked}. Betulkan yang disebut, atau `tanya build --force`.",
        ),
        (
            "The new index is not used; everything stays as it was.",
            "Checks that failed: {failed} of {asked}. Mend what is named, or `tanya build --force`.",
        ),
    ),
    "CorpusError": _words(
        "bad-corpus",
        503,
        ("Berkas berita tidak dapat dipakai.", "Perbaiki berkas yang disebut, lalu jalankan `tanya build`."),
        ("The article files cannot be used.", "Mend the files that are named, then run `tanya build`."),
    ),
    "SettingsError": _words(
        "bad-setting",
        500,
        ("Ada setelan yang salah.", "Betulkan nilai variabel yang disebut."),
        ("A setting is wrong.", "Correct the value of the variable that is named."),
    ),
    "TokenRefused": _words(
        "telegram-token",
        500,
        (
            "Token Telegram ditolak.",
            "Periksa TELEGRAM_BOT_TOKEN; token yang benar diberikan oleh @BotFather.",
        ),
        ("The Telegram token was refused.", "Check TELEGRAM_BOT_TOKEN; @BotFather gives the right one."),
    ),
    "InboxLocked": _words(
        "telegram-locked",
        503,
        (
            "Bot Telegram ini sudah berjalan.",
            "Hentikan proses yang lain, atau setel TANYA_TELEGRAM_DIR lain.",
        ),
        (
            "This Telegram bot is already running.",
            "Stop the other process or set another TANYA_TELEGRAM_DIR.",
        ),
    ),
    "TelegramDoorError": _words(
        "telegram",
        503,
        ("Bot Telegram tidak dapat berjalan.", "Periksa setelan Telegram."),
        ("The Telegram bot cannot run.", "Check the Telegram settings."),
    ),
    "NotReady": _words(
        "starting",
        503,
        ("Tanya sedang disiapkan.", "Indeksnya masih dimuat. Coba lagi sebentar lagi."),
        ("Tanya is starting.", "Its index is still being loaded. Please try again shortly."),
    ),
    "Overloaded": _words(
        "busy",
        503,
        ("Sedang terlalu banyak pertanyaan.", "Tunggu sebentar, lalu kirim lagi."),
        ("Too many questions at once.", "Wait a moment and send yours again."),
    ),
    "TooManyRequests": _words(
        "too-many-requests",
        429,
        (
            "Terlalu banyak pertanyaan dari alamat ini.",
            "Paling banyak {limit} tiap menit. Coba lagi dalam {seconds} detik.",
        ),
        (
            "Too many questions from this address.",
            "At most {limit} a minute are taken. Try again in {seconds} seconds.",
        ),
    ),
    "BadJson": _words(
        "bad-json",
        400,
        (
            "Isi permintaan bukan JSON yang benar.",
            "Kirim satu objek JSON dalam UTF-8, tanpa nama ganda, NaN, atau Infinity.",
        ),
        (
            "The body is not valid JSON.",
            "Send one JSON object in UTF-8, without repeated names, NaN or Infinity.",
        ),
    ),
    "BadRequest": _words(
        "bad-request",
        400,
        ("Permintaannya tidak terbaca.", "Periksa bentuknya, lalu kirim lagi."),
        ("The request cannot be read.", "Check its form and send it again."),
    ),
    "CrossSite": _words(
        "cross-site",
        403,
        ("Formulir itu dikirim dari situs lain.", "Buka halaman Tanya, lalu tulis pertanyaannya di sana."),
        ("That form was sent from another site.", "Open Tanya's own page and ask there."),
    ),
    "NotAuthorised": _words(
        "not-authorised",
        401,
        (
            "Kunci redaksi tidak ada atau salah.",
            "Kirim dengan Authorization: Bearer dan isi TANYA_EDITOR_KEY.",
        ),
        (
            "The editors' key is missing or wrong.",
            "Send it as Authorization: Bearer with what TANYA_EDITOR_KEY holds.",
        ),
    ),
    "NotFound": _words(
        "not-found",
        404,
        ("Halaman itu tidak ada.", "Periksa alamatnya."),
        ("There is no such page.", "Check the address."),
    ),
    "MethodNotAllowed": _words(
        "method-not-allowed",
        405,
        ("Cara itu tidak dilayani di alamat ini.", "Yang dilayani: {allowed}."),
        ("This address does not take that method.", "It takes: {allowed}."),
    ),
    "BodyTimeout": _words(
        "timeout",
        408,
        ("Permintaannya tidak kunjung selesai dikirim.", "Kirim lagi sampai selesai."),
        ("The request took too long to arrive.", "Send it again, completely."),
    ),
    "BodyTooLarge": _words(
        "body-too-large",
        413,
        ("Isi permintaan terlalu besar.", "Paling besar {limit} byte."),
        ("The request's body is too large.", "At most {limit} bytes are taken."),
    ),
    "WrongMediaType": _words(
        "wrong-media-type",
        415,
        ("Jenis isi permintaan itu tidak dilayani.", "Kirim dengan Content-Type: {expected}."),
        ("That type of body is not taken.", "Send it with Content-Type: {expected}."),
    ),
    "WrongFields": _words(
        "wrong-fields",
        422,
        ("Ada isian yang salah.", "{complaint}"),
        ("Some fields are wrong.", "{complaint}"),
    ),
    "EmbedderUnusable": _words(
        "embedder-unusable",
        500,
        ("Model itu tidak dapat dimuat.", "Periksa TANYA_EMBEDDER: sebuah folder, atau nama model di hub."),
        ("That model cannot be loaded.", "Check TANYA_EMBEDDER: a folder, or a model's name on the hub."),
    ),
    "NothingBefore": _words(
        "nothing-before",
        500,
        ("Tidak ada indeks yang lebih lama untuk dipakai lagi.", "Indeks yang sekarang tetap dipakai."),
        ("There is no earlier index to go back to.", "The index in use stays as it is."),
    ),
    "AddressTaken": _words(
        "address-taken",
        500,
        ("Server web tidak dapat dibuka di alamat itu.", "Pilih port lain dengan --port atau TANYA_PORT."),
        ("The web server cannot listen there.", "Choose another port with --port or TANYA_PORT."),
    ),
    "DataMissing": _words(
        "no-data",
        500,
        ("Data evaluasi tidak lengkap.", "Periksa folder yang disebut setelah --data."),
        ("The evaluation data is not complete.", "Check the folder given after --data."),
    ),
    "TanyaError": _words(
        "error",
        500,
        ("Tidak berhasil.", "Periksa keterangan di bawah, lalu ulangi."),
        ("That did not work.", "See the particulars and try again."),
    ),
}

_UNFORESEEN = _words(
    "unexpected",
    500,
    ("Maaf, ada yang salah di pihak saya.", "Coba lagi sebentar lagi."),
    ("Sorry, something went wrong on my side.", "Please try again shortly."),
)


def describe(error: BaseException, language: Literal["id", "en"] = "id") -> Problem:
    """`error` in words: every error that Tanya raises on purpose, and one sentence for all others."""
    names = [base.__name__ for base in type(error).__mro__]
    words = next((_TABLE[name] for name in names if name in _TABLE), None)
    if words is None or not isinstance(error, TanyaError):
        return Problem(_UNFORESEEN.slug, _UNFORESEEN.title[language], _UNFORESEEN.detail[language], 500)
    detail = words.detail[language].format_map(vars(error))
    if isinstance(
        error, CorpusFolderError | InvalidArticleError | InvalidChecks | SourceError | ChecksFailed
    ):
        particulars = error.words(language)
    else:
        particulars = "" if isinstance(error, QuestionError) else str(error)
    return Problem(words.slug, words.title[language], detail, words.status, particulars)
