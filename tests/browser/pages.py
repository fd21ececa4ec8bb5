"""Every page that people see, with who sees it and, where a page answers to an act, the act."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

Act = Callable[[Page], object]


@dataclass(frozen=True)
class Sight:
    """A page to look at. `address` has the names of what stands on the stage in braces; `status` is the expected answer."""

    name: str
    address: str
    who: str = ""
    act: "Act | Standing | None" = None
    status: int = 200

    def open(self, page: Page, stage: Mapping[str, Any]) -> None:
        answers: list[int] = []
        page.on(
            "response",
            lambda answer: answers.append(answer.status) if answer.request.is_navigation_request() else None,
        )
        page.goto(self.address.format_map(stage))
        if isinstance(self.act, Standing):
            self.act.on(page, stage)
        elif self.act:
            self.act(page)
            page.wait_for_load_state()
        assert answers[-1] == self.status, f"{page.url} answered {answers}"


def press(selector: str) -> Act:
    return lambda page: page.locator(selector).first.click()


def wrong_number(page: Page) -> None:
    """Words where a number belongs, then on to the next part."""
    page.locator("input[inputmode=decimal]").first.fill("很多")
    page.locator("button[form=part]").click()
    page.locator(".errsum").wait_for()


def agree(page: Page) -> None:
    page.locator("form[data-once] button").click()
    page.locator("#questions").wait_for()
    unfold(page)


def marked(page: Page) -> None:
    page.locator("form[data-once] button").click()
    page.locator(".stands").first.wait_for()
    unfold(page)


def pack_refused(page: Page) -> None:
    page.locator("#party").fill("0")
    page.locator("form:has(#party) button").click()
    page.locator(".errsum").wait_for()


def hostile_file(page: Page) -> None:
    page.locator("input[type=file]").first.set_input_files(
        {"name": "plan.png", "mimeType": "image/png", "buffer": b"MZ\x90\x00 this is a program"}
    )
    page.locator(".errsum").wait_for()


def submit_unsigned(page: Page) -> None:
    page.locator("form:has([name=digest]) button").click()
    page.locator(".errsum").wait_for()


def unfold(page: Page) -> None:
    """Every answer opened, so that what is folded away is looked at too."""
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")


def stale(page: Page) -> None:
    """A page that lay open too long: its token is no longer known."""
    page.evaluate("document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach(one => one.value = 'x'.repeat(64))")
    page.locator("form:has([name=person]) button").first.click()
    page.wait_for_load_state()


def nearly_ended(page: Page) -> None:
    """The question before an unused session ends, and the line about what was put back, both on the page at once."""
    page.evaluate("""() => { const left = document.getElementById('ending-left'); left.textContent = left.dataset.moment;
        document.getElementById('typed-back').hidden = false; document.getElementById('ending').showModal() }""")


def withdraw_what_is_decided(page: Page) -> None:
    page.evaluate("""() => { const form = document.querySelector('form[action="/language/"]');
        form.action = location.pathname + 'withdraw/'; form.submit() }""")
    page.wait_for_url("**/withdraw/")


def nothing_judged(page: Page) -> None:
    """An opinion without a judgement on every point: the script keeps it back, so it is sent around the script."""
    page.evaluate("""() => { const form = document.querySelector('form[data-review]'), said = document.createElement('input');
        said.name = 'opinion'; said.value = 'agree'; said.type = 'hidden'; form.append(said); form.submit() }""")
    page.locator(".errsum").wait_for()


def end_without_reasons(page: Page) -> None:
    unfold(page)
    page.locator('form[action$="/terminate/"] button').first.click()
    page.locator(".errsum").wait_for()


def keep_scenario(page: Page) -> None:
    page.locator("form.keep input[name=name]").fill("现行文本")
    page.locator("form.keep button").click()
    page.wait_for_url("**/scenarios/**")
    unfold(page)


@dataclass(frozen=True)
class Standing:
    """Lin's card is read for her company, if she does not stand there yet; then the page with this address is opened."""

    address: str
    act: Act | None = None

    def on(self, page: Page, stage: Mapping[str, Any]) -> None:
        if page.locator("#read").count():
            page.locator("#read").select_option("lin")
            page.locator("#party").fill(stage["company"])
            page.locator("[name=alike]").check()
            page.locator("form:has(#read) .acts button").click()
            page.wait_for_load_state()
        page.goto(self.address.format_map(stage))
        if self.act:
            self.act(page)


def stands_there(address: str = "/counter/", act: Act | None = None) -> Standing:
    return Standing(address, act)


def change_something(page: Page) -> None:
    page.locator("#note").fill("图上已标出")
    page.locator("button[name=look]").click()
    page.wait_for_load_state()
    unfold(page)


