"""The due rules of reports, one class for each: R20–R22, R50, R51, R53–R56."""

from datetime import date

from apps.core import worktime
from apps.core.worktime import Answer, Calendar, Period
from apps.reports.figures.kinds.kind import ReportKind, Rules


class Weekly(ReportKind):
    """R20: Monday of the next week, else the next working day."""

    rule = "R20"
    keys = ("report.weekly.weekday",)

    def due(self, calendar: Calendar, period: Period, rules: Rules) -> Answer:
        return worktime.weekly_due(calendar, period.start, since=rules["report.weekly.weekday"].since)


class ToTheManager(Weekly):
    """R55: as R20."""

    rule = "R55"

    def due(self, calendar: Calendar, period: Period, rules: Rules) -> Answer:
        return worktime.gm_report_due(calendar, period.start, since=rules["report.weekly.weekday"].since)


class TenDaily(ReportKind):
    """R21: the second working day of the next xun."""

    rule = "R21"
    keys = ("report.xun.working_day",)

    def due(self, calendar: Calendar, period: Period, rules: Rules) -> Answer:
        rule = rules["report.xun.working_day"]
        return worktime.xun_due(calendar, period.start, working_day=rule.value, since=rule.since)


class Monthly(ReportKind):
    """R22: on or before the fifth working day of the next month."""

    rule = "R22"
    keys = ("report.monthly.working_day", "report.monthly.inclusive")

    def due(self, calendar: Calendar, period: Period, rules: Rules) -> Answer:
        rule, inclusive = (rules[key] for key in Monthly.keys)
        return worktime.monthly_due(
            calendar, period.start, working_day=rule.value, inclusive=inclusive.value, since=rule.since
        )


class OnFriday(ReportKind):
    """R50: Friday of the week itself, else its last working day; none in a week without one."""

    rule = "R50"
    before_end = True

    def rule_day(self, period: Period) -> date:
        return period.start

    def due(self, calendar: Calendar, period: Period, rules: Rules) -> Answer | None:
        return worktime.weekly_duty_due(calendar, period.start)


class EndOfQuarter(ReportKind):
    """R51: the last working day of March, June, September and December."""

    rule = "R51"
    before_end = True

    def rule_day(self, period: Period) -> date:
        return period.start

    def due(self, calendar: Calendar, period: Period, rules: Rules) -> Answer:
        return worktime.quarterly_due(calendar, period.start)


class OnTheThirtieth(ReportKind):
    """R53: by the 30th of the month itself. What happens on a 31st is later facts: a new version takes them in."""

    rule = "R53"
    keys = ("report.summary.day",)
    before_end = True

    def due(self, calendar: Calendar, period: Period, rules: Rules) -> Answer:
        rule = rules["report.summary.day"]
        return worktime.property_summary_due(calendar, period.start, day=rule.value, since=rule.since)


class OnTheFifth(ReportKind):
    """R54: by the 5th of the next month, else the next working day."""

    rule = "R54"
    keys = ("report.filing.day",)

    def due(self, calendar: Calendar, period: Period, rules: Rules) -> Answer:
        rule = rules["report.filing.day"]
        return worktime.filing_due(calendar, period.next.start, day=rule.value, since=rule.since)


class HalfMonthly(ReportKind):
    """R56: the second working day after the 15th or the end of the month."""

    rule = "R56"
    keys = ("report.half_month.working_day",)

    def due(self, calendar: Calendar, period: Period, rules: Rules) -> Answer:
        rule = rules["report.half_month.working_day"]
        return worktime.half_month_due(calendar, period.start, working_day=rule.value, since=rule.since)
