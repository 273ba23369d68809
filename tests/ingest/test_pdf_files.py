"""PDFs are read in a child process; locked, scanned and broken ones say so."""

import pypdfium2
import pytest
from newsroom import pdf

LINES = ("VESLIN, March 5, 2021 \\(NPA\\) - Gunmen killed four dock workers.", "Police said two attackers fled.")


def test_text_title_and_dateline(file, articles) -> None:
    path = file("a.pdf", pdf(*LINES, info="/Title (Four killed) /CreationDate (D:20220101120000Z)"))
    (article,) = articles(path)
    assert article.text == (
        "VESLIN, March 5, 2021 (NPA) - Gunmen killed four dock workers.\nPolice said two attackers fled."
    )
    assert (article.title, article.published, article.published_from) == ("Four killed", "2021-03-05", "dateline")
    assert article.source == str(path)


def test_the_day_a_pdf_was_made_is_the_last_resort(file, articles) -> None:
    (article,) = articles(file("a.pdf", pdf("Four died.", info="/CreationDate (D:20220101120000Z)")))
    assert (article.published, article.published_from) == ("2022-01-01", "metadata")


def test_a_pdf_without_text_is_a_failure(tmp_path, failure) -> None:
    path = tmp_path / "scan.pdf"
    document = pypdfium2.PdfDocument.new()
    document.new_page(200, 200)
    document.save(path)
    assert failure(path).reason == "no text in it, only pictures"


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.4", b"%PDF-1.7\n" + b"\xff" * 5_000, pdf(*LINES)[:120], b"plain words"]
)
def test_a_broken_pdf_is_a_failure(file, failure, content) -> None:
    assert "not a PDF file" in failure(file("a.pdf", content)).reason
