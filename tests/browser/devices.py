"""The devices that people hold: each is a browser of its own, with its width, its settings and who is signed in."""

from dataclasses import dataclass, field

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, StorageState

from tests.browser.city import City

PHONE, DESKTOP = 360, 1280


@dataclass(frozen=True)
class Reader:
    """What a reader chose for their device: `size` is elder or xl, `theme` is dark or contrast; both empty by default."""

    language: str = "zh-hans"
    size: str = ""
    theme: str = ""


@dataclass
class Devices:
    chromium: Browser
    city: City
    _signed_in: dict[str, StorageState] = field(default_factory=dict)
    _kept: dict[tuple[str, Reader], BrowserContext] = field(default_factory=dict)

    def new(
        self, who: str = "", *, reader: Reader = Reader(), width: int = DESKTOP, scripts: bool = True
    ) -> BrowserContext:
        """A device that nobody used before; `who` is signed in on it, by the code of the person."""
        context = self.chromium.new_context(
            base_url=self.city.address,
            viewport={"width": width, "height": 800},
            java_script_enabled=scripts,
            storage_state=self._sign_in(who) if who else None,
        )
        context.set_default_timeout(10_000)
        kept = {"django_language": reader.language, "pref_size": reader.size, "pref_theme": reader.theme}
        context.add_cookies(
            [{"name": name, "value": value, "url": self.city.address} for name, value in kept.items() if value]
        )
        return context

    def kept(self, who: str, reader: Reader) -> BrowserContext:
        """The device of this person with these settings, the same one each time."""
        if (who, reader) not in self._kept:
            self._kept[who, reader] = self.new(who, reader=reader)
        return self._kept[who, reader]

    def _sign_in(self, who: str) -> StorageState:
        if who not in self._signed_in:
            context = self.new()
            page = context.new_page()
            page.goto(f"/sign-in/?q={who}")
            page.locator(f"button[name=person][value={who}]").click()
            page.wait_for_url(lambda address: "sign-in" not in address)
            self._signed_in[who] = context.storage_state()
            context.close()
        return self._signed_in[who]


def complaints_of(page: Page) -> list[str]:
    """A list that fills with what the browser complains of from now on: errors of scripts, refusals by the content policy."""
    complaints: list[str] = []

    def note(message: ConsoleMessage) -> None:
        tells_the_status = message.text.startswith("Failed to load resource") and message.location["url"] == page.url
        if message.type in ("error", "warning") and not tells_the_status:
            complaints.append(f"{message.text} ({message.location['url']})")

    page.on("console", note)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    return complaints
