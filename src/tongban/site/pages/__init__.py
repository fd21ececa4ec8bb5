"""The environment in which pages are rendered: what every template may call, and how it says words, days and amounts."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any, cast

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.middleware.csrf import get_token
from django.template.backends.jinja2 import Jinja2, Template
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext, ngettext, override
from jinja2 import StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from tongban.catalogue.public import Edition, Fact
from tongban.kernel import money
from tongban.kernel.words import Words
from tongban.rules.public import Value
from tongban.site.guards import sessions
from tongban.site.pages.folding import Spoken

ICONS = settings.ROOT / "src/tongban/portal/icons"
SIZES, THEMES = ("elder", "xl"), ("dark", "contrast")
WEEKDAYS = Words("一二三四五六日", "Mon Tue Wed Thu Fri Sat Sun")
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
UNNAMED_PLACE = Words("演示市", "Demonstration City")


class Pages(Jinja2):
    """Jinja2 for both faces, an environment for each language: a page is in the language that is active when it is asked for."""

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params | {"OPTIONS": {**params["OPTIONS"], "spoken": "zh-Hans"}})
        self.english = Jinja2(params | {"OPTIONS": {**params["OPTIONS"], "spoken": "en"}})

    def get_template(self, template_name: str) -> Template:
        return self.english.get_template(template_name) if language() == "en" else super().get_template(template_name)

    def from_string(self, template_code: str) -> Template:
        return self.english.from_string(template_code) if language() == "en" else super().from_string(template_code)


def environment(*, spoken: str, **options: Any) -> Spoken:
    """The pages in one language. A name that a template uses and a view did not give is an error, never a blank."""
    env = Spoken(**{**options, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True})
    env.add_extension("jinja2.ext.i18n")
    env.add_extension("jinja2.ext.do")
    env.translate = partial(translated, spoken)
    env.fixed = {
        "_": partial(sentence, spoken),
        "ngettext": partial(counted, spoken),
        "language": lambda: spoken,
        "static": static,
        "url": address,
        "icon": icon,
        "sample": partial(sample, spoken),
    }
    env.globals.update(env.fixed, place=place, frame=frame, session_minutes=session_minutes)
    env.filters.update(FILTERS, say=say_english if spoken == "en" else say_chinese)
    return env


def translated(spoken: str, text: str) -> str:
    """A sentence of the pages in one language, its places still in it."""
    with override(spoken):
        return gettext(text)


def sentence(spoken: str, text: str, /, **values: object) -> Markup:
    """A sentence of the pages, its places filled with what is given, escaped."""
    return _with_places(spoken, text) % values


@lru_cache(maxsize=8192)
def _with_places(spoken: str, text: str) -> Markup:
    return Markup(translated(spoken, text))


def counted(spoken: str, one: str, many: str, number: int, /, **values: object) -> Markup:
    """A sentence about so many things; its place `num` is their number."""
    return _for_number(spoken, one, many, number) % {"num": number, **values}


@lru_cache(maxsize=8192)
def _for_number(spoken: str, one: str, many: str, number: int) -> Markup:
    with override(spoken):
        return Markup(ngettext(one, many, number))


@lru_cache(maxsize=64)
def sample(spoken: str, certainty: str) -> Markup:
    """The mark of content that nobody has checked at its official source; nothing beside what is sourced."""
    if certainty == "sourced":
        return Markup("")
    with override(spoken):
        if certainty == "sample":
            return Markup(' <span class="tag sample">{}</span>').format(gettext("样例数据"))
        return Markup(' <span class="unread">{}</span>').format(gettext("待核对原文"))


def say_chinese(words: Words | str | None) -> str:
    """Words on a Chinese page, as `say`."""
    return words.zh if isinstance(words, Words) else (words or "")


def say_english(words: Words | str | None) -> str:
    """Words on an English page, as `say`."""
    return words.en if isinstance(words, Words) else (words or "")


def language() -> str:
    """The active language as the pages name it: "zh-Hans" or "en"."""
    return "en" if (get_language() or "").startswith("en") else "zh-Hans"


def say(words: Words | str | None) -> str:
    """Words in the active language. A plain string (a name that somebody typed) is said as it is."""
    return words.said(language()) if isinstance(words, Words) else (words or "")


def english(words: Words) -> str:
    """The English side, for the few places that show both."""
    return words.en


def dictsay(words: Mapping[str, Words]) -> list[tuple[str, str]]:
    """(key, said) of each: the lines of an error summary."""
    return [(key, say(one)) for key, one in words.items()]


def choices(fact: Fact) -> list[tuple[str, str, str]]:
    """A fact's options as (value, label, hint), said."""
    return [(code, say(label), say(fact.option_hints.get(code))) for code, label in fact.options.items()]


def shown(fact: Fact, value: Value) -> str:
    """A fact's value in words."""
    from tongban.forms import public as forms

    return say(forms.show_value(fact, value))


def texts(fact: Fact, value: Value) -> list[str]:
    """A fact's value as the texts that its control holds; nothing for what is not known."""
    if value is None:
        return []
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    if isinstance(value, tuple):
        return list(value)
    return [value.isoformat() if isinstance(value, date) else str(value)]


@lru_cache(maxsize=16384)  # a page names some twenty addresses, most of them always the same (benchmarks/guides.py)
def address(name: str, **parts: object) -> str:
    return reverse(name, kwargs=parts or None)


@lru_cache(maxsize=256)
def static(name: str) -> str:
    """Where a file of ours is served."""
    return staticfiles_storage.url(name)


