"""Who may open what: every page and every button, for everybody of the cast.

The list of pages comes from the addresses themselves: a new page without a line here fails.
"""

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from tests.world import World, apply, begin, browser, build
from tongban.applications import public as applications
from tongban.identity import public as identity

OPEN, ACCOUNT, APPLICANT, PAPERS, HOLDER, DESKS, ORGAN, SUPERVISOR, CLERK, WINDOW = (
    "open to all",
    "whoever is signed in",
    "the company and its agent",
    "the company, its agent and the organ that asked for it",
    "the party that granted it and the agent",
    "every official",
    "the officials of the organ",
    "supervisors",
    "every clerk",
    "the clerk at whose window Lin stands",
)
NAMING_NOTHING = {
    "portal:start",
    "portal:uses",
    "portal:later",
    "portal:gaps",
    "portal:licence_begin",
    "portal:composite_begin",
    "counter:receive",
}
NAMING_NOTHING |= {"counter:receive_about", "counter:choose_way", "counter:later", "counter:collect"}
# Whose they are: test_benefits_without_applying.py.
NAMING_NOTHING |= {"portal:benefit", "portal:answer_benefit", "portal:noticed_list", "portal:ask_why"}
# And that: policies/test_service_pack.py.
NAMING_NOTHING |= {"portal:pack"}
NAMING_NOTHING |= {"portal:merge_csv", "portal:merge_json", "api:api-root"}
DRAFT, CASE, PART = {"code": "draft"}, {"number": "case"}, {"number": "correcting"}
PAGES: dict[str, tuple[str, str, dict[str, str]]] = {
    # page: (who, which verbs, parts of its address as fields of the world; a text with = stands for itself)
    "healthz": (OPEN, "G", {}),
    "session": (OPEN, "GP", {}),
    "portal:home": (OPEN, "G", {}),
    "portal:search": (OPEN, "G", {}),
    "portal:suggest": (OPEN, "G", {}),
    "portal:guided": (OPEN, "G", {}),
    "portal:themes": (OPEN, "G", {}),
    "portal:theme": (OPEN, "G", {"code": "=stage_birth"}),
    "portal:organs": (OPEN, "G", {}),
    "portal:organ": (OPEN, "G", {"code": "=fire_rescue"}),
    "portal:party": (OPEN, "G", {"code": "=person"}),
    "portal:law": (OPEN, "G", {"code": "=food_safety_law"}),
    "portal:answer": (OPEN, "G", {"code": "=progress"}),
    "portal:clicked": (OPEN, "P", {}),
    "portal:guide": (OPEN, "G", {"code": "=restaurant"}),
    "portal:guide_result": (OPEN, "G", {"code": "=restaurant"}),
    "portal:item": (OPEN, "G", {"code": "=food_licence"}),
    "portal:history": (OPEN, "G", {"kind": "=item", "code": "=food_licence"}),
    "portal:report": (OPEN, "GP", {"kind": "=item", "code": "=food_licence"}),
    "portal:merge": (OPEN, "G", {}),
    "portal:merge_csv": (OPEN, "G", {}),
    "portal:merge_json": (OPEN, "G", {}),
    "portal:node": (OPEN, "G", {"kind": "=item", "code": "=food_licence"}),
    "portal:set_region": (OPEN, "P", {}),
    "portal:region_from_register": (ACCOUNT, "P", {}),
    "api:api-root": (OPEN, "G", {}),
    "api:openapi-json": (OPEN, "G", {}),
    "api:whole": (OPEN, "G", {}),
    "api:nodes": (OPEN, "G", {}),
    "api:node": (OPEN, "G", {"kind": "=item", "code": "=food_licence"}),
    "api:neighbours": (OPEN, "G", {"kind": "=item", "code": "=food_licence"}),
    "api:dependents": (OPEN, "G", {"kind": "=item", "code": "=food_licence"}),
    "api:waivable": (OPEN, "G", {}),
    "api:replaced": (OPEN, "G", {}),
    "api:alike": (OPEN, "G", {}),
    "portal:policies": (OPEN, "G", {}),
    "portal:policy": (OPEN, "G", {"code": "=p_old_allowance"}),
    "portal:packs": (ACCOUNT, "G", {}),
    "portal:pack": (ACCOUNT, "G", {"code": "=nothing"}),
    "portal:policies_standing": (ACCOUNT, "GP", {}),
    "portal:check_up": (OPEN, "G", {}),
    "portal:my_check_up": (ACCOUNT, "GP", {}),
    "portal:benefits": (ACCOUNT, "G", {}),
    "portal:ask_why": (ACCOUNT, "G", {"campaign": "=MS0"}),
    "portal:benefit": (ACCOUNT, "G", {"campaign": "=MS0", "party": "=lin"}),
    "portal:answer_benefit": (ACCOUNT, "P", {"campaign": "=MS0", "party": "=lin"}),
    "portal:notices": (OPEN, "G", {}),
    "portal:noticed_list": (OPEN, "G", {"code": "=MS0"}),
    "portal:sign_in": (OPEN, "G", {}),
    "portal:verify_entry": (OPEN, "G", {}),
    "portal:verify": (OPEN, "G", {"code": "verify"}),
    "portal:preferences": (OPEN, "P", {}),
    "portal:set_language": (OPEN, "P", {}),
    "portal:accessibility": (OPEN, "G", {}),
    "portal:privacy": (OPEN, "G", {}),
    "portal:prove": (ACCOUNT, "G", {}),
    "portal:switch": (ACCOUNT, "G", {}),
    "portal:sign_out": (ACCOUNT, "P", {}),
    "portal:space": (ACCOUNT, "G", {}),
    "portal:uses": (ACCOUNT, "GP", {}),
    "portal:messages": (ACCOUNT, "G", {}),
    "portal:mandates": (ACCOUNT, "GP", {}),
    "portal:start": (ACCOUNT, "P", {}),
    "portal:draft": (APPLICANT, "G", DRAFT),
    "portal:update": (APPLICANT, "GP", DRAFT),
    "portal:offer_takeover": (APPLICANT, "P", DRAFT),
    "portal:ask_again": (APPLICANT, "P", DRAFT),
    "portal:draft_questions": (APPLICANT, "GP", DRAFT),
    "portal:undo_dispute": (APPLICANT, "P", DRAFT),
    "portal:materials": (APPLICANT, "GP", DRAFT),
    "portal:detach": (APPLICANT, "P", DRAFT),
    "portal:ways": (APPLICANT, "GP", DRAFT),
    "portal:later": (APPLICANT, "P", DRAFT),
    "portal:attachment": (APPLICANT, "G", DRAFT | {"document": "draft_file"}),
    "portal:check": (APPLICANT, "GP", DRAFT),
    "portal:section": (APPLICANT, "GP", DRAFT | {"section": "=premises"}),
    "portal:case": (APPLICANT, "G", CASE),
    "portal:receipt": (APPLICANT, "G", CASE),
    "portal:case_file": (PAPERS, "G", PART | {"document": "case_file"}),
    "portal:case_paper": (PAPERS, "G", PART | {"material": "=food_application_form"}),
    "portal:case_notice": (APPLICANT, "G", PART | {"code": "notice"}),
    "portal:mend": (APPLICANT, "GP", PART),
    "portal:gaps": (APPLICANT, "GP", PART),
    "portal:withdraw": (APPLICANT, "P", PART),
    "portal:licence": (APPLICANT, "G", {"number": "licence"}),
    "portal:licence_begin": (APPLICANT, "P", {"number": "licence"}),
    "portal:licence_pdf": (APPLICANT, "G", {"number": "licence"}),
    "portal:composite": (APPLICANT, "G", {"number": "composite"}),
    "portal:composite_begin": (APPLICANT, "P", {"number": "composite"}),
    "portal:composite_pdf": (APPLICANT, "G", {"number": "composite"}),
    "portal:end_mandate": (HOLDER, "P", {"number": "mandate"}),
    "desks:queue": (DESKS, "G", {}),
    "desks:pane": (DESKS, "G", {}),
    "desks:outbox": (SUPERVISOR, "G", {}),
    "desks:try_again": (SUPERVISOR, "P", {}),
    "desks:track": (ORGAN, "G", {"code": "track"}),
    "desks:decide": (ORGAN, "P", {"code": "track"}),
    "desks:accept": (ORGAN, "P", {"code": "track"}),
    "desks:material": (ORGAN, "G", {"code": "track", "document": "case_file"}),
    "desks:paper": (ORGAN, "G", {"code": "track", "material": "=food_application_form"}),
    "counter:home": (CLERK, "G", {}),
    "counter:begin": (CLERK, "P", {}),
    "counter:end": (CLERK, "P", {}),
    "counter:receive": (WINDOW, "P", {}),
    "counter:take_over": (WINDOW, "P", {}),
    "counter:intake": (WINDOW, "GP", DRAFT),
    "counter:scan": (WINDOW, "P", DRAFT),
    "counter:remove": (WINDOW, "P", DRAFT),
    "counter:scanned": (WINDOW, "G", DRAFT | {"document": "draft_file"}),
    "counter:slip": (WINDOW, "GP", DRAFT),
    "counter:sheet": (WINDOW, "GP", DRAFT),
    "counter:send_code": (WINDOW, "P", DRAFT),
    "counter:choose_way": (WINDOW, "P", DRAFT),
    "counter:later": (WINDOW, "P", DRAFT),
    "counter:receive_about": (WINDOW, "P", {}),
    "counter:hand_over_all": (WINDOW, "P", {}),
    "counter:notice": (WINDOW, "G", PART | {"code": "notice"}),
    "counter:collect": (WINDOW, "P", PART),
    "counter:mend": (WINDOW, "GP", PART),
    "counter:receipt": (WINDOW, "G", CASE),
    "counter:result": (WINDOW, "G", {"number": "granted"}),
    "counter:hand_over": (WINDOW, "P", {"number": "granted"}),
}
MAY = {
    "lin": {ACCOUNT, APPLICANT, PAPERS, HOLDER},
    "chen": {ACCOUNT, APPLICANT, PAPERS, HOLDER},
    "wang": {ACCOUNT},
    "he": {ACCOUNT},
    "zhao": {ACCOUNT, DESKS, PAPERS, ORGAN},
    "qian": {ACCOUNT, DESKS},
    "tao": {ACCOUNT, DESKS, CLERK, WINDOW},
    "colleague": {ACCOUNT, DESKS, CLERK},
    "shen": {ACCOUNT, DESKS, PAPERS, ORGAN, SUPERVISOR},
}


