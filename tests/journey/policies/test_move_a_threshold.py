"""A policy officer asks what it would cost if the allowance for the old began at 60: at once, by district, over the next years.
She keeps two ways of doing it, lays them side by side, takes them home as files, and makes one a revision that another approves.
"""

import csv
import io
import json
import shutil
from datetime import timedelta
from functools import partial

import pytest
from django.conf import settings
from django.utils import timezone

from tests.visitor import Visitor
from tests.world import browser, work
from tongban.catalogue import public as catalogue
from tongban.identity import public as identity
from tongban.policies import public as policies
from tongban.policies import snapshots, types
from tongban.policies.public import simulator

ALLOWANCE = "/desk/policies/p_old_allowance/"


@pytest.fixture
def people(city):
    """What the registers know of everybody, set down today."""
    return {each: policies.snapshot(city, each, at=timezone.now(), by="system") for each in ("person", "organisation")}


def figures(visitor):
    """The headline figures by what they count."""
    boxes = visitor.page.xpath("//dl[contains(@class,'kpis')]/div")
    return {box.xpath("string(dt)").strip(): box.xpath("string(dd[1])").strip() for box in boxes}


def number_of(text):
    return int(text.replace(",", "").replace("元", "").strip())


def test_from_a_moved_threshold_to_a_revision_that_another_approves(city, people):
    han = Visitor("韩雪").open("/desk/policies/")
    assert han.sees("55 项政策", "上海市老年综合津贴", "已发布")
    han.open(ALLOWANCE)
    assert han.sees("具有上海户籍、年满 65 周岁的老年人", "age(applicant_born_on) >= old_allowance_age", "4/4 句有对应")
    han.follow("演算器")
    today = figures(han)
    assert han.sees("居住所在区", "以后几年要多少钱", "没有算去世")

    later = keep(han, "100 岁起", "p.old_allowance_age", "100")
    assert figures(later)["少得的对象"] != "0"
    sooner = keep(
        han.open(f"{ALLOWANCE}simulate/"),
        "60 岁起，每月 75",
        "p.old_allowance_age",
        "60",
        **{"b.old_allowance_table.0.low": "60"},
    )
    assert number_of(figures(sooner)["享受的对象"]) > number_of(today["享受的对象"])
    assert figures(sooner)["少得的对象"] == "0"

    han.open(f"{ALLOWANCE}scenarios/")
    han.press("比较选中的", s=[code_of(later), code_of(sooner)])
    assert han.sees("并排比较", "100 岁起", "60 岁起，每月 75", "2031 年")
    says_in_words(exported(han, "CSV"), code_of(later))

    approve(revised(sooner))
    published = catalogue.parameters(catalogue.edition())["old_allowance_age"]
    assert published.on(timezone.localdate()) == 65
    assert published.on(timezone.localdate() + timedelta(30)) == 60


def says_in_words(rows, code):
    """The file of a kept scenario names it, what it changes, and its groups as people call them."""
    head, first, *rest = rows
    assert first[:2] == [code, "100 岁起"]
    assert '"old_allowance_age": "100"' in dict(zip(head, first, strict=True))["changes"]
    assert "浦东新区" in {dict(zip(head, row, strict=True))["group_zh"] for row in rest}


def revised(kept):
    """Make a kept scenario a revision, look at its page, and lay it before another; gives the revision's address."""
    kept.press("转成修订", from_on=(timezone.localdate() + timedelta(30)).isoformat())
    assert kept.address.startswith("/studio/")
    assert kept.sees("老年综合津贴", "60 岁起，每月 75")
    assert Visitor("韩雪").open(kept.address).follow("预览政策页面").sees("还没有生效", "上海市老年综合津贴")
    kept.press("校验并送审")
    assert not kept.offers("审定")
    return kept.address


def approve(address):
    Visitor("曹平").open(address).press("审定").press("发布", day=timezone.localdate().isoformat())


def keep(visitor, name, field, value, **more):
    """Move a value, look, and keep what came out; gives a visitor who looks at it."""
    visitor.press("算一算", **{field: value}, **more)
    visitor.press("存下", name=name)
    assert visitor.sees("存下了，以后不会再变", name)
    return Visitor("韩雪").open(visitor.address)


def code_of(visitor):
    return visitor.address.split("/scenarios/")[1].split("/")[0]


def exported(visitor, words):
    """The rows of a file, its head first."""
    link = next(one for one in visitor.page.xpath("//a[@href]") if words in one.text_content())
    answer = visitor.client.get(link.get("href"))
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_by_district_the_groups_add_up_and_the_file_says_the_same(city, people):
    han = Visitor("韩雪").open(f"{ALLOWANCE}simulate/?p.old_allowance_age=70")
    kept = keep(han, "100 岁起", "p.old_allowance_age", "100")

    answer = kept.client.get(f"{ALLOWANCE}scenarios/export.json?s={code_of(kept)}")

    (found,) = json.loads(answer.content)
    district = next(each for each in found["result"]["divisions"] if each["code"] == "home_district")
    for part in ("gaining", "losing", "lost_fen"):
        assert sum(each[part] for each in district["slices"]) == found["result"]["whole"][part]
    assert sum(each["people"] for each in district["slices"]) == found["result"]["people"] == people["person"].size
    assert [each["on"][:4] for each in found["result"]["years"]] == [
        str(timezone.localdate().year + more) for more in range(6)
    ]


