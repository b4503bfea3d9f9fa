"""Who acts: stores, departments, users, posts and absences (domain.md section 3)."""

import secrets
from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractUser, UserManager
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from apps.accounts.rule_stamp import Rules
from apps.core.audit import tracked


class Role(models.TextChoices):
    AGENT = "agent", _("Callback agent")
    CARE_MANAGER = "care_manager", _("Customer-care manager")
    CUSTOMER_DIRECTOR = "customer_director", _("Customer director")
    GENERAL_MANAGER = "general_manager", _("General manager")
    DEPARTMENT_HEAD = "department_head", _("Department head")
    DEPARTMENT_STAFF = "department_staff", _("Department staff")
    SHOWROOM_MANAGER = "showroom_manager", _("Showroom manager")
    SALES_CONSULTANT = "sales_consultant", _("Consultant or advisor")
    INFO_CLERK = "info_clerk", _("Information clerk")
    RECEPTION = "reception", _("Reception")
    ADMIN_DEPT = "admin_dept", _("Administration department")
    QA_CLERK = "qa_clerk", _("Statistics and QA clerk")
    HR = "hr", _("Human resources")
    SYSTEM_ADMIN = "system_admin", _("System administrator")


# Signs browsers send; the first that fits counts, so the more special ones come first.
BROWSERS = (
    ("Edg/", "Edge"), ("MicroMessenger", "WeChat"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


def new_number() -> int:
    return secrets.randbits(62)


class Store(models.Model):
    """A dealership: everything it owns carries its key; rules are worked out in its time zone."""

    code = models.CharField(_("code"), max_length=20)
    name = models.CharField(_("name"), max_length=100)
    tz = models.CharField(_("time zone"), max_length=50, default="Asia/Shanghai")
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code"], name="store_code_unique")]
        verbose_name = _("store")
        verbose_name_plural = _("stores")

    def __str__(self) -> str:
        return self.name


class Department(models.Model):
    class Kind(models.TextChoices):
        CARE = "care", _("Customer care")
        SALES = "sales", _("Sales")
        AFTERSALES = "aftersales", _("After-sales")
        ADMIN = "admin", pgettext_lazy("department", "Administration")
        HR = "hr", _("Human resources")
        OTHER = "other", _("Other")

    store = models.ForeignKey(Store, models.PROTECT, related_name="departments")
    name = models.CharField(_("name"), max_length=60)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "name"], name="department_name_unique")]
        verbose_name = _("department")
        verbose_name_plural = _("departments")

    def __str__(self) -> str:
        return self.name


class PeopleManager(UserManager["User"]):
    """Django's user manager plus the two questions the house asks of its people."""

    def holding(
        self, role: str, *, store: Store, on: date, department: Department | None = None
    ) -> models.QuerySet[Any]:
        """Active users who hold `role` in `store` on that day."""
        posts = Post.objects.in_force(on).filter(role=role, store=store)
        if department is not None:
            posts = posts.filter(department=department)
        return self.filter(is_active=True, pk__in=posts.values("user_id")).order_by("pk")

    def present(self, on: date) -> models.QuerySet[Any]:
        """Active users who are not absent on that day."""
        away = Absence.objects.filter(first_day__lte=on, last_day__gte=on)
        return self.filter(is_active=True).exclude(pk__in=away.values("user_id"))