def names(resolver: URLResolver, space: str = "") -> set[str]:
    """Every name in the addresses, with its namespace."""
    found = set()
    for one in resolver.url_patterns:
        if isinstance(one, URLPattern):
            found.add(space + str(one.name))
        else:
            found |= names(one, f"{one.namespace}:" if one.namespace else space)
    return found


def address(page: str, world: World) -> str:
    parts = PAGES[page][2]
    given = {name: field[1:] if field.startswith("=") else getattr(world, field) for name, field in parts.items()}
    return reverse(page, kwargs=given or None)


def visits(world: World):
    """(page, who, verb, address) of everything that can be asked for; what changes most comes last."""
    last = ["portal:withdraw", "portal:end_mandate", "counter:end", "portal:sign_out"]
    order = [*(page for page in PAGES if page not in last), *last]
    for page in order:
        for verb in ("get", "post"):
            if verb[0].upper() in PAGES[page][1]:
                yield page, PAGES[page][0], verb, address(page, world)


def lin_stands_at_the_window_of_tao(world: World) -> None:
    """Her card was read, and she showed the code of her draft. At a colleague's window stands nobody."""
    at, tao, lin = timezone.now(), identity.person("tao"), identity.person("lin")
    counter = applications.counter
    counter.begin(read="lin", party=world.company, is_alike=True, by=tao, at=at)
    counter.take_over(counter.offer_takeover(world.draft, by=lin, at=at).code, by=tao, at=at)
    colleague = identity.Person.objects.create(
        code="colleague", name="窗口乙", number="310101199001010029", born_on="1990-01-01"
    )
    organ = identity.Organ.objects.get(code="gov_service")
    identity.Official.objects.create(person=colleague, organ=organ, role=identity.Official.Role.CLERK)


