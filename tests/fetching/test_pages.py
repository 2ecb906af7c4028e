"""A news page goes in with its own title, publisher, date and authors, and its text word for word."""

from pathlib import Path

import pytest

from corpus.drafts import ArticleDraft
from corpus.errors import UnreadableSource
from corpus.faults import Fault
from corpus.fetching import draft_from_url
from corpus.web_pages import draft_from_html
from tests.fetching.site import HOST, Web, response

PAGE = (Path(__file__).parent / "pages" / "berita.html").read_bytes()
TITLE = "Jembatan Gantung Desa Wanalaut Ambruk, 37 Siswa Menyeberang dengan Rakit"
ADDRESS = f"https://{HOST}/daerah/2024/11/20/jembatan-gantung-wanalaut-ambruk"
PARAGRAPHS = (
    (
        "SUNGAI JAMBE, Kabar Selatan – Jembatan gantung sepanjang 84 meter di Desa Wanalaut, "
        "Kecamatan Sungai Jambe, ambruk pada Selasa (19/11) sekitar pukul 21.40 WIB setelah sungai "
        "meluap sejak petang."
    ),
    (
        "Kepala Desa Wanalaut, Rukmini Ayuningtyas, mengatakan tidak ada korban jiwa. “Saat tali "
        "utama putus, jembatan sedang kosong,” ujarnya, Rabu pagi."
    ),
    (
        "Akibatnya, 37 siswa SD Negeri 2 Wanalaut harus menyeberang dengan rakit bambu. Rakit itu "
        "hanya memuat enam orang sekali jalan."
    ),
    (
        "Camat Sungai Jambe, Pramudya Adikara, menyebut biaya perbaikan ditaksir Rp1,35 miliar & "
        "akan diusulkan dalam perubahan anggaran tahun depan."
    ),
    "Pernah diperbaiki pada 2017",
    (
        "Jembatan itu dibangun pada 1996 dan terakhir diperbaiki pada 2017 dengan dana desa. "
        "Menurut warga, papan lantainya mulai lapuk sejak dua tahun lalu."
    ),
    "“Kami sudah tiga kali melapor,” kata Jumadi, 52 tahun, warga dusun seberang.",
    (
        "Pemerintah kecamatan menyiapkan dua perahu karet mulai Kamis sampai jembatan darurat "
        "selesai dipasang."
    ),
)
FIRST = "Pasar apung di Desa Wanalaut dibuka kembali pada Minggu setelah tutup selama empat bulan penuh."
SECOND = "Sebanyak 63 pedagang berjualan sejak subuh, kata pengelola pasar, Laras Kinanti, kepada wartawan."


def small_page(head: str = "", body: str = f"<p>{FIRST}</p><p>{SECOND}</p>", lang: str = "") -> bytes:
    return (
        f"<html{lang}><head>{head}</head><body><article><h1>Pasar</h1>{body}</article></body></html>".encode()
    )


def linked_data(written: str) -> str:
    return f'<script type="application/ld+json">{written}</script>'


def test_a_page_fetched_from_a_news_site_goes_in_word_for_word(web: Web) -> None:
    web.site.answers["/b"] = response(PAGE)
    assert draft_from_url(f"https://{HOST}/b", fetcher=web.fetcher()) == ArticleDraft(
        title=TITLE,
        publisher="Kabar Selatan",
        published="2024-11-20",
        updated="2024-11-21",
        language="id",
        byline="Sekar Widuri, Bagus Tirtayasa",
        url=ADDRESS,
        tags=("jembatan gantung", "Wanalaut"),
        body="\n\n".join(PARAGRAPHS),
    )


@pytest.mark.usefixtures("in_process")
def test_without_linked_data_the_meta_elements_tell() -> None:
    plain = PAGE.replace(b"application/ld+json", b"application/x-else")
    draft = draft_from_html(plain, None)
    assert (draft.title, draft.publisher, draft.published) == (
        "Jembatan Gantung Wanalaut Ambruk",
        "Kabar Selatan",
        "2024-11-20",
    )
    assert (draft.byline, draft.updated, draft.language, draft.url) == ("Redaksi", None, "id", ADDRESS)
    assert draft.tags == ("jembatan gantung", "Wanalaut", "Kecamatan Sungai Jambe")
    assert draft.body == "\n\n".join(PARAGRAPHS)


