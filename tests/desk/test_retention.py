"""What was kept long enough goes at night, each kind by its own rule; twice is the same as once (K5)."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from axes.models import AccessFailureLog, AccessLog
from celery import current_app
from django.core.files.uploadedfile import SimpleUploadedFile

from apps.accounts.models import SignInSession, User
from apps.callbacks.models import Recording
from apps.callbacks.services import add_recording
from apps.customers.models import Customer
from apps.jobs import services as jobs
from apps.jobs.running import perform
from apps.notices.models import Notice
from apps.rulebook.models import PolicyValue
from tests.house_of_three import House

DAY = timedelta(days=1)


def run(now: datetime) -> dict[str, Any]:
    current_app.loader.import_default_modules()
    job = jobs.ask("desk.forget_old", key=f"{now:%F}", now=now)
    perform(current_app.tasks["desk.forget_old"].work, job.pk, atomic=True, now=now)
    job.refresh_from_db()
    assert job.error == ""
    return job.result


def test_each_kind_goes_by_its_own_rule(
    house: House, lin: User, zhou: User, make_call: Any, noon: datetime, settings: Any, tmp_path: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    settings.FILES_ROOT = tmp_path
    call = make_call()
    sound = SimpleUploadedFile("a.mp3", b"ID3" + bytes(50))
    for age in (40, 20):
        add_recording(sound, call, now=noon - age * DAY, by=zhou)
        sound.seek(0)
    for key, read in (("read", noon - 490 * DAY), ("unread", None)):
        Notice.objects.create(
            user=lin,
            store=house.store,
            key=key,
            kind="x",
            title="x",
            url="/",
            at=noon - 500 * DAY,
            read_at=read,
        )
    for model, age in ((AccessLog, 200), (AccessFailureLog, 200), (AccessLog, 100)):
        row = model.objects.create(username="lin", ip_address="10.0.0.1")
        model.objects.filter(pk=row.pk).update(attempt_time=noon - age * DAY)
    SignInSession.objects.create(session_key="old", session_data="", expire_date=noon - DAY, user=lin)
    PolicyValue.objects.create(
        store=house.store, key="privacy.keep_recordings_days", value=30, effective_from=noon.date() - DAY,
        author=zhou, reason="x", created_at=noon,
    )  # fmt: skip
    with django_capture_on_commit_callbacks(execute=True):
        assert run(noon) == {"customers": 0, "recordings": 1, "notices": 1, "sign_ins": 3}
    assert [bool(row.path) for row in Recording.objects.order_by("uploaded_at")] == [False, True]
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1
    assert Notice.objects.get().key == "unread"
    assert run(noon + DAY) == {"customers": 0, "recordings": 0, "notices": 0, "sign_ins": 0}


def test_customers_nobody_has_dealt_with_are_erased(
    house: House, zhou: User, make_call: Any, noon: datetime
) -> None:
    """Old and idle: erased, the count of customers stays. Somebody with an open call, or seen since: kept."""
    make_call()
    dealt_with = Customer.objects.get()
    seen = Customer.objects.create(store=house.store, name="昨日来", created_at=noon - DAY)
    idle = Customer.objects.create(store=house.store, name="久不来", created_at=noon - 1200 * DAY)
    Customer.objects.filter(pk=dealt_with.pk).update(created_at=noon - 1200 * DAY)
    assert run(noon)["customers"] == 0
    PolicyValue.objects.create(
        store=house.store, key="privacy.keep_customers_years", value=3, effective_from=noon.date() - DAY,
        author=zhou, reason="x", created_at=noon,
    )  # fmt: skip
    assert [run(noon + n * DAY)["customers"] for n in (1, 2)] == [1, 0]
    names = dict(Customer.objects.values_list("pk", "name"))
    assert names == {idle.pk: "", seen.pk: "昨日来", dealt_with.pk: dealt_with.name}
