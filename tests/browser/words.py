"""Two sets of data for the house of the walk: Chinese names, and Latin ones so that any Chinese left is a fault."""

from dataclasses import dataclass

from apps.accounts.models import Role


@dataclass(frozen=True)
class Words:
    """What people of the house are called and what they write."""

    store: str
    departments: dict[str, str]
    people: dict[str, str]
    customers: tuple[str, ...]
    plate: str
    model: str
    consultant: str
    note: str
    text: str
    demand: str
    reason: str
    source: str


HEADER = ("客户姓名", "手机号", "车牌号", "车架号", "车型", "出库单号", "出库日期", "销售顾问")
SETTLEMENTS = ("客户姓名", "手机号", "车牌号", "车架号", "车型", "结算单号", "结算日期", "服务顾问")
ROLES = {
    "lin": (Role.AGENT, "care"), "du": (Role.AGENT, "care"), "zhou": (Role.CARE_MANAGER, "care"),
    "fang": (Role.CUSTOMER_DIRECTOR, "care"), "gao": (Role.GENERAL_MANAGER, None),
    "han": (Role.DEPARTMENT_HEAD, "sales"), "song": (Role.DEPARTMENT_HEAD, "aftersales"),
    "zhang": (Role.DEPARTMENT_STAFF, "aftersales"), "meng": (Role.INFO_CLERK, "care"),
    "wu": (Role.ADMIN_DEPT, "admin"), "qian": (Role.HR, "admin"), "shen": (Role.QA_CLERK, "care"),
    "bai": (Role.SALES_CONSULTANT, "sales"), "wei": (Role.SHOWROOM_MANAGER, "sales"),
    "tao": (Role.RECEPTION, "aftersales"), "root": (Role.SYSTEM_ADMIN, None),
}  # fmt: skip


def named(names: str) -> dict[str, str]:
    """Sign-in name to name, in the order of ROLES."""
    return dict(zip(ROLES, names.split(), strict=True))


CHINESE = Words(
    store="众诚汽车·郑东店",
    departments={"care": "客户关爱部", "sales": "销售部", "aftersales": "售后部", "admin": "行政部"},
    people=named("林晓彤 杜鹏 周敏 方志远 高建国 韩雪 宋丹 张磊 孟菲 吴晓 钱丽 沈洁 白洁 魏强 陶然 任杰"),
    customers=(
        "刘志远",
        "张晓燕",
        "徐静怡",
        "河南锐通物流有限公司",
        "欧阳明哲",
        "黄丽娟",
        "吴昊天",
        "李秀兰",
        "曹雨菲",
        "梁宏伟",
    ),
    plate="豫A",
    model="朗逸 1.5L",
    consultant="石磊",
    note="客户说这个时间不方便",
    text="更换刹车片后低速异响，返修一次未解决",
    demand="彻底查清原因",
    reason="抽查属实",
    source="售后 DMS",
)
ENGLISH = Words(
    store="Zhongcheng Cars East",
    departments={
        "care": "Customer Care",
        "sales": "Sales",
        "aftersales": "After-sales",
        "admin": "Administration",
    },
    people=named("Lin Du Zhou Fang Gao Han Song Zhang Meng Wu Qian Shen Bai Wei Tao Ren"),
    customers=(
        "Alice Brown",
        "Bruno Costa",
        "Chloe Dubois",
        "Rapid Logistics and Heavy Transport Company",
        "Emma Fischer",
        "Felix Gruber",
        "Greta Holm",
        "Henry Irving",
        "Irene Jansen",
        "Jack Kelly",
    ),
    plate="",
    model="Lavida 1.5L",
    consultant="Stone",
    note="Not a good moment for the customer",
    text="Noise at low speed after the brake pads were changed, one repair did not help",
    demand="Find the cause for good",
    reason="Found true by a spot check",
    source="DMS",
)