@pytest.mark.usefixtures("in_process")
def test_what_a_page_does_not_say_is_not_guessed() -> None:
    draft = draft_from_html(small_page(), "https://kabar.test/2023/04/05/pasar")
    assert draft == ArticleDraft(
        title="Pasar",
        publisher=None,
        published=None,
        language=None,
        url="https://kabar.test/2023/04/05/pasar",
        body=f"{FIRST}\n\n{SECOND}",
    )


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize(
    "written",
    [
        (
            '[{"@type": "WebSite", "name": "W"}, {"@type": ["Thing", "ReportageNewsArticle"], '
            '"headline": "Judul &amp; isi", "datePublished": "2024-02-29", "author": "Ani", '
            '"publisher": "Kabar"}]'
        ),
        (
            '{"@graph": [{"@type": "Organization", "@id": "#o", "name": "Kabar"}, {"@type": "Person", '
            '"@id": "#a", "name": "Ani"}, {"@type": "NewsArticle", "headline": "Judul & isi", '
            '"datePublished": "2024-02-29T23:59:00+07:00", "author": [{"@id": "#a"}], '
            '"publisher": {"@id": "#o"}}]}'
        ),
        (
            '<!-- {"@type": "Article", "headline": "Judul\n & isi", "datePublished": "2024-02-29 08:00", '
            '"author": [{"name": "Ani"}, {"name": "https://x.test"}], "publisher": [{"name": "Kabar"}]}; -->'
        ),
    ],
    ids=["list", "graph", "comment"],
)
def test_linked_data_is_understood_in_the_forms_that_sites_write(written: str) -> None:
    draft = draft_from_html(small_page(linked_data(written)), None)
    assert (draft.title, draft.published, draft.byline, draft.publisher) == (
        "Judul & isi",
        "2024-02-29",
        "Ani",
        "Kabar",
    )


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize(
    "written",
    [
        "bukan json",
        "[" * 100_000 + "]" * 100_000,
        '{"a":' * 50_000 + "1" + "}" * 50_000,
        (
            '{"@type": "NewsArticle", "headline": {"a": []}, "datePublished": 20240229, "author": 7, '
            '"publisher": {"name": {}}, "keywords": {"a": 1}, "url": [1], "mainEntityOfPage": [2]}'
        ),
        '{"@type": "NewsArticle", "headline": "", "datePublished": "2024-02-30"}',
        '{"@id": "#a", "@type": {"@id": "#a"}, "headline": "x"}',
        "[" + ",".join(['{"a": {"b": {}}}'] * 5000) + "]",
        "null",
    ],
    ids=["words", "deep list", "deep object", "wrong types", "no such day", "circle", "many", "null"],
)
def test_broken_or_hostile_linked_data_is_passed_over(written: str) -> None:
    meta = '<meta property="og:site_name" content="Kabar"><meta name="date" content="2024-03-01">'
    draft = draft_from_html(small_page(linked_data(written) + meta), None)
    assert (draft.title, draft.publisher, draft.published) == ("Pasar", "Kabar", "2024-03-01")
    assert draft.body == f"{FIRST}\n\n{SECOND}"


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize(
    ("lang", "head", "language"),
    [
        (' lang="id-ID"', "", "id"),
        (' lang="in"', "", "id"),
        ("", '<meta property="og:locale" content="en_US">', "en"),
        (' lang="bahasa"', "", None),
    ],
)
def test_the_language_is_that_which_the_page_states(lang: str, head: str, language: str | None) -> None:
    assert draft_from_html(small_page(head, lang=lang), None).language == language


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize(
    ("stated", "url"),
    [
        ("/asli", "https://kabar.test/asli"),
        ("https://kabar.test/asli?id=7#komentar", "https://kabar.test/asli?id=7"),
        ("javascript:alert(1)", "https://kabar.test/b"),
        ("https://ani:sandi@kabar.test/", "https://kabar.test/b"),
        ("https://[::1", "https://kabar.test/b"),
        ("https://kabar.test/a b", "https://kabar.test/b"),
    ],
)
def test_the_address_is_the_canonical_one_where_that_is_an_address(stated: str, url: str) -> None:
    draft = draft_from_html(small_page(f'<link rel="canonical" href="{stated}">'), "https://kabar.test/b")
    assert (draft.url, draft.notices) == (url, ())


