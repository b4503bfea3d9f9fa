"""The people of the tests: 林晓彤 calls, 周敏 manages, 韩雪 heads sales – and those around them.

One store in Asia/Shanghai. Every fixture returns a saved row; posts have been held since 2024.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

import pytest

from apps.accounts.models import Department, Post, Role, Store, User

SINCE = date(2024, 1, 1)
NOON = datetime(2026, 11, 3, 2, 0, tzinfo=UTC)
PEOPLE = {
    "lin": ("林晓彤", Role.AGENT, "care"),
    "du": ("杜鹏", Role.AGENT, "care"),
    "zhou": ("周敏", Role.CARE_MANAGER, "care"),
    "fang": ("方志远", Role.CUSTOMER_DIRECTOR, "care"),
    "gao": ("高建国", Role.GENERAL_MANAGER, None),
    "han": ("韩雪", Role.DEPARTMENT_HEAD, "sales"),
    "song": ("宋丹", Role.DEPARTMENT_HEAD, "aftersales"),
    "zhang": ("张磊", Role.DEPARTMENT_STAFF, "aftersales"),
    "wu": ("吴晓", Role.ADMIN_DEPT, "admin"),
    "qian": ("钱丽", Role.HR, None),
    "root": ("任杰", Role.SYSTEM_ADMIN, None),
    "clerk": ("孟菲", Role.INFO_CLERK, "care"),
}


@dataclass
class House:
    store: Store
    care: Department
    sales: Department
    aftersales: Department
    admin: Department
    known: dict[str, User] = field(default_factory=dict)

    def named(self, username: str) -> User:
        """One of PEOPLE, who comes into the house when first asked for."""
        if username not in self.known:
            name, role, kind = PEOPLE[username]
            self.known[username] = self.person(username, name, role, kind and getattr(self, kind))
        return self.known[username]

    def person(self, username: str, name: str, role: str, department: Department | None = None) -> User:
        """A person with one post in this store."""
        user = User.objects.create_user(username, name=name, password="secret-phrase-7")
        Post.objects.create(user=user, role=role, store=self.store, department=department, from_day=SINCE)
        return user


def build_house(code: str = "zd", name: str = "众诚汽车·郑东店") -> House:
    store = Store.objects.create(code=code, name=name)
    rows = {
        kind: Department.objects.create(store=store, name=label, kind=kind)
        for kind, label in (
            ("care", "客户关爱部"),
            ("sales", "销售部"),
            ("aftersales", "售后部"),
            ("admin", "行政部"),
        )
    }
    return House(store=store, **rows)


@pytest.fixture
def house(db: None) -> House:
    return build_house()


@pytest.fixture
def lin(house: House) -> User:
    """Callback agent."""
    return house.named("lin")


@pytest.fixture
def du(house: House) -> User:
    """The other callback agent."""
    return house.named("du")


@pytest.fixture
def zhou(house: House) -> User:
    """Customer-care manager."""
    return house.named("zhou")


@pytest.fixture
def fang(house: House) -> User:
    """Customer director."""
    return house.named("fang")


@pytest.fixture
def gao(house: House) -> User:
    """General manager."""
    return house.named("gao")


@pytest.fixture
def han(house: House) -> User:
    """Head of sales."""
    return house.named("han")


@pytest.fixture
def song(house: House) -> User:
    """Head of after-sales."""
    return house.named("song")


@pytest.fixture
def zhang(house: House) -> User:
    """Staff of after-sales."""
    return house.named("zhang")


@pytest.fixture
def wu(house: House) -> User:
    """Administration department: spot checks and fines."""
    return house.named("wu")


@pytest.fixture
def qian(house: House) -> User:
    """Human resources: closes payroll months."""
    return house.named("qian")


@pytest.fixture
def root(house: House) -> User:
    """System administrator."""
    return house.named("root")


@pytest.fixture
def clerk(house: House) -> User:
    """Information clerk."""
    return house.named("clerk")


@pytest.fixture
def stranger(db: None) -> User:
    """A manager of another store."""
    return build_house("other", "外店").person("stranger", "外人", Role.CARE_MANAGER)


@pytest.fixture
def signed_in(client: Any) -> Any:
    """`signed_in(lin)`: the test client as that person."""

    def sign_in(user: User) -> Any:
        client.force_login(user)
        return client

    return sign_in


@pytest.fixture(scope="session")
def noon() -> datetime:
    """Tuesday 2026-11-03 10:00 in Shanghai: an open window on a working day."""
    return NOON