def tab(name: str) -> Act:
    return press(f'[data-tabs] a[href="#{name}"]')


def unfold_tab(name: str) -> Act:
    def act(page: Page) -> None:
        tab(name)(page)
        unfold(page)

    return act


def previewed(page: Page) -> None:
    """The panel beside the form with the page that the public would see in it."""
    page.locator("#live h1").wait_for()


SIGNBOARD, FOOD = "/studio/{revision}/files/items/signboard.yaml/", "/studio/{checked}/files/items/food_licence.yaml/"
ANSWERED = "has_business_licence=yes&dishes=hot&floor_area=118&seats=48&storey=first&has_signboard=no&open_kitchen=no"
DRAFT, READY, CASE = "/drafts/{begun}/", "/drafts/{ready}/", "/cases/{running}/"

PUBLIC = (
    Sight("home", "/"),
    Sight("search", "/search/?q=开小饭店"),
    Sight("everything there is", "/search/"),
    Sight("search without a result", "/search/?q=zzzqqq"),
    Sight("search that asks first", "/search/?q=要钱吗"),
    Sight("search that is refused", "/search/?q=帮我写一首诗"),
    Sight("search with a facet", "/search/?q=生育&kind=item", act=unfold),
    Sight("guided questions", "/guided/"),
    Sight("themes", "/themes/"),
    Sight("theme", "/themes/stage_birth/"),
    Sight("home for organisations", "/?for=organisation"),
    Sight("organs", "/organs/"),
    Sight("what an organ does, second page", "/organs/market_regulation/?page=2", act=unfold),
    Sight("what is for people", "/for/person/?kind=policy"),
    Sight("law", "/laws/food_safety_law/"),
    Sight("answer", "/answers/progress/"),
    Sight("guide at its first question", "/guides/restaurant/"),
    Sight("guide in the middle", "/guides/restaurant/?has_business_licence=yes&dishes=hot", act=unfold),
    Sight("guide with an error", "/guides/restaurant/?has_business_licence=yes&dishes=hot&floor_area=很大", status=422),
    Sight("guide complete", f"/guides/restaurant/?{ANSWERED}&sells_tobacco=no&asked=with"),
    Sight("guide of a birth", "/guides/birth/"),
    Sight("item", "/items/food_licence/"),
    Sight("what an item rests on", "/graph/item/food_licence/"),
    Sight("any items to choose from", "/merge/"),
    Sight("any items together", "/merge/?bundle=restaurant&item=ss_card", act=unfold),
    Sight("any items with an answer that is none", "/merge/?item=food_licence&a-floor_area=很大", status=422),
    Sight("policies", "/policies/?for=organisation"),
    Sight("policies filtered", "/policies/?for=person&kind=payment&organ=moon&q=老人", act=unfold),
    Sight("policy", "/policies/p_old_allowance/"),
    Sight("policy whose amount is a sample", "/policies/p_ltci/"),
    Sight("check-up by questions", "/check-up/?household_city=shanghai&applicant_born_on=1961-03-30", act=unfold),
    Sight("check-up with an error", "/check-up/?applicant_born_on=x", status=422),
    Sight("lists under public notice", "/benefits/notices/"),
    Sight("list under public notice", "/benefits/notices/{noticed}/"),
    Sight("sign in", "/sign-in/"),
    Sight("sign in after the session ended", "/sign-in/?ended=1&next=/space/"),
    Sight("verify", "/verify/"),
    Sight("a licence verified", "/verify/{licence}/"),
    Sight("a composite verified", "/verify/{composite}/"),
    Sight("a licence that is none", "/verify/000000000000/", status=404),
    Sight("accessibility", "/accessibility/"),
    Sight("privacy", "/privacy/"),
    Sight("not found", "/nowhere/", status=404),
    Sight("token not known", "/sign-in/", act=stale, status=403),
)
APPLICANT = (
    Sight("home of somebody signed in", "/", "lin"),
    Sight("asked before the session ends", "/mandates/", "lin", nearly_ended),
    Sight("switch", "/switch/", "lin"),
    Sight("draft", DRAFT, "lin"),
    Sight("questions of a draft", f"{DRAFT}questions/", "lin"),
    Sight("part that is filled in", DRAFT + "parts/{known}/", "lin"),
    Sight("part with a value being corrected", DRAFT + "parts/{known}/", "lin", press('a[href*="correct="]')),
    Sight("part to fill in", DRAFT + "parts/{to_fill}/", "lin"),
    Sight("part with errors", DRAFT + "parts/{to_fill}/", "lin", wrong_number, 422),
    Sight("materials with a file", f"{DRAFT}materials/", "lin"),
    Sight("materials with a refused file", f"{DRAFT}materials/", "lin", hostile_file, 422),
    Sight("ways to be decided", "/drafts/{large}/ways/", "lin"),
    Sight("materials of which one follows", "/drafts/{large}/materials/", "lin"),
    Sight("check with a promise", "/drafts/{large}/check/", "lin", unfold),
    Sight("check of what is not ready", f"{DRAFT}check/", "lin"),
    Sight("check", f"{READY}check/", "lin", unfold),
    Sight("check without a signature", f"{READY}check/", "lin", submit_unsigned, 422),
    Sight("receipt", f"{CASE}receipt/", "lin"),
    Sight("case in progress", CASE, "lin", unfold),
    Sight("mend", "/cases/{part}/mend/", "lin"),
    Sight("hand in what was to follow", "/cases/{gap}/gaps/", "lin"),
    Sight("case with a promise, a gap, a pause and an extension", "/cases/{large_case}/", "lin", unfold),
    Sight("case complete", "/cases/{complete}/", "lin"),
    Sight("not possible", "/cases/{complete}/", "lin", withdraw_what_is_decided, 422),
    Sight("space", "/space/", "lin"),
    Sight("consent to be marked in the library", "/policies/standing/", "lin"),
    Sight("policies with how they stand", "/policies/standing/", "lin", marked),
    Sight("consent to a check-up", "/check-up/registers/", "lin"),
    Sight("check-up with the registers", "/check-up/registers/", "lin", agree),
    Sight("my service packs", "/packs/", "lin"),
    Sight("service pack", "/packs/{pack}/", "lin"),
    Sight("my benefits", "/benefits/", "wang"),
    Sight("prove that it is you", "/sign-in/again/?next=/benefits/", "wang"),
    Sight("a benefit that came back", "/benefits/{campaign}/wang/", "wang"),
    Sight("why not", "/benefits/{campaign}/lin/", "lin"),
    Sight("of whom a benefit is", "/benefits/{campaign}/", "lin"),
    Sight("messages", "/messages/", "lin"),
    Sight("uses", "/space/uses/", "lin", unfold),
    Sight("item about a licence", "/items/food_licence_renew/", "lin"),
    Sight("mandates", "/mandates/", "lin", unfold),
    Sight("licence", "/licences/{licence}/", "lin"),
)
DESK = (
    Sight("queue", "/desk/", "zhao"),
    Sight("queue without a result", "/desk/?q=zzz", "zhao"),
    Sight("track open", "/desk/{track}/", "zhao"),
    Sight("track, the form", "/desk/{track}/", "zhao", tab("form")),
    Sight("track, the conditions", "/desk/{track}/", "zhao", tab("conditions")),
    Sight("track, the limits", "/desk/{track}/", "zhao", tab("time")),
    Sight("track, the waits", "/desk/{track}/", "zhao", tab("waiting")),
    Sight("track, the record", "/desk/{track}/", "zhao", tab("record")),
    Sight("track whose defects wait for the others", "/desk/{pooled}/", "{leads}"),
    Sight("grant whose ground was recalled", "/desk/{shaken}/course/", "{shaken_by}", unfold),
    Sight("limits for the supervisor, day by day", "/desk/{large_track}/", "shen", unfold_tab("time")),
    Sight("track to be signed", "/desk/{to_sign}/", "{signs}"),
    Sight("waits", "/desk/{busy}/waiting/", "zheng", unfold),
    Sight("course", "/desk/{busy}/course/", "zhao", unfold),
    Sight("course without reasons", "/desk/{busy}/course/", "zhao", end_without_reasons, 422),
    Sight("record", "/desk/{busy}/record/", "zhao"),
    Sight("inquiries", "/desk/inquiries/", "zhao"),
    Sight("visit to the site", "/desk/inquiries/{inquiry}/", "zhao", unfold),
    Sight("visit with its checklist and photos", "/desk/inquiries/{visit}/", "{inspector}", unfold),
    Sight("visit to be confirmed", "/desk/inquiries/{reported}/", "{confirms}", unfold),
    Sight("requests for help", "/desk/assistance/", "qian"),
    Sight("request for help", "/desk/assistance/{request}/", "qian"),
    Sight("checks after the grant", "/desk/checks/", "qian"),
    Sight("service packs at the desk", "/desk/packs/", "reviewer-human_resources", pack_refused, 422),
    Sight("service pack with its receipt", "/desk/packs/{pack}/", "reviewer-human_resources"),
    Sight("campaigns", "/desk/benefits/", "reviewer-civil_affairs"),
    Sight("campaign that is paid", "/desk/benefits/{campaign}/?again=1&compare=1", "reviewer-civil_affairs", unfold),
    Sight("line that is owed", "/desk/benefits/{campaign}/lines/{owed}/", "reviewer-civil_affairs", unfold),
    Sight("line of a campaign", "/desk/benefits/{campaign}/lines/{line}/", "reviewer-civil_affairs", unfold),
    Sight("campaign to be reviewed", "/desk/benefits/{reviewed}/", "reviewer-disabled_federation"),
    Sight("states of a case", "/desk/states/", "zhao"),
    Sight("kinds of nodes", "/desk/graph/", "zhao"),
    Sight("node and its neighbourhood", "/desk/graph/?node=item:food_licence", "zhao"),
    Sight("nodes found", "/desk/graph/?q=食品", "zhao"),
    Sight("who is affected by a law", "/desk/graph/questions/?ask=law&code=food_safety_law", "zhao"),
    Sight("what replaces a material", "/desk/graph/questions/?ask=replaced", "zhao"),
    Sight("facts that look like one", "/desk/graph/questions/?ask=alike", "zhao"),
    Sight("quality of the content", "/desk/quality/", "zhao", unfold),
    Sight("track not judged", "/desk/{track}/", "zhao", nothing_judged, 422),
    Sight("track returned", "/desk/{returned}/", "zhao"),
    Sight("track decided", "/desk/{decided}/", "zhao"),
    Sight("not allowed", "/desk/outbox/", "zhao", status=403),
    Sight("policies at the desk", "/desk/policies/", "han"),
    Sight("policy taken apart", "/desk/policies/p_old_allowance/", "han", unfold),
    Sight("policy to be claimed", "/desk/policies/p_old_allowance/", "reviewer-civil_affairs", unfold),
    Sight("simulator", "/desk/policies/p_old_allowance/simulate/?p.old_allowance_age=60", "han", unfold),
    Sight(
        "simulator with an error", "/desk/policies/p_old_allowance/simulate/?p.old_allowance_age=x", "han", status=422
    ),
    Sight("scenario just kept", "/desk/policies/p_old_allowance/simulate/", "han", keep_scenario),
    Sight("kept scenarios", "/desk/policies/p_old_allowance/scenarios/", "han"),
    Sight("outbox", "/desk/outbox/", "shen"),
    Sight("oversight", "/desk/oversight/", "shen", unfold),
    Sight("oversight of the city", "/desk/oversight/", "fang"),
    Sight("objections to uses of data", "/desk/objections/", "shen", unfold),
    Sight("irregularities", "/desk/oversight/irregularities/", "shen"),
)
STUDIO = (
    Sight("studio", "/studio/?q=招牌", "han", unfold),
    Sight("reports on guides", "/studio/reports/", "han"),
    Sight("what people looked for in vain", "/studio/wanted/", "han", unfold),
    Sight("revision with errors", "/studio/{revision}/", "han", unfold),
    Sight("part of an item with errors beside it", SIGNBOARD + "?part=materials", "han", unfold),
    Sight("part of an item with its preview", FOOD + "?part=conditions", "han", previewed),
    Sight("part of a policy with its preview", "/studio/{checked}/files/policies/e_absorb.yaml/", "han", previewed),
    Sight("test cases of an item", "/studio/{checked}/files/cases/food_licence.yaml/", "han", unfold),
    Sight("text of an item", SIGNBOARD + "?part=text", "han"),
    Sight("looked over without saving", SIGNBOARD + "?part=limits", "han", press(".studio-save .quiet")),
    Sight("guide of a revision", "/preview/{checked}/food_licence/", "han"),
    Sight("form of a revision", "/preview/{checked}/food_licence/form/", "han"),
    Sight("guide of a bundle of a revision", "/preview/{checked}/bundles/restaurant/", "han"),
    Sight("reviewers' list of a revision", "/studio/{checked}/checklist/food_licence/", "cao"),
    Sight("revision to approve", "/studio/{checked}/", "cao", unfold),
    Sight("versions in the studio", "/studio/history/item/signboard/", "han"),
)
COUNTER = (
    Sight("counter, who stands there and what is theirs", "/counter/", "tao", stands_there()),
    Sight("counter, a promise and what follows", "/counter/", "tao", stands_there("/counter/drafts/{received}/")),
    Sight("counter, the sheet with a promise", "/counter/", "tao", stands_there("/counter/drafts/{received}/sheet/")),
    Sight(
        "counter, sealed notices and what is awaited",
        "/counter/",
        "tao",
        stands_there("/counter/cases/{large_case}/receipt/"),
    ),
    Sight("counter, results and licences", "/counter/", "tao", stands_there("/counter/cases/{complete}/receipt/")),
    Sight("counter, a correction", "/counter/", "tao", stands_there("/counter/cases/{part}/mend/")),
    Sight(
        "counter, what a correction changes",
        "/counter/",
        "tao",
        stands_there("/counter/cases/{part}/mend/", change_something),
    ),
)
ALL = (*PUBLIC, *APPLICANT, *DESK, *STUDIO, *COUNTER)
