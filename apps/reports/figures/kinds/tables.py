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
    _("Penalties and rewards by rule"),
    ("rule",),
    ("penalties.proposed", "penalties.confirmed", "penalties.refused", "penalties.amount"),
)
AGES = TablePlan(
    "ages",
    _("Open complaints by age"),
    ("department",),
    (
        "complaints.age_1", "complaints.age_3", "complaints.age_7", "complaints.age_older",
        "complaints.open_at_end",
    ),
)  # fmt: skip
LATENESS = TablePlan(
    "lateness",
    _("Contact and lateness by department"),
    ("department",),
    (
        "complaints.contact_in_time", "complaints.contact_minutes", "complaints.late_department",
        "complaints.late_care", "complaints.over_term",
    ),
)  # fmt: skip
INVENTORY_KEYS = ("inventory.carried", "inventory.new", "inventory.struck", "complaints.open_at_end")
INVENTORY = TablePlan("inventory", _("Inventory by department"), ("department",), INVENTORY_KEYS)
INVENTORY_BY_CATEGORY = TablePlan(
    "inventory_categories",
    _("Inventory by category"),
    ("category",),
    INVENTORY_KEYS,
    narrow=("department", "category"),
)
INQUIRIES = TablePlan(
    "inquiries",
    _("Questions and suggestions by department"),
    ("inquiry", "area"),
    ("inquiries.raised", "inquiries.answered", "inquiries.same_day", "inquiries.open"),
)
INQUIRIES_BY_AGENT = TablePlan(
    "inquiry_agents",
    _("Questions and suggestions by agent"),
    ("agent",),
    ("inquiries.raised", "inquiries.answered"),
)
KEEPING = TablePlan(
    "keeping",
    _("Record keeping by agent"),
    ("agent",),
    (
        "data.sign_ins", "attempts.made", "attempts.entered_later", "attempts.off_window", "data.unfinished",
        "data.left_missing",
    ),
)  # fmt: skip
REPORTS = TablePlan("reports", _("Reports in time by kind"), ("report",), ("reports.due", "reports.in_time"))
TASKS = TablePlan(
    "tasks",
    _("Tasks for departments"),
    ("department",),
    ("tasks.given", "tasks.in_time", "tasks.open_at_end", "tasks.overdue"),
)
