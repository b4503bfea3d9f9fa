"""Complaint categories and the tree of causes every house starts with."""

from datetime import datetime

from apps.complaints.models import Category, CauseKind

CATEGORIES = (
    ("delivery", "交车讲解", "Delivery and explanation", "sales"),
    ("sales_service", "销售服务", "Sales service", "sales"),
    ("paperwork", "手续与票据", "Paperwork and invoices", "sales"),
    ("data_error", "信息错误", "Wrong customer data", "sales"),
    ("repair_quality", "维修质量", "Repair quality", "aftersales"),
    ("repair_service", "维修服务", "Repair service", "aftersales"),
    ("repair_time", "等待时间", "Waiting time", "aftersales"),
    ("parts", "配件", "Parts", "aftersales"),
    ("price", "价格费用", "Price and charges", "aftersales"),
    ("product", "产品质量", "Product quality", "aftersales"),
    ("environment", "环境设施", "Premises", "admin"),
    ("other", "其他", "Other", "care"),
)
CAUSES = (
    ("people", "人员", "People", (
        ("attitude", "服务态度", "Attitude"),
        ("skill", "技能不足", "Lack of skill"),
        ("explained", "讲解不清", "Poorly explained"),
        ("promise", "承诺未兑现", "Promise not kept"),
    )),
    ("process", "流程", "Process", (
        ("skipped", "流程未执行", "Step left out"),
        ("handover", "交接脱节", "Lost between departments"),
        ("waiting", "等待过长", "Waiting too long"),
        ("paperwork", "手续延误", "Paperwork late"),
    )),
    ("product", "产品与配件", "Product and parts", (
        ("quality", "产品质量", "Product quality"),
        ("parts", "配件缺货或不符", "Parts missing or wrong"),
        ("repair", "维修质量", "Quality of the repair"),
    )),
    ("price", "价格与费用", "Price and charges", (
        ("estimate", "超出预估", "Above the estimate"),
        ("unclear", "收费不明", "Charges unclear"),
    )),
    ("house", "环境与信息", "Premises and data", (
        ("premises", "环境设施", "Premises"),
        ("data", "信息错误", "Wrong data"),
    )),
    ("outside", "外部原因", "Outside the house", (
        ("manufacturer", "厂家原因", "Manufacturer"),
        ("customer", "客户误解", "Misunderstanding"),
        ("third", "第三方", "Third party"),
    )),
)  # fmt: skip


def load(*, now: datetime) -> None:
    """Add what is missing; existing rows keep what people changed."""
    rows = [
        Category(code=code, name_zh=zh, name_en=en, department_kind=kind, position=place)
        for place, (code, zh, en, kind) in enumerate(CATEGORIES, start=1)
    ]
    Category.objects.bulk_create(rows, ignore_conflicts=True)
    if not CauseKind.objects.exists():
        load_causes()


def load_causes() -> None:
    """The tree to start with; a house that has changed its own keeps it."""
    for place, (code, zh, en, causes) in enumerate(CAUSES, start=1):
        group = CauseKind.objects.create(code=code, name_zh=zh, name_en=en, position=place)
        CauseKind.objects.bulk_create(
            CauseKind(parent=group, code=f"{code}.{code_}", name_zh=zh_, name_en=en_, position=at)
            for at, (code_, zh_, en_) in enumerate(causes, start=1)
        )
