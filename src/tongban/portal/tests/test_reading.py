"""Pages that read the catalogue as a whole: any items together, what rests on what, where to go."""

import csv
import json
from io import StringIO

import pytest
from django.test import Client
from django.utils import timezone
from lxml import html
from tests.visitor import Visitor

from tongban.bundles import public as bundles
from tongban.catalogue import public as catalogue
from tongban.portal.views.reading.districts import region_in
from tongban.sources import public as sources

ANY = "item=food_licence&item=ss_card&item=signboard"


def test_anybody_puts_items_together_and_takes_the_evidence_along(city):
    visitor = Visitor().open(f"/merge/?{ANY}")

    chosen = [city.items[code] for code in ("food_licence", "ss_card", "signboard")]
    saved = bundles.gather(chosen, edition=city, situation={}, on=city.effective_on).reduction
    assert visitor.sees(f"{saved.fields.before} → {saved.fields.after}", f"{saved.promised_days.before} → ")
    rows = list(csv.DictReader(StringIO(Client().get(f"/merge/report.csv?{ANY}").content.decode("utf-8-sig"))))
    figures = {row["code"]: (int(row["before"]), int(row["after"])) for row in rows if row["part"] == "figure"}
    told = json.loads(Client().get(f"/merge/report.json?{ANY}").content)
    assert figures["fields"] == (saved.fields.before, saved.fields.after)
    assert told["figures"]["materials"]["before"] == saved.materials.before
    assert [share["item"] for share in told["shares"]] == ["food_licence", "ss_card", "signboard"]
    assert sum(row["part"] == "field" for row in rows) == saved.fields_on_form == len(told["fields"])


def test_an_answer_removes_what_is_not_needed_and_a_wrong_one_is_told(city):
    wide = json.loads(Client().get(f"/merge/report.json?{ANY}").content)["fields_on_form"]
    answered = json.loads(Client().get(f"/merge/report.json?{ANY}&a-has_business_licence=no").content)["fields_on_form"]
    wrong = Client().get(f"/merge/?{ANY}&a-floor_area=big")

    assert answered < wide
    assert wrong.status_code == 422
    assert "店铺面积只填数字" in wrong.content.decode()


def test_the_choice_survives_a_filter_and_names_that_are_none_are_left_out(city):
    page = Visitor().open(f"/merge/?{ANY}&item=nothing&q=招牌").page

    assert sorted(page.xpath("//form[@id='items']//input[@name='item' and (@type='hidden' or @checked)]/@value")) == [
        "food_licence", "signboard", "ss_card",
    ]  # fmt: skip
    assert Client().get("/merge/report.csv").status_code == 404


def test_too_many_items_are_refused_with_a_word(city, monkeypatch):
    from tongban.portal.views.reading import merging

    monkeypatch.setattr(merging, "MOST_ITEMS", 2)

    assert Client().get(f"/merge/?{ANY}").status_code == 422


def test_from_an_item_one_walks_through_what_it_rests_on_to_whoever_uses_that(city):
    visitor = Visitor().open("/items/food_licence/").follow("这件事依据什么")

    visitor.follow("食品安全法第 35 条").follow("中华人民共和国食品安全法")

    assert visitor.sees("法律法规", "条款")
    assert Client().get("/graph/item/nothing/").status_code == 404
    assert Client().get("/graph/nothing/food_licence/").status_code == 404


def test_every_node_of_the_city_has_a_page_without_a_query_too_many(city, django_assert_max_num_queries):
    graph, client = catalogue.graph.graph_of(city), Client()
    client.get("/graph/item/food_licence/")

    for nodes in graph.by_kind.values():
        for node in nodes[:2]:
            with django_assert_max_num_queries(3):
                assert client.get(f"/graph/{node.kind.value}/{node.code}/").status_code == 200


def test_the_window_is_that_of_the_district_that_was_chosen(city):
    visitor = Visitor().open("/items/food_licence/")
    assert visitor.sees("上海市政务服务中心")

    visitor.press("换", region="huangpu")

    assert visitor.sees("黄浦区市场准入窗口", "周一至周六")
    visitor.press("换", region="")
    assert not visitor.sees("黄浦区市场准入窗口 ")


@pytest.mark.parametrize(("address", "region"), [("上海市黄浦区样例路", "huangpu"), ("北京市东城区", ""), ("", "")])
def test_a_region_is_found_in_an_address(city, address, region):
    assert region_in(address, city) == region
    assert region_in("黄浦区外滩街道样例路", city) == "waitan"


def test_the_register_is_asked_only_on_request_and_the_ledger_says_so(city):
    visitor = Visitor("林晓雯").open("/items/food_licence/")
    lin = visitor.client.session["_auth_user_id"]
    from tongban.identity import public as identity

    person = identity.Person.objects.get(pk=lin)
    before = len(sources.uses_of(person, on=timezone.localdate()))

    visitor.press("用我登记的住址")

    uses = sources.uses_of(person, on=timezone.localdate())
    assert len(uses) == before + 1
    assert "办事指南" in max(uses, key=lambda use: use.at).purpose
    chosen = html.document_fromstring(visitor.answer.content.decode()).xpath(
        "//select[@id='region']/option[@selected]/@value"
    )
    assert chosen
    assert chosen[0] in city.regions
