"""Who is signed in, with the posts held and the stamp of the rules: one query where every page would need three, its
words put together once."""

from functools import cache
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.db import connection, models

from apps.accounts.access import keep_posts
from apps.accounts.models import Department, Post, Store, User
from apps.accounts.rule_stamp import READ, rules_of

PARTS: tuple[tuple[str, type[models.Model]], ...] = (
    ("p", Post),
    ("u", User),
    ("s", Store),
    ("d", Department),
)
WITH_POSTS = """
SELECT COLUMNS, (STAMP)
  FROM accounts_post p JOIN accounts_user u ON u.id = p.user_id JOIN accounts_store s ON s.id = p.store_id
  LEFT JOIN accounts_department d ON d.id = p.department_id
 WHERE p.user_id = %s ORDER BY p.from_day, p.id
"""


class StaffBackend(ModelBackend):
    def get_user(self, user_id: int) -> User | None:
        """The active person of a session; their posts come along for `access.posts_of`, the rules' stamp as `rules`."""
        with connection.cursor() as cursor:
            cursor.execute(_statement(), [user_id])
            rows = cursor.fetchall()
        if not rows:
            return super().get_user(user_id)
        posts, user = [_post(row) for row in rows], _made(rows[0], "u")
        for post in posts:
            post.user = user
        keep_posts(user, posts)
        user.rules = rules_of(rows[0][-1])
        return user if self.user_can_authenticate(user) else None


@cache
def _statement() -> str:
    columns = (f'{part}."{field.column}"' for part, model in PARTS for field in model._meta.concrete_fields)
    return WITH_POSTS.replace("COLUMNS", ", ".join(columns)).replace("STAMP", READ)


@cache
def _places() -> dict[str, tuple[type[models.Model], list[str], slice]]:
    """Where the columns of each model stand in a row."""
    found, start = {}, 0
    for part, model in PARTS:
        names = [field.attname for field in model._meta.concrete_fields]
        found[part] = (model, names, slice(start, start + len(names)))
        start += len(names)
    return found


def _made(row: tuple[Any, ...], part: str) -> Any:
    model, names, place = _places()[part]
    return model.from_db(connection.alias, names, row[place])


def _post(row: tuple[Any, ...]) -> Post:
    post: Post = _made(row, "p")
    post.store = _made(row, "s")
    post.department = _made(row, "d") if post.department_id else None
    return post
