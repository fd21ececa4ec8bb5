"""How long hands take with keyboard and mouse, by the keystroke-level model (Card, Moran and Newell, 1980), and at a window.

The model counts operators and multiplies: it knows no reading, no talking, no scanner. What happens between two people at a window
is therefore stated beside it, as assumptions of this project (sample): change them here, and the test says what comes of it.
"""

from dataclasses import dataclass
from math import ceil

from playwright.sync_api import Locator, Page

K = 0.28  # one keystroke of an average typist (40 words a minute)
P = 1.1  # pointing at a target with the mouse
B = 0.2  # pressing and releasing its button
H = 0.4  # from the keyboard to the mouse, or back
M = 1.35  # making up one's mind what to do next
R = 1.0  # the page is there: an assumption for a slow office network, not a measurement

KEYS_OF_A_CHARACTER = 4  # a Chinese character by pinyin: about three letters and a choice
ASKING = 8.0  # the clerk asks for one thing, and the person answers
SCANNING = 40.0  # a page goes on the scanner, is taken, and is found among the files
CHECKING_THE_PERSON = 45.0  # the card is laid down, the photograph compared
READING_THE_SHEET = 180.0  # the person reads what they are about to sign, and signs
PRINTING = 20.0


@dataclass
class Clerk:
    """Does what a clerk does before one page, and counts it."""

    page: Page
    keys: int = 0
    points: int = 0
    homes: int = 0
    minds: int = 0
    pages: int = 0
    fields: int = 0
    asked: int = 0
    scans: int = 0
    besides: float = 0.0
    at_the_mouse: bool = False

    def click(self, target: Locator, *, leads_on: bool = False) -> None:
        """Think, take the mouse, point, press; `leads_on` if another page comes."""
        self.minds += 1
        self._point()
        if leads_on:
            with self.page.expect_navigation():
                target.click()
            self.pages += 1
        else:
            target.click()

    def _point(self) -> None:
        self.homes += not self.at_the_mouse
        self.at_the_mouse = True
        self.points += 1

    def _home(self) -> None:
        self.homes += self.at_the_mouse
        self.at_the_mouse = False

    def write(self, text: str) -> None:
        """Type over what stands in the field that has the focus."""
        self._home()
        self.minds += 1
        self.fields += 1
        self.keys += 2 + sum(1 if letter.isascii() else KEYS_OF_A_CHARACTER for letter in text)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def date(self, text: str) -> None:
        """Type a day into the browser's own field for days, as this reader's language writes it."""
        self._home()
        self.minds += 1
        self.fields += 1
        self.keys += 8
        year, month, day = text.split("-")
        self.page.keyboard.type(f"{month}{day}{year}")

    def choose(self, option: Locator) -> None:
        """Point at one of several and press."""
        self.fields += 1
        self.minds += 1
        self._point()
        option.check(force=True)

    def press(self, key: str, *, leads_on: bool = True) -> None:
        """A key, or keys together."""
        self._home()
        self.keys += key.count("+") + 1
        if not leads_on:
            self.page.keyboard.press(key)
            return
        with self.page.expect_navigation():
            self.page.keyboard.press(key)
        self.pages += 1

    def ask(self) -> None:
        """Ask the person for one thing."""
        self.asked += 1

    def scan(self, target: Locator, content: bytes) -> None:
        """Scan one page into a material."""
        self.scans += 1
        self.minds += 1
        self._point()
        with self.page.expect_navigation():
            target.set_input_files({"name": "扫描.png", "mimeType": "image/png", "buffer": content})
        self.pages += 1

    @property
    def seconds(self) -> float:
        """All of it, by the model and by the assumptions."""
        by_hand = self.keys * K + self.points * (P + B) + self.homes * H + self.minds * M
        return by_hand + self.pages * R + self.asked * ASKING + self.scans * SCANNING + self.besides

    def told(self) -> str:
        """One line for the record."""
        return (
            f"fields {self.fields}, keystrokes {self.keys}, clicks {self.points}, page loads {self.pages}, scans {self.scans}, "
            f"questions put {self.asked}: {ceil(self.seconds / 6) / 10} minutes by the model"
        )
