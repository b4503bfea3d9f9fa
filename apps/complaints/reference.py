"""Complaint categories every house starts with."""

from datetime import datetime

from apps.complaints.models import Category

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


def load(*, now: datetime) -> None:
    """Add the categories that are missing; existing rows keep what people changed."""
    rows = [
        Category(code=code, name_zh=zh, name_en=en, department_kind=kind, position=place)
        for place, (code, zh, en, kind) in enumerate(CATEGORIES, start=1)
    ]
    Category.objects.bulk_create(rows, ignore_conflicts=True)
