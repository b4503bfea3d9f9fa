"""L2: a list is taken in and a monthly report is built while the crowd works."""

import csv
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from carecenter.embedded.places import BASE, VAR
from drill.figures import Drill, Figure, bounded, lost, timed


def import_and_report(drill: Drill, rows: int) -> list[Figure]:
    path = VAR / "drill.csv"
    write_list(path, rows=rows)
    took = report = float("inf")

    def during(until: float) -> None:
        nonlocal took, report
        argv = [
            sys.executable,
            "manage.py",
            "import_list",
            str(path),
            "--source",
            "DRILL",
            "--store",
            "crowd",
        ]
        began = time.monotonic()
        listing = subprocess.Popen(
            argv, cwd=BASE, env=drill.crew.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        report = build_month(patience=max(until - began, 120))
        if listing.wait() == 0:
            took = time.monotonic() - began

    seen = drill.load(during)
    path.unlink()
    return [
        timed(seen, "L2", "save", 0.95, 0.6),
        bounded("L2", f"import of {rows} rows", round(took, 1), 120, unit=" s"),
        bounded("L2", "the monthly report beside it", round(report, 1), 60, unit=" s"),
        bounded("L2", f"failed of {seen.requests} requests", seen.failures, 0),
        bounded("L2", f"lost of {len(seen.saved)} acknowledged saves", lost(seen), 0),
    ]


def build_month(*, patience: float) -> float:
    """Seconds from asking a worker for this month's draft until its numbers stand; infinite when they never do."""
    from django.utils import timezone

    from apps.accounts.models import Store
    from apps.jobs import services as jobs
    from apps.jobs.models import Job
    from apps.reports.models import Issue
    from apps.reports.services import open_report_duties

    now, began = timezone.now(), time.monotonic()
    store = Store.objects.get(code="crowd")
    open_report_duties(now=now, store=store)
    issue = Issue.objects.filter(store=store, kind="month", built_at=None).latest("start")
    job = jobs.ask("reports.build_draft", key=f"drill:{issue.pk}", payload={"issue": issue.pk}, now=now)
    while time.monotonic() - began < patience:
        if Job.objects.filter(pk=job.pk, state=Job.State.DONE).exists():
            return time.monotonic() - began
        time.sleep(0.5)
    return float("inf")


def write_list(path: Path, *, rows: int) -> None:
    head = ["客户姓名", "手机号", "车牌号", "结算单号", "结算日期", "服务顾问", "里程", "结算金额"]
    day = (datetime.now(UTC).date() - timedelta(days=1)).isoformat()
    with path.open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(head)
        for n in range(rows):
            table.writerow([f"演练{n}", f"166{n:08d}", f"苏Z{n:05d}", f"DR-{n:06d}", day, "周涛", n, "99.50"])
