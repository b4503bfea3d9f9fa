"""The home page: each role lands on what is due."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from apps.accounts.access import posts_of, requires
from apps.accounts.models import Post, Role, Store, User
from apps.desk.home.admin import admin_home
from apps.desk.home.agent import agent_home
from apps.desk.home.department import department_home
from apps.desk.home.direction import direction_home
from apps.desk.home.manager import manager_home
from apps.desk.home.moment import Moment
from apps.desk.home.others import others_home

Builder = Callable[[User, Moment], dict[str, Any]]

# The first role a person holds decides; what is not listed gets the page of open items by right.
PAGES: tuple[tuple[str, str, Builder], ...] = (
    (Role.AGENT, "agent", agent_home),
    (Role.CARE_MANAGER, "manager", manager_home),
    (Role.CUSTOMER_DIRECTOR, "direction", direction_home),
    (Role.GENERAL_MANAGER, "direction", direction_home),
    (Role.DEPARTMENT_HEAD, "department", department_home),
    (Role.DEPARTMENT_STAFF, "department", department_home),
    (Role.SYSTEM_ADMIN, "admin", admin_home),
)


@requires("desk")
def home(request: HttpRequest) -> HttpResponse:
    posts = posts_of(request.user)
    name, builder = page_for(posts)
    moment = Moment.of(_store(posts), now=request.now, show=request.GET.get("show", ""))
    context = builder(request.user, moment) | {"nav": "desk", "now": request.now, "today": moment.today}
    return render(request, f"desk/home/{name}.html", context)


def page_for(posts: list[Post]) -> tuple[str, Builder]:
    roles = {post.role for post in posts}
    return next(((name, builder) for role, name, builder in PAGES if role in roles), ("others", others_home))


def _store(posts: list[Post]) -> Store:
    return posts[0].store