def test_every_page_has_a_line_here():
    """The desks are walked from their addresses themselves, beside them: src/tongban/desks/tests/test_strangers.py; the studio
    and what it previews likewise: src/tongban/desks/tests/studio/test_studio.py."""
    beside = ("desks:", "studio:", "portal:preview_form", "portal:preview")
    assert {page for page in names(get_resolver()) if page in PAGES or not page.startswith(beside)} == set(PAGES)


def test_whoever_is_not_signed_in_is_asked_to_and_reads_only_what_is_open(city):
    world, guest = build(), browser()

    for page, who, verb, there in visits(world):
        answer = getattr(guest, verb)(there)
        asked = answer.status_code == 302 and answer.headers["Location"].startswith("/sign-in/?next=")
        assert asked == (who != OPEN), (page, verb, answer.status_code)
        assert answer.status_code < 500, page


@pytest.mark.parametrize("person", MAY)
def test_what_one_may_not_see_does_not_exist(city, person):
    world = build()
    lin_stands_at_the_window_of_tao(world)
    client = browser(person, world.company if person in {"lin", "chen"} else None)

    for page, who, verb, there in visits(world):
        status = getattr(client, verb)(there).status_code
        if who == APPLICANT and WINDOW in MAY[person] and world.draft in there:
            expected = {200, 302, 403, 404, 422}  # what the clerk may do there, the clerk may do on the citizen's pages
        elif who == OPEN or who in MAY[person]:
            looks = person == "shen" and page in {"desks:decide", "desks:accept"}
            expected = {403, 404, 422} if looks else {200, 302, 409, 422}
            expected |= {404} if page in NAMING_NOTHING else set()
            expected |= {403} if (page, verb) == ("portal:mandates", "post") else set()
            expected |= (
                {403} if person == "chen" and page in {"portal:my_check_up", "portal:policies_standing"} else set()
            )  # his mandate does not name it
        else:
            says_why = {SUPERVISOR: DESKS, WINDOW: CLERK}.get(who)
            expected = {403} if says_why in MAY[person] else {404}
        assert status in expected, (person, page, verb, status)