@pytest.mark.usefixtures("in_process")
def test_a_page_that_says_it_belongs_elsewhere_is_noticed() -> None:
    page = small_page('<link rel="canonical" href="https://lain.test/a">')
    draft = draft_from_html(page, "https://kabar.test/b", language="en")
    assert draft.url == "https://lain.test/a"
    assert draft.notices == ("the page of kabar.test names an address at lain.test as its own",)


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize(
    ("encoding", "declared", "charset"),
    [
        ("utf-8", "iso-8859-1", "iso-8859-1"),
        ("utf-8-sig", "", None),
        ("windows-1252", "iso-8859-1", None),
        ("windows-1252", "", "latin1"),
        ("windows-1252", "", None),
        ("utf-16", "", None),
        ("shift_jis", "shift_jis", None),
    ],
)
def test_the_text_is_read_in_the_encoding_that_it_has(
    encoding: str, declared: str, charset: str | None
) -> None:
    said = "§ “Air naik,” kata warga." if encoding != "shift_jis" else "水が増えた"
    page = f'<meta charset="{declared}"><article><p>{FIRST} {said}</p><p>{SECOND}</p></article>'
    draft = draft_from_html(page.encode(encoding), None, charset=charset)
    assert draft.body == f"{FIRST} {said}\n\n{SECOND}"
    assert draft.notices == ()


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("charset", ["utf-8", "tidak-ada", "idna"])
def test_bytes_that_are_no_text_are_counted(charset: str) -> None:
    broken = small_page().replace(b"empat", b"em\xffpat\x81")
    draft = draft_from_html(broken, None, charset=charset)
    assert draft.notices == ("2 tanda pada halaman tidak terbaca; periksa teksnya",)
    assert draft.body.startswith(FIRST.replace("empat", "em\ufffdpat\ufffd"))


@pytest.mark.usefixtures("in_process")
def test_null_bytes_neither_end_the_page_nor_enter_it() -> None:
    draft = draft_from_html(small_page().replace(b"empat", b"em\x00pat\x00"), None)
    assert draft.body == f"{FIRST}\n\n{SECOND}"


@pytest.mark.usefixtures("in_process")
def test_pointers_to_other_articles_and_comments_stay_outside() -> None:
    pointers = (
        "<p>Baca juga: Harga Cabai Turun</p>",
        "<p>Simak selengkapnya di sini</p>",
        "<p>Read also: X</p>",
    )
    body = f"<p>{FIRST}</p>{''.join(pointers)}<p>{SECOND}</p>"
    after = "<div id='comments' class='comments'><p>Semoga lekas pulih, ya, pasar kesayangan kami.</p></div>"
    draft = draft_from_html(small_page(body=body + after), None)
    assert draft.body == f"{FIRST}\n\n{SECOND}"


@pytest.mark.usefixtures("in_process")
def test_who_reads_is_no_pointer() -> None:
    spoken = "Baca buku itu, kata Laras, agar tahu sejarah pasar apung yang sudah berumur dua ratus tahun."
    draft = draft_from_html(small_page(body=f"<p>{FIRST}</p><p>{spoken}</p>"), None)
    assert draft.body == f"{FIRST}\n\n{spoken}"


def refused(page: bytes) -> str:
    with pytest.raises(UnreadableSource) as error:
        draft_from_html(page, None)
    return error.value.words("en")


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize(
    "page",
    [
        b"",
        b" \n",
        b"\x00" * 1000,
        b"<!-- kosong -->",
        b"<html><body></body></html>",
        b"<html><head><meta http-equiv=refresh content='0;url=https://127.0.0.1/'></head><body></body></html>",
        b"<html><body><div id=app></div><script>document.write('Isi berita')</script></body></html>",
        b"<html><body><script>" + b"let a = 1;" * 10_000 + b"</script></body></html>",
    ],
    ids=["nothing", "blank", "nulls", "comment", "empty", "meta refresh", "script only", "much script"],
)
def test_a_page_without_an_article_is_refused(page: bytes) -> None:
    assert refused(page) == "There is no article on that page; perhaps JavaScript would put it there."


@pytest.mark.parametrize(
    "page",
    [
        small_page(body=f"<p>{FIRST}</p>" + "<div>" * 300 + f"<p>{SECOND}</p>"),
        small_page(body=f"<p>{FIRST}</p>" + "<b>" * 100_000 + f"<p>{SECOND}</p>"),
        small_page(body=f"<p>{FIRST}</p><p class='" + "a" * 11_000_000 + f"'>{SECOND}</p>"),
        small_page(body="</x>" * 5000 + f"<p>{FIRST}</p>" + "<div>" * 300 + f"<p>{SECOND}</p>"),
    ],
    ids=["deep", "very deep", "huge attribute", "deep after many errors"],
)
def test_nesting_beyond_what_the_parser_keeps_is_told_and_never_silently_lost(page: bytes) -> None:
    assert refused(page) == ("The page is nested too deeply or too large to be read without losing a part.")


