"""Somebody who has only a keyboard: moves the focus, types, presses keys. Each stop must be seen and must not be a trap."""

from playwright.sync_api import Locator, Page

MOST_STEPS = 150

# The operators of the keystroke-level model (Card, Moran and Newell, 1980), in seconds.
K = 0.28  # one keystroke of an average typist (40 words a minute)
P = 1.1  # pointing at a target with the mouse
B = 0.2  # pressing and releasing its button
H = 0.4  # from the keyboard to the mouse, or back
M = 1.35  # making up one's mind what to do next
R = 1.0  # the page is there: an assumption for a slow office network, not a measurement

KEYS_OF_A_CHARACTER = 4  # a Chinese character by pinyin: about three letters and a choice


def strokes(text: str) -> int:
    """How many keys are struck to type this."""
    return sum(1 if letter.isascii() else KEYS_OF_A_CHARACTER for letter in text)


STOP = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const marks = thing => { const style = getComputedStyle(thing);
    return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 };
  const around = (thing, levels) => thing && levels && (marks(thing) || around(thing.parentElement, levels - 1));
  const box = one.getBoundingClientRect(), next = one.nextElementSibling;
  const stand = box.width > 4 && getComputedStyle(one).opacity !== '0' ? one : next || one;
  const seen = stand.getBoundingClientRect();
  const bars = [...document.querySelectorAll('.bottombar, .tabs-b, .decide, .top')].filter(bar => !bar.contains(one))
    .map(bar => [getComputedStyle(bar), bar.getBoundingClientRect()])
    .filter(([style, bar]) => bar.height && ['fixed', 'sticky'].includes(style.position)).map(([, bar]) => bar);
  return {
    name: one.outerHTML.slice(0, 140),
    marked: !!(around(one, 3) || marks(stand)),
    covered: bars.some(bar => seen.top >= bar.top && seen.bottom <= bar.bottom),
    outside: seen.bottom <= 0 || seen.top >= innerHeight,
  } }"""


class Fingers:
    """Hands on a keyboard before one page. Nothing here clicks."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def reach(self, target: Locator, *, backwards: bool = False) -> int:
        """Tab until the target has the focus, and say how often; every stop on the way must show that it has it."""
        target.first.wait_for(state="attached")
        for steps in range(MOST_STEPS):
            if target.evaluate_all("(found) => found.includes(document.activeElement)"):
                return steps
            self.page.keyboard.press("Shift+Tab" if backwards else "Tab")
            self._look()
        raise AssertionError(f"the keyboard does not reach {target} on {self.page.url}")

    def _look(self) -> None:
        stop = self.page.evaluate(STOP)
        if stop is None:
            return
        assert stop["marked"], f"the focus is not to be seen on {stop['name']} ({self.page.url})"
        assert not stop["covered"], f"a bar covers {stop['name']} ({self.page.url})"
        assert not stop["outside"], f"the focus is outside of the window on {stop['name']} ({self.page.url})"

    def press(self, key: str = "Enter") -> None:
        """A key where the focus is."""
        self.page.keyboard.press(key)

    def go(self, target: Locator, key: str = "Enter") -> None:
        """Reach it, press it, and be on the page that it leads to."""
        self.reach(target)
        with self.page.expect_navigation():
            self.press(key)

    def write(self, text: str) -> None:
        """Type over what stands in the field that has the focus."""
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)

    def skip_to_content(self) -> None:
        """The skip link is the first stop of every page."""
        self.reach(self.page.locator(".skip"))
        self.press()

    def answer(self, field: Locator, typed: str) -> None:
        """Fill one field by its kind: choose the option with this value, or type."""
        self.reach(field)
        kind = field.first.get_attribute("type")
        if kind == "radio":
            self._choose(field, typed)
        elif kind == "checkbox":
            self.reach(field.and_(self.page.locator(f"[value='{typed}']")))
            self.press("Space")
        elif kind == "date":
            self.page.keyboard.type("".join(typed.split("-")[i] for i in (1, 2, 0)))
        else:
            self.write(typed)

    def _choose(self, options: Locator, value: str) -> None:
        """Radio buttons are one stop; the space bar chooses, arrows go on to the next."""
        self.press("Space")
        for _ in range(options.count()):
            if options.locator("visible=true").evaluate_all(
                "(all, value) => all.some(one => one.checked && one.value === value)", value
            ):
                return
            self.press("ArrowDown")
            self._look()
        raise AssertionError(f"no option {value}")