@lru_cache(maxsize=256)
def icon(name: str) -> Markup:
    """One line icon, inlined. It is decoration: the words beside it carry the meaning."""
    drawing = (ICONS / f"{name}.svg").read_text()
    inside = re.sub(r"\s*\n\s*", "", drawing[drawing.index(">", drawing.index("<svg")) + 1 : drawing.index("</svg>")])
    return Markup(f'<svg class="ico" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{inside}</svg>')


@pass_context
def place(context: Context) -> Words:
    """The place whose content is in force; a stand-in name before anything is published, so that error pages always work."""
    if isinstance(edition := context.get("edition"), Edition):
        return edition.place
    try:
        from tongban.catalogue import public as catalogue

        return catalogue.edition().place
    except Exception:
        return UNNAMED_PLACE


@dataclass(frozen=True)
class Reader:
    """What the frame shows of the reader: text size, theme, who is signed in, for whom they act.

    `left` is how many seconds the session has, `warned` how many before its end the reader is asked, `kept_under` the key for
    what was typed when it ended (guards/sessions.py).
    """

    size: str
    theme: str
    personal: str
    person: Any
    party: str
    party_code: str
    path: str
    csrf: Markup
    left: int
    warned: int
    kept_under: str


def session_minutes() -> tuple[int, int]:
    """After how many minutes unused a session ends, and how many before that the reader is told."""
    return max(1, round(sessions.longest() / 60)), max(1, round(sessions.warned_before() / 60))


@pass_context
def frame(context: Context) -> Reader:
    """The reader of this page. Safe without a request."""
    request = context.get("request")
    if (known := getattr(request, "frame_shown", None)) is not None:
        return cast(Reader, known)
    found = _frame(request)
    if request:
        request.frame_shown = found
    return found


def _frame(request: Any) -> Reader:
    cookies = request.COOKIES if request else {}
    user = getattr(request, "user", None)
    signed_in = bool(user and user.is_authenticated)
    return Reader(
        size=chosen(cookies.get("pref_size"), SIZES),
        theme=chosen(cookies.get("pref_theme"), THEMES),
        personal=chosen(cookies.get("pref_personal"), ("off",)),
        person=user if signed_in else None,
        party=request.session.get("party_name", "") if request and signed_in else "",
        party_code=request.session.get("party", "") if request and signed_in else "",
        path=request.get_full_path() if request and request.method == "GET" else "/",
        csrf=TOKEN.format(token_of(request)) if request else Markup(""),
        left=sessions.left_of(request) if signed_in else 0,
        warned=int(sessions.warned_before()),
        kept_under=sessions.key_of(user.number) if user and signed_in else "",
    )


TOKEN = Markup('<input type="hidden" name="csrfmiddlewaretoken" value="{}">')


def token_of(request: Any) -> str:
    """The visitor's token against forged forms; a stand-in in a page that is kept for others (reading/kept.py)."""
    return getattr(request, "token_stand_in", "") or get_token(request)


def chosen(value: str | None, allowed: tuple[str, ...]) -> str:
    return value if value in allowed else ""


def as_day(value: date | datetime) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) else value


def day(value: date | datetime) -> str:
    """11 月 26 日（周四） / Thu 26 Nov. The year is left out: use it for what is near."""
    on = as_day(value)
    if language() == "en":
        return f"{WEEKDAYS.en.split()[on.weekday()]}\u00a0{on.day}\u00a0{MONTHS[on.month - 1]}"
    return f"{on.month}\u00a0月\u00a0{on.day}\u00a0日（周{WEEKDAYS.zh[on.weekday()]}）"


def weekday(on: date) -> str:
    """四 / Thu: the head of a column."""
    return WEEKDAYS.en.split()[on.weekday()] if language() == "en" else WEEKDAYS.zh[on.weekday()]


def long_day(value: date | datetime) -> str:
    """2026 年 11 月 26 日 / 26 Nov 2026."""
    on = as_day(value)
    if language() == "en":
        return f"{on.day}\u00a0{MONTHS[on.month - 1]}\u00a0{on.year}"
    return f"{on.year}\u00a0年\u00a0{on.month}\u00a0月\u00a0{on.day}\u00a0日"


def moment(value: datetime) -> str:
    """11 月 26 日 10:21 / 26 Nov, 10:21, in the place's own time."""
    at = timezone.localtime(value)
    if language() == "en":
        return f"{at.day}\u00a0{MONTHS[at.month - 1]}, {at:%H:%M}"
    return f"{at.month}\u00a0月\u00a0{at.day}\u00a0日 {at:%H:%M}"


def number(value: Decimal | float) -> str:
    """1,234.5: thousands apart, no zeros that say nothing."""
    text = f"{Decimal(str(value)):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def yuan(value: Decimal | str | int) -> str:
    """8,000 元 / CNY 8,000; nothing to pay is said in words."""
    amount = Decimal(str(value))
    if not amount:
        return gettext("不收费")
    return f"CNY\u00a0{number(amount)}" if language() == "en" else f"{number(amount)}\u00a0元"


def fen(value: int) -> str:
    """A whole number of fen as yuan: 150 元 / CNY 150; nothing is 0."""
    said = money.show(money.of_fen(int(value))).zh.removesuffix(" 元")
    return f"CNY\u00a0{said}" if language() == "en" else f"{said}\u00a0元"


def spaced(code: str, size: int = 4) -> Markup:
    """A long number in groups that can be read aloud; copying it yields the number without gaps."""
    groups = [escape(code[start : start + size]) for start in range(0, len(code), size)]
    return Markup('<span class="digits">{}</span>').format(
        Markup("<wbr>").join(Markup("<i>{}</i>").format(g) for g in groups)
    )


FILTERS: Mapping[str, Callable[..., Any]] = {
    function.__name__: function
    for function in (
        *(day, long_day, weekday, moment, number, yuan, fen, spaced),
        *(english, choices, shown, texts, dictsay),
    )
}
