"""Forms of complaints: what a step asks for, the filters of the board, the new form, the rest of a case."""

from apps.complaints.forms.board import BoardFilter, TableFilter
from apps.complaints.forms.register import NewcomerForm, RegisterForm
from apps.complaints.forms.remedies import (
    CauseForm,
    CompensationForm,
    InvestigationForm,
    NewCauseForm,
    TypicalCaseForm,
    VerdictForm,
    VisitForm,
)
from apps.complaints.forms.steps import (
    GROUNDS,
    CaseForm,
    ContactForm,
    DraftForm,
    ExtendForm,
    InvalidForm,
    IssueForm,
    RaiseForm,
    ReasonForm,
    ReturnForm,
    SignForm,
    StepForm,
)

__all__ = [
    "GROUNDS",
    "BoardFilter",
    "CaseForm",
    "CauseForm",
    "CompensationForm",
    "ContactForm",
    "DraftForm",
    "ExtendForm",
    "InvalidForm",
    "InvestigationForm",
    "IssueForm",
    "NewCauseForm",
    "NewcomerForm",
    "RaiseForm",
    "ReasonForm",
    "RegisterForm",
    "ReturnForm",
    "SignForm",
    "StepForm",
    "TableFilter",
    "TypicalCaseForm",
    "VerdictForm",
    "VisitForm",
]
