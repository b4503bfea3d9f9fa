"""Reports: drafts by the worker, words and signatures by people; a few come late, the newest waits (S15–S19)."""

from datetime import datetime, timedelta
from random import Random

from apps.core.worktime import Period
from apps.desk.demo import words
from apps.desk.demo.background import work_off
from apps.desk.demo.chance import chance
from apps.desk.demo.scene import Scene
from apps.reports import services as reports
from apps.reports.models import Issue, Task

LATE_SHARE = 0.07
READERS = ("gao", "han", "song")
KINDS = ("week", "xun", "month", "satisfaction", "complaints_month")
CLOSER_KINDS = ("feedback", "review")
DAY_SHEETS = "day"
TARGETS = {
    "target.reach": 85,
    "target.on_time": 90,
    "target.complaint_rate": 6,
    "target.css": 92,
    "target.csi": 93,
}


class Reporting:
    def __init__(self, scene: Scene) -> None:
        self.scene, self.cast = scene, scene.cast
        self.left = newest_period(scene)

    def settle_what_is_made(self, at: datetime) -> None:
        """The manager chooses the kinds of report and says what the house aims at."""
        self._choose(*KINDS, reason=words.REASON_FOR_KINDS, at=at)
        given = {"store": self.scene.store, "now": at, "by": self.cast["zhou"]}
        for key, value in TARGETS.items():
            day = self.scene.day_of(at)
            reports.set_target(key, value, effective_from=day, reason=words.REASON_FOR_TARGETS, **given)

    def look_closer(self, at: datetime) -> None:
        """In the last weeks departments hear of themselves each half-month, and complaints are reviewed on Fridays."""
        self._choose(*KINDS, *CLOSER_KINDS, reason=words.REASON_FOR_CLOSER_KINDS, at=at)

    def ask_for_day_sheets(self, at: datetime) -> None:
        """In the last days agents hand in their days as well."""
        self._choose(*KINDS, *CLOSER_KINDS, DAY_SHEETS, reason=words.REASON_FOR_DAY_SHEETS, at=at)

    def _choose(self, *kinds: str, reason: str, at: datetime) -> None:
        given = {"store": self.scene.store, "now": at, "by": self.cast["zhou"]}
        reports.choose_kinds(kinds, reason=reason, **given)

    def build_drafts(self, at: datetime) -> None:
        reports.open_report_duties(now=at)
        reports.ask_for_drafts(now=at)
        work_off(at)

    def write(self, at: datetime) -> None:
        """Drafts due today, or forgotten yesterday, are prepared; review and submission follow in the afternoon."""
        reports.remind(now=at)
        day = self.scene.day_of(at)
        drafts = Issue.objects.filter(state=Issue.State.DRAFT, duty__due_day__lte=day)
        for issue in drafts.select_related("duty", "store").order_by("end", "pk"):
            forgotten = issue.duty.due_day == day and self._draw(issue, "late").random() < LATE_SHARE
            if not forgotten and (issue.kind, issue.start) != self.left:
                self._prepare(issue, at)

    def _prepare(self, issue: Issue, at: datetime) -> None:
        draw = self._draw(issue, "words")
        preparer = self.cast.by_id(issue.duty.owner_id) or self.cast["lin"]
        reports.save_words(
            issue,
            problems=draw.choice(words.REPORT_PROBLEMS),
            suggestions=draw.choice(words.REPORT_SUGGESTIONS),
            version=issue.version,
            now=at,
            by=preparer,
            departments=self._about_departments(issue),
        )
        reports.prepare(issue, now=at + timedelta(minutes=20), by=preparer)
        self._later(at, issue.pk, self.review, hours=draw.randint(2, 4))

    def _about_departments(self, issue: Issue) -> dict[int, tuple[str, str]]:
        found = {}
        for one in reports.departments_of(issue).filter(kind__in=words.DEPARTMENT_WORDS):
            found[one.pk] = self._draw(issue, one.kind).choice(words.DEPARTMENT_WORDS[one.kind])
        return found

    def review(self, pk: int, at: datetime) -> None:
        issue = Issue.objects.select_related("duty", "store").get(pk=pk)
        remark = self._draw(issue, "remark").choice(words.REVIEW_REMARKS)
        reports.review(issue, remark=remark, now=at, by=self.cast["zhou"])
        self._later(at, pk, self.submit, hours=1)

    def submit(self, pk: int, at: datetime) -> None:
        issue = Issue.objects.select_related("duty", "store", "prepared_by").get(pk=pk)
        reports.submit(issue, now=at, by=self.cast.by_id(issue.prepared_by_id))
        self._later(at, pk, self.read, hours=17)
        if issue.kind == Issue.Kind.WEEK:
            self._give_away(issue, at + timedelta(minutes=30))

    def _give_away(self, issue: Issue, at: datetime) -> None:
        """A week's problem becomes a task of after-sales, answered in the second week: the newest one is still open."""
        department = issue.store.departments.get(kind="aftersales")
        problem, _suggestion = self._about_departments(issue)[department.pk]
        due_day = self.scene.day_of(at) + timedelta(days=14)
        given = {"department": department, "problem": problem, "due_day": due_day}
        task = reports.raise_task(issue, **given, now=at, by=self.cast["zhou"])
        self._later(at, task.pk, self.answer, hours=13 * 24)

    def answer(self, pk: int, at: datetime) -> None:
        task = Task.objects.select_related("duty", "store", "department").get(pk=pk)
        answer = self._draw(task.issue, "answer").choice(words.TASK_ANSWERS)
        reports.answer_task(task, answer=answer, now=at, by=self.cast["song"])

    def read(self, pk: int, at: datetime) -> None:
        """Not everybody opens every report."""
        issue = Issue.objects.select_related("store").get(pk=pk)
        for place, username in enumerate(READERS):
            if self._draw(issue, "read", username).random() < 0.7:
                reports.acknowledge(issue, now=at + timedelta(minutes=7 * place), by=self.cast[username])

    def _later(self, at: datetime, pk: int, deed, *, hours: int) -> None:
        self.scene.agenda.at(at + timedelta(hours=hours), lambda moment: deed(pk, moment))

    def _draw(self, issue: Issue, *about: object) -> Random:
        return chance(self.scene.today, issue.kind, issue.start, *about)


def newest_period(scene: Scene) -> tuple[str, object]:
    """The report whose period ended last before today: its draft is left for whoever visits."""
    ended = [Period.containing(kind, scene.today).previous for kind in ("week", "xun", "month")]
    newest = max(ended, key=lambda period: (period.end, period.kind))
    return newest.kind, newest.start
