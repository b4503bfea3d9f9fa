"""The columns a customer list may carry, and the headings under which dealers' systems export them (section 6)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS = ("deliveries", "settlements", "members", "customers")

# Best heading first: where a sheet has both 车主 and 联系人, 车主 is the customer's name.
SYNONYMS: dict[str, tuple[str, ...]] = {
    column: tuple(words.split())
    for column, words in {
        "customer_name": (
            "客户姓名 客户名称 车主姓名 车主名称 车主 购车人 购车人姓名 购车客户 会员姓名 姓名 用户名称 "
            "用户姓名 顾客姓名 顾客名称 客户名 客户 联系人 联系人姓名 CUSTOMERNAME CUSTOMER NAME"
        ),
        "phone": (
            "手机号 手机 手机号码 客户手机 客户手机号 客户手机号码 车主手机 车主手机号 车主手机号码 用户手机 "
            "用户手机号 顾客手机 会员手机 会员手机号 购车人手机 购车人手机号 手机1 手机号1 车主电话 移动电话 "
            "移动电话1 移动号码 联系电话 联系电话1 客户电话 客户联系电话 车主联系电话 客户联系方式 "
            "车主联系方式 用户电话 顾客电话 购车人电话 会员电话 联系手机 电话号码 电话 电话1 联系方式 PHONE "
            "MOBILE MOBILEPHONE PHONENUMBER TEL"
        ),
        "phone_2": (
            "电话2 手机2 手机号2 移动电话2 联系电话2 备用电话 备用手机 送修人电话 送修人手机 送修人手机号 "
            "送修人联系电话 固定电话 固话 座机 家庭电话 单位电话 办公电话 其他电话 联系人电话 联系人手机 "
            "联系人手机号 PHONE2"
        ),
        "plate_no": (
            "车牌号 车牌 车牌号码 车牌照号 车牌照 车辆号牌 号牌号码 牌照号 牌照号码 牌照 车号 PLATE PLATENO "
            "LICENSEPLATE"
        ),
        "vin": (
            "车架号 VIN VIN码 VIN号 车架号码 车架号VIN VIN车架号 车辆VIN 车辆VIN码 底盘号 底盘号码 大架号 "
            "车辆识别代号 车辆识别代码 车辆识别码"
        ),
        "model": "车型 车型名称 车系 车辆型号 配置 MODEL",
        "colour": "颜色 车身颜色 外观颜色 COLOUR COLOR",
        "engine_no": "发动机号 发动机号码 ENGINENO",
        "delivery_no": "出库单号 出库编号 销售单号 销售单编号 交车单号 交车单编号 出库单编号 出库单 DELIVERYNO",
        "delivered_on": (
            "出库日期 出库时间 出库日 交车日期 提车日期 交车时间 提车时间 交车日 提车日 交付日期 交付时间 "
            "销售日期 开票日期 开票时间 DELIVEREDON"
        ),
        "settlement_no": (
            "结算单号 结算单编号 结算编号 结算单编码 结算单 工单号 工单编号 工单号码 委托书号 委托书编号 "
            "维修委托书号 维修单号 维修单编号 维修工单号 RO号 RO编号 SETTLEMENTNO"
        ),
        "settled_on": (
            "结算日期 结算时间 结算日 结算完成时间 结算完成日期 结账日期 结账时间 出厂日期 出厂时间 完工日期 "
            "完工时间 SETTLEDON"
        ),
        "sales_consultant": "销售顾问 销售员 业务员 销售人员 SALESCONSULTANT",
        "service_advisor": "服务顾问 SA 接待员 前台 接待人 SERVICEADVISOR",
        "repair_type": "维修类型 业务类型 维修类别 工单类型 REPAIRTYPE",
        "mileage": "里程 行驶里程 公里数 里程数 进厂里程 MILEAGE",
        "amount": "结算金额 应收金额 产值 应收合计 实收金额 金额 AMOUNT",
        "id_no": "身份证号 证件号码 身份证号码 身份证 证件号",
        "gender": "性别 GENDER",
        "birthday": "生日 出生日期 出生年月日 BIRTHDAY",
        "address": "地址 联系地址 客户地址 住址 家庭住址 ADDRESS",
        "member_no": "会员号 会员卡号 会员编号 卡号 MEMBERNO",
        "member_level": "会员级别 会员等级 会员类型 卡级别 MEMBERLEVEL",
        "joined_on": "入会日期 入会时间 办卡日期 开卡日期 办理日期 注册日期 JOINEDON",
        "source": "客户来源 来源 信息来源 SOURCE",
        "remark": "备注 说明 备注信息 REMARK",
    }.items()
}
# A third phone column has no heading of its own: whatever phone headings are left over.
COLUMNS = (*SYNONYMS, "phone_3")
PHONES = ("phone", "phone_2", "phone_3")

# Headings that stand for something near, not the same: used, but told.
NEAR_HEADINGS = {
    "开票日期": "delivered_on_invoice",
    "开票时间": "delivered_on_invoice",
    "出厂日期": "settled_on_leaving",
    "出厂时间": "settled_on_leaving",
    "完工日期": "settled_on_finished",
    "完工时间": "settled_on_finished",
}

REQUIRED: dict[str, tuple[str, ...]] = {
    "deliveries": ("customer_name", "phone", "delivery_no", "delivered_on"),
    "settlements": ("customer_name", "phone", "settlement_no", "settled_on"),
    "members": ("customer_name", "phone", "member_no"),
    "customers": ("customer_name", "phone"),
}

LABELS: dict[str, Promise] = {
    "customer_name": _("Customer name"),
    "phone": _("Phone"),
    "phone_2": _("Second phone"),
    "phone_3": _("Third phone"),
    "plate_no": _("Plate number"),
    "vin": _("VIN"),
    "model": _("Model"),
    "colour": _("Colour"),
    "engine_no": _("Engine number"),
    "delivery_no": _("Delivery note number"),
    "delivered_on": _("Delivery day"),
    "settlement_no": _("Settlement note number"),
    "settled_on": _("Settlement day"),
    "sales_consultant": _("Sales consultant"),
    "service_advisor": _("Service advisor"),
    "repair_type": _("Repair type"),
    "mileage": _("Mileage"),
    "amount": _("Amount"),
    "id_no": _("ID number"),
    "gender": _("Gender"),
    "birthday": _("Birthday"),
    "address": _("Address"),
    "member_no": _("Member number"),
    "member_level": _("Member level"),
    "joined_on": _("Member since"),
    "source": _("Source"),
    "remark": _("Remark"),
}


def label(column: str) -> str | Promise:
    """The column's name for people, in the active language; "" for the whole row."""
    return LABELS.get(column, "")
