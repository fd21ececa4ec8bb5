"""The catalogue as other systems read it: the national element tables, and linked data after CPSV-AP."""

import csv

import pytest
from python_calamine import CalamineWorkbook
from rdflib import RDF, Graph, URIRef
from rdflib.namespace import DCTERMS, SKOS

from tongban.catalogue import public as catalogue
from tongban.catalogue.contrib.exchange.cpsv import CPSV, CV
from tongban.catalogue.tests.conftest import AT, SHANGHAI

ROOT = "https://city.example"


@pytest.fixture
def edition(db):
    return catalogue.publish(SHANGHAI, by="editor", at=AT)


def test_the_element_tables_hold_every_item_and_material(edition, tmp_path):
    counts = catalogue.export_elements(edition, tmp_path / "tables")

    rows = list(csv.DictReader((tmp_path / "tables/基本信息.csv").read_text("utf-8-sig").splitlines()))
    food = next(row for row in rows if row["实施编码"] == edition.items["food_licence"].implementation_code)
    assert counts["基本信息"] == len(rows) == len(edition.items)
    assert counts["材料目录"] == sum(len(item.materials) for item in edition.items.values())
    assert (food["基本编码"], food["法定办结时限"], food["法定办结时限单位"], food["是否收费"]) == (
        food["实施编码"][19:],
        "10",
        "工作日",
        "否",
    )


def test_a_workbook_has_a_sheet_for_each_table(edition, tmp_path):
    counts = catalogue.export_elements(edition, tmp_path / "tables.xlsx")

    book = CalamineWorkbook.from_path(tmp_path / "tables.xlsx")
    assert {name: len(book.get_sheet_by_name(name).to_python()) - 1 for name in book.sheet_names} == counts


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph:DeprecationWarning")  # rdflib's own reader of JSON-LD
@pytest.mark.parametrize("form", ["turtle", "json-ld", "xml", "nt"])
def test_linked_data_can_be_read_again(edition, form):
    graph = Graph().parse(data=catalogue.export_cpsv(edition, root=ROOT, form=form), format=form)

    assert len(set(graph.subjects(RDF.type, CPSV.PublicService))) == len(edition.items)


# What CPSV-AP 3.2.0 asks at least of each class, and how many values at most (0: without bound).
SHAPES = {
    CPSV.PublicService: {CV.processingTime: (0, 1), DCTERMS.identifier: (1, 1),
        DCTERMS.title: (1, 0), DCTERMS.description: (1, 0), CV.hasCompetentAuthority: (1, 0)},
    CV.PublicOrganisation: {DCTERMS.spatial: (1, 0), SKOS.prefLabel: (1, 0)},
    CV.Output: {DCTERMS.identifier: (1, 1), DCTERMS.title: (1, 0)},
    CV.Evidence: {DCTERMS.identifier: (1, 1), DCTERMS.title: (1, 0)},
    CV.EvidenceType: {DCTERMS.identifier: (1, 1)},
    CV.Requirement: {DCTERMS.identifier: (1, 1), DCTERMS.title: (1, 0)},
    CV.Channel: {DCTERMS.identifier: (1, 1)},
    CV.Cost: {DCTERMS.identifier: (1, 1), CV.hasValue: (0, 1)},
    CV.Event: {DCTERMS.identifier: (1, 1), DCTERMS.title: (1, 0)},
}  # fmt: skip


def test_each_node_has_what_its_class_asks_for(edition):
    graph = Graph().parse(data=catalogue.export_cpsv(edition, root=ROOT), format="turtle")

    for kind, asked in SHAPES.items():
        nodes = set(graph.subjects(RDF.type, kind))
        assert nodes, kind
        for node in nodes:
            for verb, (least, most) in asked.items():
                count = len(list(graph.objects(node, verb)))
                assert least <= count <= (most or count), (node, verb, count)


def test_no_arrow_leads_to_a_node_that_is_not_described(edition):
    graph = Graph().parse(data=catalogue.export_cpsv(edition, root=ROOT), format="turtle")

    named = {each for each in graph.objects() if isinstance(each, URIRef) and str(each).startswith(f"{ROOT}/id/")}
    assert named <= set(graph.subjects(RDF.type, None))
