"""Who belongs to which department of a store on a day, and who answers for it (S47)."""

from collections.abc import Iterable
from datetime import date, datetime

from apps.accounts import access
from apps.accounts.models import Department, Post, Store, User
from apps.penalties.services.open_months import local_day


def departments_on(store: Store, users: Iterable[int], *, on: date) -> dict[int, Department | None]:
    """The department of each user id by the oldest post in force on the day, else by the first one over; one query."""
    posts = Post.objects.filter(store=store, user__in=list(users), from_day__lte=on)
    found: dict[int, Department | None] = {}
    for post in posts.select_related("department").order_by("from_day", "pk"):
        if post.until_day is not None and post.until_day < on:
            found.setdefault(-post.user_id, post.department)
        else:
            found.setdefault(post.user_id, post.department)
    return {user: found.get(user, found.get(-user)) for user in users}


def department_to_answer(subject: User, *, store: Store, on: date) -> Department | None:
    """Whose head answers for the person on the day; none for the general manager, who stands above departments."""
    posts = Post.objects.in_force(on).filter(user=subject, store=store, role=access.GM)
    return None if posts.exists() else departments_on(store, [subject.pk], on=on)[subject.pk]


def owners_of(department: Department | None, *, store: Store, now: datetime) -> list[int]:
    """Ids of those who accept a suggestion about the department: its head, and the general manager."""
    roles = access.ACTIONS["penalties.accept"]
    posts = Post.objects.in_force(local_day(store, now)).filter(
        store=store, role__in=list(roles), user__is_active=True
    )
    return sorted(
        {
            post.user_id
            for post in posts
            if roles[post.role] == access.STORE
            or (department is not None and post.department_id == department.pk)
        }
    )


def acts_within(by: User, department: Department | None, *, store: Store) -> bool:
    """S47: is the department the person's own to punish and reward in? The general manager's are all."""
    posts = [post for post in access.posts_of(by) if post.store_id == store.pk]
    if any(post.role == access.GM for post in posts):
        return True
    slips = access.ACTIONS["penalties.slip"]
    return department is not None and any(
        post.department_id == department.pk and post.role in slips for post in posts
    )