def test_a_kept_scenario_is_taken_up_again_with_all_its_boxes(city, people):
    bands = {"b.old_allowance_table.0.low": "60", "b.old_allowance_table.0.gives": "80"}
    kept = keep(Visitor("韩雪").open(f"{ALLOWANCE}simulate/"), "60 岁起", "p.old_allowance_age", "60", **bands)

    again = Visitor("韩雪").open(kept.address).follow("在演算器里接着改")

    assert figures(again) == figures(kept)
    assert again.page.xpath("string(//input[@name='b.old_allowance_table.0.gives']/@value)") == "80"


def test_with_scripts_the_result_alone_is_sent(city, people):
    han = browser("han")

    part = han.get(f"{ALLOWANCE}simulate/?p.old_allowance_age=60", headers={"HX-Request": "true"})

    text = part.content.decode()
    assert "<html" not in text
    assert "居住所在区" in text
    assert 'name="p.old_allowance_age" value="60"' in text, "what is kept is what is shown"


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("p.old_allowance_age=六十", "要写数字"),
        ("p.old_allowance_age=65.5", "要写整数"),
        ("b.old_allowance_table.0.low=60&b.old_allowance_table.0.gives=x", "每一档"),
        ("c.old_enough=age(nobody) > 3", "nobody"),
        ("f.=75 %2B", "没有算"),
        ("b.old_allowance_table.0.low=60&b.old_allowance_table.0.below=50&b.old_allowance_table.0.gives=1", "没有算"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_worked_out(city, people, typed, says):
    answer = browser("han").get(f"{ALLOWANCE}simulate/?{typed}")

    assert answer.status_code == 422
    assert says in answer.content.decode()


def test_an_unnamed_scenario_is_not_kept_and_two_to_four_are_compared(city, people):
    han = Visitor("韩雪").open(f"{ALLOWANCE}simulate/?p.old_allowance_age=70")

    han.press("存下", name=" ")
    assert (han.status, han.sees("请给这个情景起个名字")) == (422, True)
    kept = keep(Visitor("韩雪").open(f"{ALLOWANCE}simulate/"), "70", "p.old_allowance_age", "70")
    one = kept.client.get(f"{ALLOWANCE}scenarios/?s={code_of(kept)}")
    assert (one.status_code, "2 到 4" in one.content.decode()) == (422, True)
    assert kept.client.get(f"{ALLOWANCE}scenarios/?s={code_of(kept)}&s=nothing").status_code == 404


def test_an_expectation_stands_beside_what_the_registers_say_later(city, people):
    han = Visitor("韩雪").open(f"{ALLOWANCE}simulate/")
    han.press("存下", name="发布前", expected="yes")
    assert han.sees("发布前的预期", "还不能比")

    policies.snapshot(city, "person", at=timezone.now() + timedelta(days=90), by="system")

    assert han.open(han.address).sees(
        "后来的登记（按现行文本重算，不是已发放的数）", "和预期的差", "按居住所在区比", "浦东新区"
    )


def test_a_large_snapshot_is_prepared_by_the_worker_and_who_looks_meanwhile_is_told_how_far(city, people, monkeypatch):
    taken, han = people["person"], browser("han")
    shutil.rmtree(settings.POPULATIONS / taken.digest / "kept", ignore_errors=True)
    monkeypatch.setattr(types, "LARGE", 1)
    monkeypatch.setattr(snapshots, "prepare", partial(snapshots.prepare, spell=0))
    columns = policies.readiness(taken, edition=city).columns

    waiting = han.get(f"{ALLOWANCE}simulate/", headers={"HX-Request": "true"}).content.decode()
    assert f"{columns} 列里已经好了 0 列" in waiting
    assert "X-Unattended" in waiting, "a page that asks by itself is no sign of anybody"
    assert han.get("/desk/policies/").status_code == 200
    snapshots.prepare(taken.digest, at=timezone.now())
    assert policies.readiness(taken, edition=city).done == 1
    assert "享受的对象" in han.get(f"{ALLOWANCE}simulate/?now=yes").content.decode()

    work()

    assert policies.readiness(taken, edition=city).is_quick
    assert "居住所在区" in han.get(f"{ALLOWANCE}simulate/").content.decode()


def test_a_company_and_its_policies_by_size_and_sector(city, people):
    han = Visitor("韩雪").open("/desk/policies/e_stable/simulate/?p.stable_rate_many=0.1")

    assert han.sees("企业划型", "行业门类", "上年 12 月失业保险参保人数", "登记所在区")


@pytest.mark.parametrize("person", ["lin", "wang", "zhao", None])
def test_for_everybody_else_no_page_of_it_exists(city, people, person):
    kept = keep(Visitor("韩雪").open(f"{ALLOWANCE}simulate/"), "70", "p.old_allowance_age", "70")
    stranger = browser(person)

    for where in ("", "simulate/", "scenarios/", f"scenarios/?s={code_of(kept)}", f"scenarios/{code_of(kept)}/",
                  f"scenarios/export.csv?s={code_of(kept)}"):  # fmt: skip
        refused(stranger.get(f"{ALLOWANCE}{where}"), person)
    for where in ("simulate/save/", f"scenarios/{code_of(kept)}/revise/"):
        refused(stranger.post(f"{ALLOWANCE}{where}", {"name": "x", "from_on": "2027-01-01"}), person)
    assert not catalogue.studio.revisions_of(identity.person("han"))
    assert len(simulator.scenarios_of("p_old_allowance", seen_by=identity.person("han"))) == 1


def refused(answer, person):
    assert answer.status_code == (404 if person else 302), answer.status_code
    assert person or "sign-in" in answer["Location"]
