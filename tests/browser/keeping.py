"""One of each thing a page is about, on one customer's file and on one complaint."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile

from apps.callbacks import services as calls
from apps.complaints import services as complaints
from apps.complaints.models import CauseKind
from apps.customers import services as customers
from apps.customers.models import Customer, Member
from apps.desk.person.merging import merge_customers
from apps.desk.segments.saving import save_segment
from apps.notices import services as notices
from apps.penalties import services as penalties
from apps.penalties.models import Penalty
from apps.reports import services as reports
from tests.browser.made import Furnished, moment


def keep_file(made: Furnished) -> None:
    """Marks on one customer's file, a merge, a segment: one of each thing a page is about."""
    customer, other = made.sample["customer"], Customer.objects.order_by("pk")[9]
    made.sample["kept"] = other
    reason, given = made.words.reason, {"now": moment("11-02"), "by": made["zhou"]}
    review = {"measure": made.words.demand, "review_on": date(2026, 11, 3)}
    made.sample["flag"] = customers.flag_customer(customer, kind="focus", reason=reason, **review, **given)
    made.sample["opt_out"] = customers.opt_out(customer, kind="manual", reason=reason, **given)
    consent = {"matter": "care", "given": True, "at": moment("11-01"), "channel": "paper", "evidence": reason}
    customers.record_consent(customer, **consent, **given)
    customers.add_note(customer, made.words.note, **given)
    car = customers.find_vehicle(customer, "LSVAU2180N2104482")
    made.sample["role"] = customers.set_vehicle_role(
        customer, car, role="owner", since=None, until=None, **given
    )
    made.sample["vehicle"] = car
    made.sample["saved"] = calls.save_list(reason, query="state=pending", **given)
    made.sample["member"] = Member.objects.first()
    gone = Customer.objects.order_by("pk")[10]
    made.sample["merge"] = merge_customers(
        other, gone, versions=(other.version, gone.version), reason=reason, **given
    )
    customers.find_duplicates(now=moment("11-02"))
    wanted = {"reason": reason, "now": moment("11-02"), "by": made["fang"]}
    made.sample["export_grant"] = customers.ask_for_export(800, **wanted)
    made.sample["segment"] = save_segment(
        made.words.reason, {"visit": "within:12"}, store=made.store, **given
    )


def keep_case(made: Furnished) -> None:
    """A file, an investigation, a compensation and a typical case; a chat room of the department."""
    at, words = moment("11-02", "18:00"), made.words
    case, closed = made.sample["handling"], made.sample["closed"]
    photo = SimpleUploadedFile("photo.png", b"\x89PNG\r\n\x1a\n")
    made.sample["complaints:attachment.file"] = complaints.attach(case, photo, now=at, by=made["zhang"]).pk
    made.sample["complaints:detach.file"] = made.sample["complaints:attachment.file"]
    complaints.write_investigation(case, version=0, course=words.text, now=at, by=made["song"])
    complaints.ask_compensation(case, kind="service", amount=300, what=words.demand, now=at, by=made["song"])
    told = {"title": words.reason, "story": words.text, "lesson": words.demand}
    complaints.tell_case(closed, **told, now=moment("11-03", "09:30"), by=made["zhou"])
    made.sample["cause"] = CauseKind.objects.get(code="people.skill")
    made.sample["room"] = notices.open_room(
        made.house.aftersales,
        system="wecom",
        url="https://qyapi.weixin.qq.com/x",
        secret="",
        now=at,
        by=made["root"],
    )


def keep_slips(made: Furnished) -> None:
    """A reward, a suggestion to after-sales, an outage and the wages of October."""
    at, reason = moment("11-02", "16:00"), made.words.reason

    def slip(what: str, amount: int, subject: str, by: str) -> Penalty:
        return penalties.enter_manual(
            what=what, subject=made[subject], store=made.store, amount=Decimal(amount), fact_day=date(2026, 10, 30),
            reason=reason, request_key=uuid4(), now=at, by=made[by],
        )  # fmt: skip

    slip("fault", 40, "zhang", "fang")
    made.sample["reward"] = penalties.confirm(slip("reward", 80, "lin", "zhou"), now=at, by=made["fang"])
    made.sample["outage"] = penalties.enter_outage(
        store=made.store, starts_at=moment("10-20", "08:00"), ends_at=moment("10-20", "09:30"), reason=reason, now=at,
        by=made["root"],
    )  # fmt: skip
    made.sample["open_month"] = october = penalties.open_month(made.store, month=date(2026, 10, 1))
    penalties.set_wages(october, {made["lin"].pk: Decimal(6500)}, now=at, by=made["qian"])
    meet_about_satisfaction(made)


def meet_about_satisfaction(made: Furnished) -> None:
    """October's score of the brand below its target, and the record of the meeting, not confirmed yet."""
    store, october, given = (
        made.store,
        date(2026, 10, 1),
        {"now": moment("11-02", "17:00"), "by": made["zhou"]},
    )
    worth = {"score": Decimal("88.5"), "target": Decimal(92)}
    reports.enter_score(store, october, indicator="csi", department=made.house.aftersales, **worth, **given)
    people = {"chair": made["fang"], "present": [made["zhou"], made["song"]]}
    words = {"minutes": made.words.note, "decisions": made.words.demand}
    day = date(2026, 11, 2)
    reports.write_record(store, october, version=None, held_on=day, **people, **words, **given)
