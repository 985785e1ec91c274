"""One noun a file; import from here."""

from tracker.models.categories import Category, ProblemClass, Requirement, Section
from tracker.models.desk import Draft, Holiday, Notice, Preference, Receipt
from tracker.models.events import Event, ItemVersion
from tracker.models.evidence import Evidence, EvidenceUse
from tracker.models.exports import Export
from tracker.models.imports import Import
from tracker.models.items import CoUnit, Item
from tracker.models.jobs import Job
from tracker.models.measures import Measure, Milestone, ProgressNote
from tracker.models.people import Person, Post, User
from tracker.models.rounds import Feedback, InspectionRound, ReviewParty
from tracker.models.saved_views import SavedView
from tracker.models.search import ItemText
from tracker.models.submissions import Packet, Review, Signature, Submission
from tracker.models.templates import LedgerTemplate
from tracker.models.units import Unit

__all__ = [
    "Category",
    "CoUnit",
    "Draft",
    "Event",
    "Evidence",
    "EvidenceUse",
    "Export",
    "Feedback",
    "Holiday",
    "Import",
    "InspectionRound",
    "Item",
    "ItemText",
    "ItemVersion",
    "Job",
    "LedgerTemplate",
    "Measure",
    "Milestone",
    "Notice",
    "Packet",
    "Person",
    "Post",
    "Preference",
    "ProblemClass",
    "ProgressNote",
    "Receipt",
    "Requirement",
    "Review",
    "ReviewParty",
    "SavedView",
    "Section",
    "Signature",
    "Submission",
    "Unit",
    "User",
]
