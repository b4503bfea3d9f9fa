from apps.complaints.models.cases import (
    Category,
    Complaint,
    ComplaintWords,
    ManufacturerCase,
    NumberSeries,
)
from apps.complaints.models.history import ClosedCycle, ComplaintMove, ComplaintMoveWords, LevelChange
from apps.complaints.models.verifications import Verification

__all__ = [
    "Category",
    "ClosedCycle",
    "Complaint",
    "ComplaintMove",
    "ComplaintMoveWords",
    "ComplaintWords",
    "LevelChange",
    "ManufacturerCase",
    "NumberSeries",
    "Verification",
]