@tracked(exclude=["password", "last_login"])
class User(AbstractUser):
    class Theme(models.TextChoices):
        SYSTEM = "system", _("As the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    first_name = None
    last_name = None
    name = models.CharField(pgettext_lazy("person", "name"), max_length=60)
    language = models.CharField(_("language"), max_length=10, default="zh-hans")
    theme = models.CharField(_("theme"), max_length=8, choices=Theme, default=Theme.SYSTEM)
    must_change_password = models.BooleanField(default=False, editable=False)

    objects = PeopleManager()
    REQUIRED_FIELDS = ["name"]
    rules: Rules | None = None  # of a signed-in person: the rules as they stood when the request began

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name


class PostQuerySet(models.QuerySet["Post"]):
    def in_force(self, on: date) -> "PostQuerySet":
        return self.filter(from_day__lte=on).filter(Q(until_day__isnull=True) | Q(until_day__gte=on))


@tracked()
class Post(models.Model):
    """A user's role in a store (and department) for a time; a deputy's post names its principal and its end."""

    user = models.ForeignKey(User, models.CASCADE, related_name="posts")
    role = models.CharField(_("role"), max_length=20, choices=Role)
    store = models.ForeignKey(Store, models.PROTECT, related_name="posts")
    department = models.ForeignKey(Department, models.PROTECT, null=True, blank=True, related_name="posts")
    from_day = models.DateField(_("from"))
    until_day = models.DateField(_("until"), null=True, blank=True)
    principal = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="deputies", verbose_name=_("deputy for")
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        constraints = [
            models.CheckConstraint(
                condition=Q(until_day__isnull=True) | Q(until_day__gte=F("from_day")),
                name="post_ends_after_start",
            ),
            models.CheckConstraint(
                condition=Q(principal__isnull=True) | Q(until_day__isnull=False), name="deputy_post_has_end"
            ),
            models.CheckConstraint(
                condition=~Q(role__in=["department_head", "department_staff"]) | Q(department__isnull=False),
                name="department_role_names_department",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.get_role_display()}"


@tracked()
class Absence(models.Model):
    """Days on which a person is away; with a substitute their open duties go to that person."""

    user = models.ForeignKey(User, models.CASCADE, related_name="absences")
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"))
    substitute = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="stands_in", verbose_name=_("substitute")
    )
    entered_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=F("first_day")), name="absence_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(substitute__isnull=True) | ~Q(substitute=F("user")),
                name="absence_other_substitute",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.first_day}–{self.last_day}"


class SignInSession(AbstractBaseSession):
    """A browser in which somebody is signed in: since when, seen when, and when the password was last given there.

    `number` names it to its owner; the key itself is as good as a password and is never shown.
    """

    FACTS = ("number", "began_at", "seen_at", "confirmed_at", "address", "device")

    number = models.BigIntegerField(default=new_number, unique=True)
    user = models.ForeignKey(User, models.CASCADE, null=True, related_name="sessions")
    began_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)
    confirmed_at = models.DateTimeField(default=timezone.now)
    address = models.GenericIPAddressField(null=True)
    device = models.CharField(max_length=200, default="")

    objects = BaseSessionManager()

    class Meta(AbstractBaseSession.Meta):
        abstract = False

    @property
    def browser(self) -> str:
        """Browser and system in two words, as far as the browser tells."""
        found = [name for sign, name in BROWSERS if sign in self.device][:1]
        return " · ".join(found + [name for sign, name in SYSTEMS if sign in self.device][:1])


@tracked(exclude=["secret"])
class SecondFactor(models.Model):
    """The app on somebody's phone that shows a new code every thirty seconds (H6).

    `secret` is encrypted (`apps.core.encrypted`); `last_step` is the step of the newest code taken: none counts twice.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="second_factor")
    secret = models.TextField(editable=False)
    enrolled_at = models.DateTimeField(_("set up at"))
    last_step = models.BigIntegerField(_("last code used"), editable=False)

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")

    def __str__(self) -> str:
        return str(self.user)


@tracked(exclude=["digest"])
class RecoveryCode(models.Model):
    """One of ten codes for the day the phone is lost, each good once; kept as a digest only."""

    user = models.ForeignKey(User, models.CASCADE, related_name="recovery_codes")
    digest = models.CharField(max_length=64, editable=False)
    made_at = models.DateTimeField(_("made at"))
    used_at = models.DateTimeField(_("used at"), null=True)

    class Meta:
        verbose_name = _("recovery code")
        verbose_name_plural = _("recovery codes")
        constraints = [models.UniqueConstraint(fields=["user", "digest"], name="recovery_code_unique")]

    def __str__(self) -> str:
        return str(self.user)


class RuleStamp(models.Model):
    """One row: the stamp of what the house has configured, set with each change (`accounts.rule_stamp`)."""

    one = models.BooleanField(primary_key=True, default=True, editable=False)
    stamp = models.UUIDField(editable=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(one=True), name="rule_stamp_is_one")]

    def __str__(self) -> str:
        return str(self.stamp)
