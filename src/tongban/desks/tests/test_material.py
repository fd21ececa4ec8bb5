"""The files of a case: uploaded ones sandboxed, generated ones as PDF, and for the right organ only."""

import re

from tongban.desks.tests.acts import address, browser_of, text_of


def link_in(page, kind):
    return re.search(rf'href="(/desk/[^"]+/{kind}/[^"]+)"', page)[1]


def test_an_uploaded_picture_is_shown_but_can_do_nothing(zhao, track):
    answer = zhao.get(link_in(text_of(zhao.get(address(track))), "materials"))

    assert answer["Content-Type"] == "image/png"
    assert answer["Content-Disposition"].startswith("inline; filename*=UTF-8''%E5%9B%BE.png")
    assert answer["Content-Security-Policy"].startswith("sandbox")
    assert answer["X-Content-Type-Options"] == "nosniff"


def test_what_the_form_generates_is_a_pdf(zhao, track):
    answer = zhao.get(link_in(text_of(zhao.get(address(track))), "papers"))

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")


def test_another_organ_gets_no_file(zhao, track):
    page = text_of(zhao.get(address(track)))

    assert browser_of("qian").get(link_in(page, "materials")).status_code == 404
    assert browser_of("qian").get(link_in(page, "papers")).status_code == 404
    assert zhao.get(address(track, "materials/no-such-document/")).status_code == 404
    assert zhao.get(address(track, "papers/no-such-material/")).status_code == 404
