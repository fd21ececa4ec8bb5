"""Somebody at a browser without scripts: reads pages, follows links, fills in forms, presses buttons."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urldefrag, urljoin

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from lxml import html


class Visitor:
    """One person's browser. Nothing here knows an address that is not on a page, except those that people type."""

    def __init__(self, name: str = "") -> None:
        self.client = Client(headers={"accept-language": "zh-hans"})
        self.address = "/"
        if name:
            self.open("/sign-in/").press(name)

    def open(self, address: str) -> "Visitor":
        self._arrive(self.client.get(address, follow=True), address)
        return self

    def _arrive(self, answer: Any, address: str) -> None:
        self.address = answer.redirect_chain[-1][0] if answer.redirect_chain else address
        self.answer, self.status = answer, answer.status_code
        is_page = answer.headers.get("Content-Type", "").startswith("text/html")
        self.page = html.document_fromstring(answer.content.decode()) if is_page else None

    @property
    def text(self) -> str:
        """What stands on the page, as one line."""
        assert self.page is not None
        main = self.page.xpath("//main")
        return " ".join((main[0] if main else self.page).text_content().split())

    def sees(self, *words: str) -> bool:
        return all(word in self.text for word in words)

    def follow(self, words: str) -> "Visitor":
        """Follow the first link that says these words."""
        assert self.page is not None
        for link in self.page.xpath("//a[@href]"):
            if words in " ".join(link.text_content().split()):
                return self.open(urldefrag(urljoin(self.address, link.get("href"))).url)
        raise AssertionError(f"no link “{words}” on {self.address}: {self.text[:400]}")

    def offers(self, words: str) -> bool:
        """Whether a button says these words."""
        return self._button(words) is not None

    def shows(self, words: str) -> bool:
        """Whether a link in the page's main part says these words."""
        assert self.page is not None
        return any(words in " ".join(link.text_content().split()) for link in self.page.xpath("//main//a[@href]"))

    def links(self) -> list[str]:
        """The addresses of all links on the page."""
        assert self.page is not None
        return [urljoin(self.address, link.get("href")) for link in self.page.xpath("//a[@href]")]

    def fields(self, beginning: str) -> list[str]:
        """The names of the fields on the page that begin so."""
        assert self.page is not None
        names = self.page.xpath(f"//*[starts-with(@name, '{beginning}')]/@name")
        return list(dict.fromkeys(map(str, names)))

    def choice(self, field: str, words: str) -> str:
        """The value of the option of a field whose label says these words."""
        assert self.page is not None
        for option in self.page.xpath(f"//label[.//input[@name='{field}']]"):
            if words in option.text_content():
                return str(option.xpath(".//input/@value")[0])
        raise AssertionError(f"{field} offers no “{words}”")

    def asks(self, field: str) -> bool:
        """Whether the page asks for this field where somebody can answer."""
        assert self.page is not None
        return bool(self.page.xpath(f"//main//*[@name='{field}'][not(@type='hidden')]"))

    def press(self, words: str, /, **answers: Any) -> "Visitor":
        """Fill the form around a button, and press it. A list answers several boxes; bytes are a file."""
        button = self._button(words)
        assert button is not None, f"no button “{words}” on {self.address}: {self.text[:600]}"
        form = self._form(button)
        given = [(name, value) for name, value in form.form_values() if name not in answers]
        if button.get("name"):
            given.append((button.get("name"), button.get("value", "")))
        for name, value in answers.items():
            assert name in set(form.inputs.keys()), f"the form has no field “{name}”: {sorted(set(form.inputs.keys()))}"
            given += [(name, one) for one in (value if isinstance(value, list) else [value])]
        self._send(button.get("formaction") or form.get("action") or self.address, form.method, given)
        return self

    def _send(self, action: str, method: str, given: list[tuple[str, Any]]) -> None:
        posted: dict[str, list[Any]] = {}
        for name, value in given:
            posted.setdefault(name, []).append(_file(value) if isinstance(value, bytes) else value)
        address = urldefrag(urljoin(self.address, action)).url
        send = self.client.post if method == "POST" else self.client.get
        self._arrive(send(address, posted, follow=True), address)

    def _button(self, words: str) -> Any:
        assert self.page is not None
        found = self.page.xpath("//button[not(@disabled)]")
        return next((one for one in found if words in " ".join(one.text_content().split())), None)

    def _form(self, button: Any) -> Any:
        assert self.page is not None
        named = button.get("form")
        forms: Iterable[Any] = self.page.xpath(f"//form[@id='{named}']") if named else button.iterancestors("form")
        return next(iter(forms))


def _file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("平面图.png", content)
