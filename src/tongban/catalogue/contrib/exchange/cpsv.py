"""The catalogue as linked data after the Core Public Service Vocabulary Application Profile (CPSV-AP 3.2.0)."""

from collections.abc import Iterator
from decimal import Decimal

from rdflib import RDF, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCAT, DCTERMS, FOAF, ORG

from tongban.catalogue.statements import Axis, LegalBasis, Limit
from tongban.catalogue.types import Bundle, BundleKind, Edition, Item, Material
from tongban.kernel.clock import DayUnit
from tongban.kernel.words import Words

CPSV = Namespace("http://purl.org/vocab/cpsv#")
CV = Namespace("http://data.europa.eu/m8g/")
ELI = Namespace("http://data.europa.eu/eli/ontology#")
SCHEMA = Namespace("https://schema.org/")
CURRENCY = URIRef("http://publications.europa.eu/resource/authority/currency/CNY")
FORMATS = ("turtle", "json-ld", "xml", "nt")
AUDIENCES = {"person": "个人 / individuals", "organisation": "企业和组织 / organisations"}


class CatalogueGraph:
    """Builds the graph of one edition. `root` is the address under which the city publishes it."""

    def __init__(self, edition: Edition, root: str) -> None:
        self.edition, self.root = edition, root.rstrip("/")
        self.graph = Graph()
        for prefix, space in {
            "cpsv": CPSV,
            "cv": CV,
            "eli": ELI,
            "dcat": DCAT,
            "dct": DCTERMS,
            "skos": SKOS,
            "schema": SCHEMA,
        }.items():
            self.graph.bind(prefix, space)
        self.place = self.node("place", edition.region)
        self.graph.add((self.place, RDF.type, DCTERMS.Location))
        self.say(self.place, SKOS.prefLabel, edition.place)
        self.dataset = self._dataset()

    def node(self, kind: str, *parts: str) -> URIRef:
        return URIRef("/".join((self.root, "id", kind, *parts)))

    def say(self, subject: URIRef, verb: URIRef, words: Words) -> None:
        """The same words in both languages; once where the English is not there yet."""
        self.graph.add((subject, verb, Literal(words.zh, lang="zh-Hans")))
        if words.en != words.zh:
            self.graph.add((subject, verb, Literal(words.en, lang="en")))

    def whole(self) -> Graph:
        for theme in self.edition.themes.values():
            self._concept(self.node("theme", theme.code), theme.title)
        for audience, name in AUDIENCES.items():
            self._concept(self.node("audience", audience), Words(*name.split(" / ")))
        for organ in self.edition.organs.values():
            self._organ(organ.code)
        for law in self.edition.laws.values():
            self.graph.add((self.node("law", law.code), RDF.type, ELI.LegalResource))
            self.say(self.node("law", law.code), DCTERMS.title, law.title)
        for item in self.edition.items.values():
            self._offered(item)
        for bundle in self.edition.bundles.values():
            self._event(bundle)
        return self.graph

    def _dataset(self) -> URIRef:
        dataset, publisher = self.node("catalogue", str(self.edition.number)), self.node("publisher")
        self.graph.add((dataset, RDF.type, DCAT.Dataset))
        self.graph.add((dataset, DCTERMS.identifier, Literal(self.edition.digest)))
        self.graph.add((dataset, DCTERMS.issued, Literal(self.edition.effective_on)))
        title = Words("{place}政务服务事项目录", "Catalogue of public services of {place}").filled(
            place=self.edition.place
        )
        self.say(dataset, DCTERMS.title, title)
        self.say(dataset, DCTERMS.description, title)
        self.graph.add((dataset, DCTERMS.publisher, publisher))
        self.graph.add((publisher, RDF.type, FOAF.Agent))
        self.graph.add((publisher, DCTERMS.identifier, Literal(self.edition.region)))
        self.say(publisher, DCTERMS.title, self.edition.place)
        return dataset

    def _concept(self, node: URIRef, label: Words) -> URIRef:
        self.graph.add((node, RDF.type, SKOS.Concept))
        self.say(node, SKOS.prefLabel, label)
        return node

    def _organ(self, code: str) -> None:
        organ, node = self.edition.organs[code], self.node("organ", code)
        for kind in (CV.PublicOrganisation, ORG.Organization):
            self.graph.add((node, RDF.type, kind))
        self.graph.add((node, DCTERMS.identifier, Literal(organ.credit_code)))
        self.graph.add((node, DCTERMS.spatial, self.place))
        self.say(node, SKOS.prefLabel, organ.name)

    def _offered(self, item: Item) -> None:
        node, add = self.node("item", item.code), self.graph.add
        add((node, RDF.type, CPSV.PublicService))
        add((node, DCTERMS.identifier, Literal(item.handling_code or item.implementation_code)))
        add((node, DCTERMS.isPartOf, self.dataset))
        add((node, CV.hasCompetentAuthority, self.node("organ", item.organ)))
        add((node, DCTERMS.spatial, self.place))
        self.say(node, DCTERMS.title, item.name)
        self.say(node, DCTERMS.description, item.summary)
        for called in item.aliases:
            add((node, DCAT.keyword, Literal(called, lang="en" if called.isascii() else "zh-Hans")))
        for code in item.needs:
            add((node, DCTERMS.requires, self.node("item", code)))
        for code in item.themes:
            verb = CV.thematicArea if self.edition.themes[code].axis is Axis.TOPIC else CV.isClassifiedBy
            add((node, verb, self.node("theme", code)))
        if duration := _duration(item.promised):
            add((node, CV.processingTime, Literal(duration, datatype=XSD.duration)))
        self._gives(node, item)
        self._asks(node, item)

    def _gives(self, node: URIRef, item: Item) -> None:
        add = self.graph.add
        output, cost, channel = (self.node(kind, item.code) for kind in ("output", "cost", "channel"))
        add((node, CPSV.produces, output))
        add((output, RDF.type, CV.Output))
        add((output, DCTERMS.identifier, Literal(item.result.licence_type or f"{item.code}-output")))
        self.say(output, DCTERMS.title, item.result.name)
        if item.fee.yuan:
            add((node, CV.hasCost, cost))
            add((cost, RDF.type, CV.Cost))
            add((cost, DCTERMS.identifier, Literal(f"{item.code}-cost")))
            add((cost, CV.hasValue, Literal(float(Decimal(item.fee.yuan)), datatype=XSD.double)))
            add((cost, CV.currency, self._currency()))
        add((node, CV.hasChannel, channel))
        add((channel, RDF.type, CV.Channel))
        add((channel, DCTERMS.identifier, Literal(f"{item.code}-channel")))
        add((channel, CV.ownedBy, self.node("organ", item.organ)))
        address = item.elsewhere.address if item.elsewhere else f"{self.root}/items/{item.code}/"
        if address:
            add((channel, SCHEMA.url, Literal(address, datatype=XSD.anyURI)))

    def _currency(self) -> URIRef:
        self.graph.add((CURRENCY, RDF.type, SKOS.Concept))
        return CURRENCY

    def _asks(self, node: URIRef, item: Item) -> None:
        add = self.graph.add
        for legal in item.basis:
            add((node, CV.hasLegalResource, self._legal(legal, item)))
        for condition in item.conditions:
            requirement = self.node("requirement", item.code, condition.code)
            add((node, CV.holdsRequirement, requirement))
            add((requirement, RDF.type, CV.Requirement))
            add((requirement, DCTERMS.identifier, Literal(f"{item.code}-{condition.code}")))
            self.say(requirement, DCTERMS.title, condition.sentence)
        for material in item.materials:
            add((node, CPSV.hasInput, self._evidence(material)))
            add((node, CV.hasInputType, self.node("material-type", material.code)))

    def _legal(self, legal: LegalBasis, item: Item) -> URIRef:
        if legal.law:
            return self.node("law", legal.law)
        node = self.node("basis", item.code, str(item.basis.index(legal) + 1))
        self.graph.add((node, RDF.type, ELI.LegalResource))
        self.say(node, DCTERMS.title, legal.title)
        return node

    def _evidence(self, material: Material) -> URIRef:
        node, kind = self.node("material", material.code), self.node("material-type", material.code)
        if (node, RDF.type, CV.Evidence) not in self.graph:
            for each, of in ((node, CV.Evidence), (kind, CV.EvidenceType)):
                self.graph.add((each, RDF.type, of))
                self.graph.add(
                    (each, DCTERMS.identifier, Literal(f"{material.code}-{of.fragment or of.rsplit('/', 1)[-1]}"))
                )
            self.say(node, DCTERMS.title, material.name)
            self.graph.add((node, DCTERMS.conformsTo, kind))
        return node

    def _event(self, bundle: Bundle) -> None:
        node = self.node("bundle", bundle.code)
        is_business = bundle.kind is BundleKind.INDUSTRY or bundle.audience == "organisation"
        for kind in (CV.BusinessEvent if is_business else CV.LifeEvent, CV.Event):
            self.graph.add((node, RDF.type, kind))
        self.graph.add((node, DCTERMS.identifier, Literal(bundle.code)))
        self.say(node, DCTERMS.title, bundle.name)
        self.say(node, DCTERMS.description, bundle.summary)
        for offered in self._offered_in(bundle):
            self.graph.add((node, CV.hasRelatedService, offered))
            self.graph.add((offered, CV.isGroupedBy, node))
            self.graph.add((offered, DCTERMS.audience, self.node("audience", bundle.audience)))

    def _offered_in(self, bundle: Bundle) -> Iterator[URIRef]:
        return (self.node("item", part.item) for part in bundle.components)


def _duration(limit: Limit) -> str:
    """The promised time as an ISO 8601 duration. A working day has no such form, so it is given as a day; none is none."""
    if limit.unit is DayUnit.ON_THE_SPOT:
        return "PT0S"
    if limit.unit is DayUnit.HOURS:
        return f"PT{limit.days}H"
    return f"P{limit.days}D" if limit.unit in (DayUnit.WORKING_DAYS, DayUnit.NATURAL_DAYS) else ""


def export_cpsv(edition: Edition, *, root: str, form: str = "turtle") -> str:
    """The catalogue as CPSV-AP 3.2.0 in one of `FORMATS`. `root` is the city's public address; addresses of nodes begin with it."""
    if form not in FORMATS:
        raise ValueError(f"{form!r} is none of {', '.join(FORMATS)}")
    return CatalogueGraph(edition, root).whole().serialize(format=form)
