from apps.complaints.views.board import board
from apps.complaints.views.causes import cause, causes, typical_cases
from apps.complaints.views.detail import detail, reveal
from apps.complaints.views.export import export
from apps.complaints.views.files import attach, attachment, detach
from apps.complaints.views.inventory import inventory
from apps.complaints.views.investigation import investigation
from apps.complaints.views.papers import slip
from apps.complaints.views.register import register
from apps.complaints.views.take_step import take_step

__all__ = [
    "attach",
    "attachment",
    "board",
    "cause",
    "causes",
    "detach",
    "detail",
    "export",
    "inventory",
    "investigation",
    "register",
    "reveal",
    "slip",
    "take_step",
    "typical_cases",
]
