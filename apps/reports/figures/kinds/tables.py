"""The tables reports are put together from."""

from django.utils.translation import gettext_lazy as _

from apps.reports.figures.kinds.kind import TablePlan

CALL_KEYS = (
    "calls.due", "calls.on_time", "calls.late", "calls.unreachable", "calls.overdue",
    "calls.completion", "calls.on_time_reach", "calls.reach",
)  # fmt: skip
ANSWER_KEYS = ("satisfaction", "answers.bad")
COMPLAINT_KEYS = (
    "complaints.registered", "complaints.closed", "complaints.satisfied", "complaints.over_term",
    "complaints.in_time", "complaints.open_at_end",
)  # fmt: skip
CATEGORY_KEYS = ("complaints.registered", "complaints.closed", "complaints.open_at_end")

CALLS = TablePlan("calls", _("Callbacks"), ("kind", "agent"), CALL_KEYS, narrow=("kind",), bases=False)
ATTEMPTS = TablePlan(
    "attempts",
    _("Attempts by agent"),
    ("agent",),
    ("attempts.made", "attempts.reached", "attempts.off_window"),
)
BY_KIND = TablePlan("kinds", _("Satisfaction by kind of call"), ("kind",), ANSWER_KEYS)
BY_AREA = TablePlan("areas", _("Satisfaction by department"), ("area",), ANSWER_KEYS)
BY_QUESTION = TablePlan("questions", _("Satisfaction by question"), ("area", "question"), ANSWER_KEYS)
BY_CONSULTANT = TablePlan(
    "consultants", _("Satisfaction by consultant or advisor"), ("consultant",), ANSWER_KEYS
)
BY_DEPARTMENT = TablePlan("departments", _("Complaints by department"), ("department",), COMPLAINT_KEYS)
PAID_BY_DEPARTMENT = TablePlan(
    "departments",
    _("Complaints by department"),
    ("department",),
    (*COMPLAINT_KEYS, "complaints.compensation"),
)
BY_CATEGORY = TablePlan(
    "categories",
    _("Complaints by category"),
    ("category",),
    CATEGORY_KEYS,
    narrow=("department", "category"),
)
BY_CAUSE = TablePlan(
    "causes",
    _("Closed complaints by cause"),
    ("cause",),
    ("complaints.closed", "complaints.satisfied"),
    narrow=("department", "cause"),
)
PENALTIES = TablePlan(
    "penalties",
    _("Penalties by rule"),
    ("rule",),
    ("penalties.proposed", "penalties.confirmed", "penalties.refused", "penalties.amount"),
)
