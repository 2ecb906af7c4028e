"""What can be wrong with an address, a page or a feed, and the one place where that is put into words."""

from enum import StrEnum

from corpus.problems import Language, printable

_SHOWN_CHARS = 120


class Fault(StrEnum):
    """Why something could not be fetched, or what was fetched could not be read."""

    SCHEME = "scheme"
    PLAIN_HTTP = "plain_http"
    MALFORMED = "malformed"
    CREDENTIALS = "credentials"
    HOST = "host"
    PORT = "port"
    ADDRESS = "address"
    DOWNGRADE = "downgrade"
    REDIRECTS = "redirects"
    MEDIA_TYPE = "media_type"
    ENCODING = "encoding"
    TOO_LARGE = "too_large"
    UNKNOWN_HOST = "unknown_host"
    TIMEOUT = "timeout"
    CONNECTION = "connection"
    CERTIFICATE = "certificate"
    STATUS = "status"
    BROKEN = "broken"
    TOO_DEEP = "too_deep"
    PARSER_LIMIT = "parser_limit"
    PARSER_TIME = "parser_time"
    PARSER_DIED = "parser_died"
    NO_TEXT = "no_text"
    NOT_A_FEED = "not_a_feed"


def fault_words(fault: Fault, detail: str, language: Language = "id") -> str:
    """Say in one line what is wrong; `detail` may come from the network."""
    return _WORDS[fault][language].format(printable(detail[:_SHOWN_CHARS]))


_WORDS: dict[Fault, dict[Language, str]] = {
    Fault.SCHEME: {
        "id": "hanya alamat https yang diambil, bukan `{}`",
        "en": "only https addresses are fetched, not `{}`",
    },
    Fault.PLAIN_HTTP: {
        "id": "alamat http tanpa s hanya diambil dengan --http",
        "en": "http without s is only fetched with --http",
    },
    Fault.MALFORMED: {"id": "alamatnya tidak benar bentuknya", "en": "the address is malformed"},
    Fault.CREDENTIALS: {
        "id": "alamat dengan nama pengguna atau kata sandi tidak diambil",
        "en": "addresses with a user name or password are not fetched",
    },
    Fault.HOST: {
        "id": "`{}` bukan nama situs di internet umum",
        "en": "`{}` is no name of a site on the public internet",
    },
    Fault.PORT: {"id": "port {} tidak diizinkan", "en": "port {} is not permitted"},
    Fault.ADDRESS: {
        "id": "nama itu menunjuk ke {}, bukan ke internet umum",
        "en": "that name leads to {}, not to the public internet",
    },
    Fault.DOWNGRADE: {
        "id": "dialihkan dari https ke alamat tanpa s",
        "en": "it redirects from https to an address without s",
    },
    Fault.REDIRECTS: {"id": "dialihkan lebih dari {} kali", "en": "it redirects more than {} times"},
    Fault.MEDIA_TYPE: {"id": "isinya berjenis `{}`", "en": "its content is of the type `{}`"},
    Fault.ENCODING: {"id": "dimampatkan dengan cara `{}`", "en": "it is compressed as `{}`"},
    Fault.TOO_LARGE: {"id": "lebih besar dari {} MB", "en": "it is larger than {} MB"},
    Fault.UNKNOWN_HOST: {"id": "nama situsnya tidak dikenal", "en": "the name of the site is not known"},
    Fault.TIMEOUT: {"id": "tidak selesai dalam {} detik", "en": "it did not finish within {} seconds"},
    Fault.CONNECTION: {"id": "tidak dapat dihubungi ({})", "en": "it cannot be reached ({})"},
    Fault.CERTIFICATE: {
        "id": "sertifikatnya tidak dapat dipercaya ({})",
        "en": "its certificate cannot be trusted ({})",
    },
    Fault.STATUS: {"id": "situsnya menjawab {}", "en": "the site answered {}"},
    Fault.BROKEN: {"id": "jawabannya rusak atau terputus", "en": "the answer is broken or was cut off"},
    Fault.TOO_DEEP: {
        "id": "susunan halamannya terlalu dalam atau terlalu besar, sehingga sebagian isinya akan hilang",
        "en": "the page is nested too deeply or too large to be read without losing a part",
    },
    Fault.PARSER_LIMIT: {
        "id": "membacanya memerlukan terlalu banyak memori",
        "en": "reading it takes too much memory",
    },
    Fault.PARSER_TIME: {"id": "membacanya terlalu lama", "en": "reading it takes too long"},
    Fault.PARSER_DIED: {"id": "isinya tidak dapat dibaca ({})", "en": "its content cannot be read ({})"},
    Fault.NO_TEXT: {
        "id": "tidak ada teks berita di halaman itu; mungkin halamannya baru terisi oleh JavaScript",
        "en": "there is no article on that page; perhaps JavaScript would put it there",
    },
    Fault.NOT_A_FEED: {
        "id": "isinya bukan RSS, Atom, atau peta situs yang utuh ({})",
        "en": "its content is no sound RSS, Atom or sitemap ({})",
    },
}