def read_at_depth(depth: int) -> str:
    deep = "<div>" * depth + f"<p>{FIRST}</p><p>{SECOND}</p>" + "</div>" * depth
    try:
        return draft_from_html(small_page(body=deep), None).body
    except UnreadableSource as error:
        return error.fault


@pytest.mark.usefixtures("in_process")
def test_at_every_depth_a_page_is_read_whole_or_refused() -> None:
    read = [read_at_depth(depth) for depth in range(240, 260)]
    kept = read.count(f"{FIRST}\n\n{SECOND}")
    assert kept > 0
    assert read[kept:] == [Fault.TOO_DEEP] * (len(read) - kept)
    assert len(read) > kept


BILLION = "<!DOCTYPE html [<!ENTITY a0 'ha'>" + "".join(
    f"<!ENTITY a{n} '{f'&a{n - 1};' * 10}'>" for n in range(1, 12)
)


@pytest.mark.parametrize(
    "page",
    [
        f"{BILLION}]><html><body><article><p>{FIRST}</p><p>{SECOND}</p><p>&a11;</p></article></body></html>",
        (
            '<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/hostname">]><html><body><article>'
            f"<p>{FIRST}</p><p>{SECOND}</p><p>&x;</p></article></body></html>"
        ),
        (
            '<?xml version="1.0"?><!DOCTYPE html SYSTEM "http://127.0.0.1:9/a.dtd"><html><body><article>'
            f"<p>{FIRST}</p><p>{SECOND}</p></article></body></html>"
        ),
    ],
    ids=["billion laughs", "external entity", "external dtd"],
)
def test_entities_of_a_pages_own_are_never_unfolded(page: str) -> None:
    body = draft_from_html(page.encode(), None).body
    paragraphs = [p for p in body.split("\n\n") if not p.startswith(("&", "]>"))]
    assert paragraphs == [FIRST, SECOND]
    assert len(body) < len(page)


def test_many_attributes_are_no_trouble() -> None:
    attributes = " ".join(f'a{number}="1"' for number in range(2000))
    draft = draft_from_html(small_page(body=f"<p {attributes}>{FIRST}</p><p>{SECOND}</p>"), None)
    assert draft.body == f"{FIRST}\n\n{SECOND}"


def test_an_error_of_the_reading_names_the_page_and_hides_its_keys(web: Web) -> None:
    web.site.answers["/b?kunci=rahasia"] = response(b"<html><body></body></html>")
    with pytest.raises(UnreadableSource) as error:
        draft_from_url(f"https://{HOST}/b?kunci=rahasia", fetcher=web.fetcher())
    assert error.value.words("id") == (
        f"https://{HOST}/b?…: tidak ada teks berita di halaman itu; mungkin halamannya baru terisi oleh "
        "JavaScript."
    )


def test_a_paragraph_that_is_not_word_for_word_as_on_the_page_is_noticed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def reading(reader: str, data: bytes, details: object, limits: object) -> dict[str, object]:
        read = dict.fromkeys(("title", "publisher", "published", "language", "url", "byline", "updated"))
        return {**read, "tags": [], "paragraphs": [FIRST], "replaced": 0, "altered": [FIRST]}

    monkeypatch.setattr("corpus.web_pages.read_confined", reading)
    assert draft_from_html(b"", None).notices == (
        (
            "1 paragraf tidak kata demi kata seperti pada halaman, yang pertama: "
            "“Pasar apung di Desa Wanalaut dibuka kembali pada Minggu sete”"
        ),
    )


@pytest.mark.usefixtures("in_process")
def test_a_table_keeps_its_cells_and_nothing_is_called_altered() -> None:
    table = "<table><tr><th>Desa</th><th>Pedagang</th></tr><tr><td>Wanalaut</td><td>63</td></tr></table>"
    draft = draft_from_html(small_page(body=f"<p>{FIRST}</p>{table}<p>{SECOND}</p>"), None)
    assert draft.body.split("\n\n")[0] == FIRST
    assert "| Wanalaut | 63 |" in draft.body
    assert draft.notices == ()
