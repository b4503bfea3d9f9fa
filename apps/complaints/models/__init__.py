from apps.complaints.models.attachments import Attachment
from apps.complaints.models.cases import (
    Category,
    Complaint,
    ComplaintWords,
    ManufacturerCase,
    NumberSeries,
)
from apps.complaints.models.causes import CauseKind
from apps.complaints.models.history import ClosedCycle, ComplaintMove, ComplaintMoveWords, LevelChange
from apps.complaints.models.remedies import Compensation, Investigation, TypicalCase, Visit
from apps.complaints.models.verifications import Verification

__all__ = [
    "Attachment",
    "Category",
    "CauseKind",
    "ClosedCycle",
    "Compensation",
    "Complaint",
    "ComplaintMove",
    "ComplaintMoveWords",
    "ComplaintWords",
    "Investigation",
    "LevelChange",
    "ManufacturerCase",
    "NumberSeries",
    "TypicalCase",
    "Verification",
    "Visit",
]
