"""Catalogue: the city's content (事项知识图谱), published in immutable editions: facts, organs, items, bundles, policies.

Content is written as a folder of YAML files (docs/content.md). `check` tells everything that is wrong in it, with file, line
and mend; `publish` freezes it; `edition` gives it back as one value that everything else is derived from. Drafts, cases and
licences name the number of the edition under which they were made. The legal calendar is published beside it, by version.
`graph` reads an edition as a knowledge graph (who is affected by a change); `studio` is the inner door of editors and approvers.
"""

from tongban.catalogue import graph, quality
from tongban.catalogue.actions import check, draft, inspect, publish, publish_calendar
from tongban.catalogue.contrib.exchange.cpsv import export_cpsv
from tongban.catalogue.contrib.exchange.elements import export_elements
from tongban.catalogue.contrib.folder.shapes import schema
from tongban.catalogue.contrib.guides.importing import import_guides
from tongban.catalogue.contrib.guides.report import ImportReport, RowFate, RowOutcome
from tongban.catalogue.contrib.guides.tables import NoTable
from tongban.catalogue.events import CalendarPublished, EditionPublished
from tongban.catalogue.places import CITY, Handling, Level, ListedLicence, LocalItem, Locality, Region, Window
from tongban.catalogue.policies import (
    Benefit,
    BenefitKind,
    Bound,
    Budget,
    CommonExclusion,
    Exclusion,
    Granting,
    Mode,
    PaidInto,
    Passage,
    PayDay,
    Period,
    Policy,
    PolicyCondition,
    PolicyDocument,
    Proof,
    StatedParameter,
    Validity,
)  # fmt: skip
from tongban.catalogue.procedures import (
    Commitment,
    InquiryKind,
    JoinKind,
    Procedure,
    ProcedureLimit,
    Purpose,
    Seat,
    Silence,
    SiteVisit,
    Step,
)
from tongban.catalogue.queries import (
    NoCalendar,
    NoEdition,
    amount,
    calendar,
    edition,
    edition_and_calendar,
    entitlement,
    fact_types,
    facts_of,
    parameters,
    rule,
)
from tongban.catalogue.revisions import studio
from tongban.catalogue.statements import (
    Advice,
    AdviceKind,
    Ambiguity,
    Answer,
    Axis,
    Certainty,
    Choice,
    Elsewhere,
    Fee,
    Law,
    LegalBasis,
    Limit,
    Phrasings,
    Synonym,
    SynonymKind,
    Theme,
)  # fmt: skip
from tongban.catalogue.types import (
    AskedFact,
    Bundle,
    BundleKind,
    CalendarDocument,
    Component,
    Composite,
    Condition,
    ContentBroken,
    Edition,
    Fact,
    Founding,
    Item,
    Material,
    Organ,
    Problem,
    Result,
    ReviewPoint,
    Section,
    Source,
    Way,
)  # fmt: skip
from tongban.kernel.calendar import Calendar
from tongban.kernel.clock import DayUnit

__all__ = [
    "CITY", "Advice", "AdviceKind", "Ambiguity", "Answer", "AskedFact", "Axis", "Benefit", "BenefitKind", "Bound", "Budget",
    "Bundle", "BundleKind", "Calendar", "CalendarDocument", "CalendarPublished", "Certainty", "Choice", "Commitment",
    "CommonExclusion", "Component", "Composite", "Condition", "ContentBroken", "DayUnit", "Edition", "EditionPublished",
    "Elsewhere", "Exclusion", "Fact", "Fee", "Founding", "Granting", "Handling", "ImportReport", "InquiryKind", "Item",
    "JoinKind", "Law", "LegalBasis", "Level", "Limit", "ListedLicence", "LocalItem", "Locality", "Material", "Mode",
    "NoCalendar", "NoEdition", "NoTable", "Organ", "PaidInto", "Passage", "PayDay", "Period", "Phrasings", "Policy",
    "PolicyCondition", "PolicyDocument", "Problem", "Procedure", "ProcedureLimit", "Proof", "Purpose", "Region", "Result",
    "ReviewPoint", "RowFate", "RowOutcome", "Seat", "Section", "Silence", "SiteVisit", "Source", "StatedParameter", "Step",
    "Synonym", "SynonymKind", "Theme", "Validity", "Way", "Window", "amount", "calendar", "check", "draft", "edition",
    "edition_and_calendar", "entitlement", "export_cpsv", "export_elements", "fact_types", "facts_of", "graph",
    "import_guides", "inspect", "parameters", "publish", "publish_calendar", "quality", "rule", "schema", "studio",
]  # fmt: skip
