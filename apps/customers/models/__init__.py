from apps.customers.models.checks import DataCheck
from apps.customers.models.conflicts import ImportConflict, ImportDecision
from apps.customers.models.consents import Consent, DataCopy, Note
from apps.customers.models.flags import Flag
from apps.customers.models.grants import ExportGrant
from apps.customers.models.imports import ImportBatch, ImportRow, MappingProfile
from apps.customers.models.members import Member, MemberDay
from apps.customers.models.merges import Duplicate, Merge, MergeLine
from apps.customers.models.monthly_lists import MonthlyList
from apps.customers.models.opt_outs import CallKind, OptOut
from apps.customers.models.orders import Order, OrderMove
from apps.customers.models.people import Customer, Phone, Vehicle, VehicleRole
from apps.customers.models.reveals import ExportLog, Reveal
from apps.customers.models.searches import SearchStop, SearchTally
from apps.customers.models.segments import Segment

__all__ = [
    "CallKind",
    "Consent",
    "Customer",
    "DataCheck",
    "DataCopy",
    "Duplicate",
    "ExportGrant",
    "ExportLog",
    "Flag",
    "ImportBatch",
    "ImportConflict",
    "ImportDecision",
    "ImportRow",
    "MappingProfile",
    "Member",
    "MemberDay",
    "Merge",
    "MergeLine",
    "MonthlyList",
    "Note",
    "OptOut",
    "Order",
    "OrderMove",
    "Phone",
    "Reveal",
    "SearchStop",
    "SearchTally",
    "Segment",
    "Vehicle",
    "VehicleRole",
]
