from apps.customers.models.conflicts import ImportConflict, ImportDecision
from apps.customers.models.imports import ImportBatch, ImportRow, MappingProfile
from apps.customers.models.members import Member, MemberDay
from apps.customers.models.monthly_lists import MonthlyList
from apps.customers.models.opt_outs import CallKind, OptOut
from apps.customers.models.orders import Order, OrderMove
from apps.customers.models.people import Customer, Phone, Vehicle, VehicleRole
from apps.customers.models.reveals import ExportLog, Reveal
from apps.customers.models.searches import SearchStop, SearchTally

__all__ = [
    "CallKind",
    "Customer",
    "ExportLog",
    "ImportBatch",
    "ImportConflict",
    "ImportDecision",
    "ImportRow",
    "MappingProfile",
    "Member",
    "MemberDay",
    "MonthlyList",
    "OptOut",
    "Order",
    "OrderMove",
    "Phone",
    "Reveal",
    "SearchStop",
    "SearchTally",
    "Vehicle",
    "VehicleRole",
]
