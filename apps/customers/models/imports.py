"""Lists that come in (S21, domain.md 4.6): the batch, its staged rows, the remembered mapping."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.access import limit
from apps.accounts.models import Store, User


class ImportBatchQuerySet(models.QuerySet["ImportBatch"]):
    def visible_to(self, user: User, action: str = "customers.import") -> "ImportBatchQuerySet":
        return limit(self, user, action)


class ImportBatch(models.Model):
    """A file that came in. `found` is what reading it told (sheets, kinds, skipped rows, remarks); `samples` are
    three values a column, shown while columns are matched and forgotten afterwards. `ended_…` is who cancelled or
    undid it and when; the file itself is kept for import.keep_file_days.
    """

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("Uploaded")
        PARSED = "parsed", _("Read")
        MAPPED = "mapped", _("Columns matched")
        PREVIEWED = "previewed", _("Checked")
        COMMITTING = "committing", _("Being taken in")
        COMMITTED = "committed", _("Taken in")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", pgettext_lazy("job", "Cancelled")
        ROLLED_BACK = "rolled_back", _("Undone")

    class Kind(models.TextChoices):
        DELIVERIES = "deliveries", _("Delivery notes")
        SETTLEMENTS = "settlements", _("Settlement notes")
        MEMBERS = "members", _("Members")
        MIXED = "mixed", _("Deliveries and settlements")
        CUSTOMERS = "customers", _("Customers without documents")

    OPEN = (State.UPLOADED, State.PARSED, State.MAPPED, State.PREVIEWED)
    RELEASED = (State.FAILED, State.CANCELLED, State.ROLLED_BACK)

    store = models.ForeignKey(Store, models.PROTECT)
    source = models.CharField(_("source"), max_length=40)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind, blank=True)
    file_name = models.CharField(max_length=200)
    file_hash = models.CharField(max_length=64)
    file_path = models.CharField(max_length=200, blank=True)
    file_size = models.PositiveIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.UPLOADED)
    sheet = models.CharField(max_length=100, blank=True)
    header_row = models.PositiveIntegerField(null=True)
    header_rows = models.PositiveSmallIntegerField(default=1)
    headers = models.JSONField(default=list)
    mapping = models.JSONField(default=dict)
    found = models.JSONField(default=dict)
    samples = models.JSONField(default=list)
    read_count = models.PositiveIntegerField(default=0)
    new_count = models.PositiveIntegerField(default=0)
    changed_count = models.PositiveIntegerField(default=0)
    same_count = models.PositiveIntegerField(default=0)
    refused_count = models.PositiveIntegerField(default=0)
    history_count = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    committed_at = models.DateTimeField(null=True)
    committed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    file_removed_at = models.DateTimeField(null=True)

    objects = ImportBatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        constraints = [
            models.UniqueConstraint(
                fields=["store", "file_hash"],
                condition=~Q(state__in=["failed", "cancelled", "rolled_back"]),
                name="import_file_once",
            )
        ]
        indexes = [models.Index(fields=["store", "-uploaded_at"], name="import_recent")]

    def __str__(self) -> str:
        return self.file_name


class ImportRow(models.Model):
    """One row as it stood in the file, what it means and what is wrong with it.

    `part_of` is the row in which its document began: it shares that row's verdict and holds nothing of its own.
    `customer` is whom a changed row is about, so that the customer's page can show what lists said differently.
    """

    class Verdict(models.TextChoices):
        NEW = "new", _("New")
        CHANGED = "changed", _("Changed")
        SAME = "same", _("Same")
        REFUSED = "refused", _("Refused")

    batch = models.ForeignKey(ImportBatch, models.CASCADE, related_name="rows", db_index=False)
    row_no = models.PositiveIntegerField()
    part_of = models.PositiveIntegerField(null=True)
    verdict = models.CharField(max_length=8, choices=Verdict)
    raw = models.JSONField()
    clean = models.JSONField(null=True)
    findings = models.JSONField(default=list)
    changes = models.JSONField(default=dict)
    customer = models.ForeignKey(
        "customers.Customer", models.PROTECT, null=True, related_name="import_rows", db_index=False
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "row_no"], name="import_row_once")]
        indexes = [
            models.Index(fields=["batch", "verdict", "row_no"], name="import_row_verdict"),
            models.Index(
                fields=["customer"], condition=Q(customer__isnull=False), name="import_row_of_customer"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}:{self.row_no}"


class MappingProfile(models.Model):
    """Which column meant what the last time this source sent a list with this header."""

    store = models.ForeignKey(Store, models.CASCADE)
    source = models.CharField(max_length=40)
    signature = models.CharField(max_length=64)
    mapping = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "source", "signature"], name="mapping_profile_unique")
        ]

    def __str__(self) -> str:
        return self.source
