"""Who works in the demo house, and the one password they share."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.contrib.auth.hashers import make_password

from apps.accounts import services as accounts
from apps.accounts.models import Department, Role, Store, User

PASSWORD = "demo-house-2026"  # a house of invented people; the sign-in page may say it
CODE, NAME = "zd", "众诚汽车·郑东店"
DEPARTMENTS = (
    ("care", "客户关爱部"),
    ("sales", "销售部"),
    ("aftersales", "售后部"),
    ("admin", "行政部"),
)
ADMIN = ("admin", "任杰")
# sign-in name, name, role, kind of the department
PEOPLE = (
    ("zhou", "周敏", Role.CARE_MANAGER, "care"),
    ("fang", "方志远", Role.CUSTOMER_DIRECTOR, "care"),
    ("gao", "高建国", Role.GENERAL_MANAGER, None),
    ("han", "韩雪", Role.DEPARTMENT_HEAD, "sales"),
    ("song", "宋丹", Role.DEPARTMENT_HEAD, "aftersales"),
    ("wei", "魏强", Role.DEPARTMENT_STAFF, "sales"),
    ("zhang", "张磊", Role.DEPARTMENT_STAFF, "aftersales"),
    ("meng", "孟菲", Role.INFO_CLERK, "care"),
    ("qian", "钱丽", Role.HR, "admin"),
    ("wu", "吴晓", Role.ADMIN_DEPT, "admin"),
    ("shen", "沈洁", Role.QA_CLERK, "care"),
    ("lin", "林晓彤", Role.AGENT, "care"),
    ("du", "杜鹏", Role.AGENT, "care"),
    ("xu", "徐静", Role.AGENT, "care"),
    ("cai", "蔡明", Role.AGENT, "care"),
    ("he", "何佳", Role.AGENT, "care"),
)
OPENED_BEFORE = timedelta(days=400)


@dataclass
class Cast:
    """Store, departments by kind and people by sign-in name; each person is one object, posts read once."""

    store: Store
    departments: dict[str, Department]
    people: dict[str, User]

    def __getitem__(self, username: str) -> User:
        return self.people[username]

    def by_id(self, pk: int | None) -> User | None:
        return next((user for user in self.people.values() if user.pk == pk), None)

    @property
    def agents(self) -> list[User]:
        return [self.people[username] for username, _name, role, _kind in PEOPLE if role == Role.AGENT]

    def head_of(self, department: Department) -> User:
        """Who signs for the department's complaints."""
        return self[{"sales": "han", "aftersales": "song", "admin": "wu", "care": "zhou"}[department.kind]]

    def handler_in(self, department: Department) -> User:
        return self[{"sales": "wei", "aftersales": "zhang", "admin": "wu", "care": "zhou"}[department.kind]]


def hire(*, today: date, now: datetime) -> Cast:
    """Open the store and give everybody their post, long before the first day that is played.

    Nobody can sign in yet: `give_password` comes last, so that a house left half built is told apart.
    """
    since = now - OPENED_BEFORE
    admin = accounts.set_up_house(
        store={"code": CODE, "name": NAME, "is_demo": True},
        departments=list(DEPARTMENTS),
        admin={"username": ADMIN[0], "name": ADMIN[1], "email": _mail(ADMIN[0]), "password": None},
        now=since,
    )
    store = Store.objects.get()
    departments = {row.kind: row for row in store.departments.all()}
    people = {ADMIN[0]: admin}
    for username, name, role, kind in PEOPLE:
        post = {"role": role, "department": departments.get(kind)}
        people[username] = accounts.add_person(
            username=username, name=name, email=_mail(username), post=post, now=since, by=admin
        )
    accounts.add_post(
        people["wu"], role=Role.DEPARTMENT_HEAD, department=departments["admin"], now=since, by=admin
    )
    return Cast(store, departments, people)


def give_password(cast: Cast) -> None:
    """From now on everybody can sign in: one password, hashed once."""
    hashed = make_password(PASSWORD)
    for user in cast.people.values():
        user.password = hashed
        user.save(update_fields=["password"])


def is_furnished() -> bool:
    """Was the demo house built to its end?"""
    return User.objects.filter(username=ADMIN[0], password__contains="$").exists()


def sign_ins() -> list[tuple[str, str, str]]:
    """(sign-in name, name, role in words) of everybody, the administrator last."""
    rows = [(username, name, str(Role(role).label)) for username, name, role, _kind in PEOPLE]
    return [*rows, (*ADMIN, str(Role.SYSTEM_ADMIN.label))]


def _mail(username: str) -> str:
    return f"{username}@demo.invalid"
