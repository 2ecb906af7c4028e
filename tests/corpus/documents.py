"""Word documents made for tests, sound ones and hostile ones."""

import base64
import zipfile
from io import BytesIO
from pathlib import Path

from docx import Document

NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PICTURE = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC"
TITLE = "Jembatan Lumut dibuka"
PARAGRAPHS = (
    "Bupati Lumutan Teguh Aruna membuka Jembatan Lumut pada Senin pagi.",
    "Jembatan itu panjangnya 120 meter & menelan biaya <40 miliar>.",
)


def save(path: Path, style: str | None = "Title") -> Path:
    """A document as a reporter would leave it: a headline, paragraphs, a list, a table, a picture."""
    document = Document()
    document.core_properties.title = "Templat kantor"
    document.add_paragraph(TITLE, style=style)
    for paragraph in PARAGRAPHS:
        document.add_paragraph(paragraph)
    document.add_paragraph("dari kas daerah", style="List Bullet")
    document.add_picture(BytesIO(base64.b64decode(PICTURE)))
    table = document.add_table(2, 2)
    for row, cells in zip(table.rows, (("Tahun", "Biaya"), ("2023", "25\nmiliar")), strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    last = document.add_paragraph("Baris satu")
    last.add_run().add_break()
    last.add_run("baris dua")
    document.save(str(path))
    return path


def with_body(path: Path, xml: str, *, prologue: str = "") -> Path:
    """A document whose body is this XML."""
    save(path)
    parts = zipfile.ZipFile(path)
    held = {member: parts.read(member) for member in parts.namelist()}
    parts.close()
    held["word/document.xml"] = (
        f"{prologue}<w:document {NAMESPACE}><w:body>{xml}</w:body></w:document>".encode()
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as changed:
        for member, data in held.items():
            changed.writestr(member, data)
    return path


def paragraph(text: str) -> str:
    """A paragraph in the document's XML."""
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"
