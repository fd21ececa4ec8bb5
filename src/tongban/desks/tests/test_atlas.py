"""The graph and the quality of the content at the desk."""

import pytest
from lxml import html

from tongban.catalogue import public as catalogue
from tongban.desks.tests.acts import browser_of


@pytest.fixture
def zhao(city):
    return browser_of("zhao")


def page(browser, address):
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return html.document_fromstring(answer.content.decode())


def test_the_drawing_has_a_link_for_each_box_and_the_table_says_the_same_in_words(city, zhao):
    found = page(zhao, "/desk/graph/?node=item:food_licence")
    graph = catalogue.graph.graph_of(city)
    beside = graph.neighbours(graph.nodes["item:food_licence"])

    drawn = found.xpath("//*[local-name()='svg' and @class='drawn']//*[local-name()='a']")
    assert len(drawn) == len(found.xpath("//*[@class='edge']")) + 1
    assert all(box.xpath("./*[local-name()='title']/text()") for box in drawn)
    assert len(found.xpath("//section[@id='beside']//tbody/tr")) == len(beside)


def test_kinds_filter_the_neighbourhood(city, zhao):
    found = page(zhao, "/desk/graph/?node=item:food_licence&kind=material")

    kinds = {cell.strip() for cell in found.xpath("//section[@id='beside']//td[1]/text()")}
    assert kinds == {"申报材料"}


def test_words_find_nodes_and_what_is_none_does_not_exist(city, zhao):
    found = page(zhao, "/desk/graph/?q=平面图")

    assert "店面平面图" in found.text_content()
    assert zhao.get("/desk/graph/?node=item:nothing").status_code == 404


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("ask=material&code=floor_plan", "办食品经营许可证"),
        ("ask=law&code=food_safety_law&article=35", "开办餐饮店"),
        ("ask=waivable", "哪些材料可以不用交"),
        ("ask=replaced", "营业执照"),
        ("ask=alike", "统一社会信用代码"),
        ("ask=nothing", "先选一个"),
    ],
)
def test_each_question_is_answered_as_a_table(city, zhao, question, said):
    assert said in page(zhao, f"/desk/graph/questions/?{question}").text_content()


def test_the_quality_page_lists_the_poorest_first_and_says_what_is_missing(city, zhao):
    found = page(zhao, "/desk/quality/")

    scores = [int(cell.text.strip()) for cell in found.xpath("//tbody/tr/td[2]")]
    assert scores == sorted(scores)
    assert len(scores) == min(50, len(city.items))
    told = {
        row.xpath(".//th//a/@href")[0].rpartition("%3A")[2]: [
            li.text.strip() for li in row.xpath(".//li") if (li.text or "").strip()
        ]
        for row in found.xpath("//tbody/tr")
    }
    for code, names in told.items():
        assert names == [one.name.zh for one in catalogue.quality.completeness(city.items[code], city).missing], code
    assert "设定依据（写明法律和条款）" in told["cinema_permit"], "its basis names no article"
    assert zhao.get("/desk/quality/?organ=water&after=zzz").status_code == 200
