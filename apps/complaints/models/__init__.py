from apps.complaints.models.cases import Category, Complaint, ComplaintWords, ManufacturerCase
from apps.complaints.models.history import ComplaintMove, ComplaintMoveWords, LevelChange
from apps.complaints.models.verifications import Verification, VerificationWords

__all__ = [
    "Category",
    "Complaint",
    "ComplaintMove",
    "ComplaintMoveWords",
    "ComplaintWords",
    "LevelChange",
    "ManufacturerCase",
    "Verification",
    "VerificationWords",
]
