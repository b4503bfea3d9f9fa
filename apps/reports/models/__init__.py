"""The rows of reports."""

from apps.reports.models.crm import CrmCheck, CrmDifference
from apps.reports.models.issues import (
    DraftFigure,
    FigureRow,
    FrozenFigure,
    Issue,
    IssueMove,
    IssueMoveWords,
    IssueQuerySet,
    IssueWords,
)
from apps.reports.models.paper import DepartmentWords, Paper, PaperVoice, Receipt, Recipient, Seal
from apps.reports.models.satisfaction import SatisfactionMeeting, SatisfactionResult, SatisfactionScore
from apps.reports.models.tasks import Task, TaskWords

__all__ = [
    "CrmCheck",
    "CrmDifference",
    "DepartmentWords",
    "DraftFigure",
    "FigureRow",
    "FrozenFigure",
    "Issue",
    "IssueMove",
    "IssueMoveWords",
    "IssueQuerySet",
    "IssueWords",
    "Paper",
    "PaperVoice",
    "Receipt",
    "Recipient",
    "SatisfactionMeeting",
    "SatisfactionResult",
    "SatisfactionScore",
    "Seal",
    "Task",
    "TaskWords",
]
