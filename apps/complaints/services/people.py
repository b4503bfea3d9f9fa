"""Who is to be told or made owner: by post in force on the store's day."""

from datetime import date

from apps.accounts.access import ACTIONS, DEPARTMENT
from apps.accounts.models import Department, Post, Role, Store, User

HEADS = [role for role, scope in ACTIONS["complaints.sign"].items() if scope == DEPARTMENT]


def heads_of(department: Department, *, on: date) -> list[User]:
    """Those who may sign for the department's complaints, those present first."""
    posts = Post.objects.in_force(on).filter(role__in=HEADS, department=department)
    people = list(User.objects.filter(is_active=True, pk__in=posts.values("user_id")).order_by("pk"))
    if len(people) < 2:
        return people
    present = set(
        User.objects.present(on).filter(pk__in=[user.pk for user in people]).values_list("pk", flat=True)
    )
    return sorted(people, key=lambda user: user.pk not in present)


def head_of(department: Department, *, on: date) -> User | None:
    """The one who owns the department's duties; None leaves the department accountable."""
    return next(iter(heads_of(department, on=on)), None)


def holding(store: Store, *roles: str, on: date) -> list[User]:
    posts = Post.objects.in_force(on).filter(role__in=roles, store=store)
    return list(User.objects.filter(is_active=True, pk__in=posts.values("user_id")).order_by("pk"))


def managers(store: Store, *, on: date) -> list[User]:
    return holding(store, Role.CARE_MANAGER, on=on)


def directors(store: Store, *, on: date) -> list[User]:
    return holding(store, Role.CUSTOMER_DIRECTOR, on=on)


def members_of(department: Department, *, on: date) -> list[User]:
    """Active people with a post in the department: those who can be its handler or may not verify its work."""
    posts = Post.objects.in_force(on).filter(department=department)
    return list(User.objects.filter(is_active=True, pk__in=posts.values("user_id")).order_by("name", "pk"))