def test_an_agent_whose_mandate_has_ended_is_told_so_and_nothing_is_lost(city):
    draft = begin("chen")
    world = build()
    chen = browser("chen", world.company)
    chen.post(f"/drafts/{draft}/parts/trade/", {"field": "catering_form", "catering_form": "snack_bar"})

    identity.end_mandate(world.mandate, by=identity.person("lin"), at=timezone.now())

    for answer in (
        chen.get(f"/drafts/{draft}/"),
        chen.get(f"/drafts/{draft}/parts/trade/"),
        chen.get(f"/drafts/{draft}/check/"),
        chen.post(f"/drafts/{draft}/parts/trade/", {"field": "catering_form", "catering_form": "canteen"}),
        chen.post(f"/drafts/{draft}/check/", {"agree": "yes", "digest": "0"}),
        chen.post("/start/", {"bundle": "restaurant"}),
    ):
        assert answer.status_code == 403
        assert "终止" in answer.content.decode()
    kept = applications.outlook(draft, seen_by=identity.person("lin"), at=timezone.now())
    assert kept.values["catering_form"] == "snack_bar"


def test_an_agent_who_applied_is_told_why_the_case_is_closed_to_them(city):
    case = apply("chen")
    world = build()
    chen = browser("chen")

    identity.end_mandate(world.mandate, by=identity.person("lin"), at=timezone.now())

    assert "终止" in chen.get(f"/cases/{case.number}/").content.decode()
    assert chen.post(f"/cases/{case.number}/withdraw/").status_code == 403
    assert chen.get(f"/cases/{world.case}/").status_code == 404  # Lin applied herself: it never was his
    assert chen.get(f"/licences/{world.licence}/").status_code == 404


def test_an_agent_reaches_only_what_the_mandate_names(city):
    lin, chen = identity.person("lin"), browser("chen", build().company)
    acting = next(one for one in identity.actings_of(lin, on=timezone.localdate()) if one.right != identity.Right.SELF)
    other = applications.start(item="birth_cert", acting=acting, person=lin, at=timezone.now()).code

    refused = chen.post("/start/", {"item": "birth_cert"})

    assert refused.status_code == 403
    assert "委托范围" in refused.content.decode()
    assert chen.get(f"/drafts/{other}/").status_code == 404
    assert chen.post(f"/drafts/{other}/check/", {"agree": "yes"}).status_code == 404
