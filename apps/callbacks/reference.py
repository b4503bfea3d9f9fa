"""Outcomes, question sets and scripts every house starts with (S04, S05, S67)."""

from datetime import date, datetime

from apps.callbacks.models import Option, Outcome, Question, QuestionSet, Script

# code, zh, en, reached, effect, key on the keyboard, wait, what it asks for
OUTCOMES = (
    ("completed", "接通·完成", "Reached · done", True, "complete", "q", "", ""),
    ("appointed", "接通·改约", "Reached · call again", True, "appoint", "w", "", ""),
    ("refused", "接通·拒访", "Reached · refused", True, "refuse", "e", "", "opt_out"),
    ("no_answer", "无人接听", "No answer", False, "retry", "a", "next_window", ""),
    ("busy", "占线", "Busy", False, "retry", "s", "half_hour", ""),
    ("switched_off", "关机/停机", "Switched off", False, "retry", "d", "next_window", ""),
    ("empty_number", "空号", "Number does not exist", False, "bad_number", "z", "", ""),
    ("wrong_number", "错号", "Wrong number", False, "bad_number", "x", "", ""),
    ("not_owner", "非车主", "Not the owner", False, "bad_number", "c", "", ""),
)
# value, zh, en, score, bad, good
RATING = (
    ("1", "很不满意", "Very dissatisfied", 1, True, False),
    ("2", "不满意", "Dissatisfied", 2, True, False),
    ("3", "一般", "Neutral", 3, False, False),
    ("4", "满意", "Satisfied", 4, False, True),
    ("5", "很满意", "Very satisfied", 5, False, True),
    ("0", "不表态", "No opinion", None, False, False),
)
YES_NO = (
    ("1", "是", "Yes", 1, False, True),
    ("2", "否", "No", 0, True, False),
    ("0", "不表态", "No opinion", None, False, False),
)
VERIFY = (
    ("1", "满意", "Satisfied", 5, False, True),
    ("2", "基本满意", "Basically satisfied", 4, False, True),
    ("3", "不满意", "Not satisfied", 2, False, False),
)
# kind, zh, en, questions: code, zh, en, type, counts, department kind, process step
SETS = (
    (
        "delivery",
        "新车成交问卷",
        "New-car delivery",
        (
            (
                "consultant",
                "销售顾问的服务",
                "The sales consultant's service",
                "rating",
                True,
                "sales",
                "reception",
            ),
            (
                "explanation",
                "交车讲解与手续",
                "Delivery explanation and paperwork",
                "rating",
                True,
                "sales",
                "delivery",
            ),
            (
                "as_agreed",
                "车辆外观、配置与约定一致",
                "Car and equipment as agreed",
                "rating",
                True,
                "sales",
                "delivery",
            ),
            ("overall", "对购车过程的总体评价", "The purchase as a whole", "rating", True, "sales", ""),
            (
                "test_drive",
                "购车前是否安排了试驾",
                "Was a test drive offered",
                "yes_no",
                False,
                "sales",
                "test_drive",
            ),
        ),
    ),
    (
        "repair",
        "维修客户问卷",
        "Repair",
        (
            ("repair_quality", "维修质量", "Repair quality", "rating", True, "aftersales", "repair"),
            (
                "service_quality",
                "服务顾问的服务",
                "The service advisor's service",
                "rating",
                True,
                "aftersales",
                "reception",
            ),
            ("waiting", "等待时间", "Waiting time", "rating", True, "aftersales", "repair"),
            (
                "charges",
                "费用与事前说明一致",
                "Charges as explained before",
                "rating",
                True,
                "aftersales",
                "estimate",
            ),
            ("overall", "对本次维修的总体评价", "The visit as a whole", "rating", True, "aftersales", ""),
            (
                "estimate",
                "维修前是否说明了预估费用",
                "Was an estimate given first",
                "yes_no",
                False,
                "aftersales",
                "estimate",
            ),
        ),
    ),
    (
        "complaint_verify",
        "抱怨处理验证",
        "Complaint verification",
        (("verify_result", "对本次处理结果是否满意", "Satisfied with the result", "choice", False, "", ""),),
    ),
)
GREETING = (
    "您好，请问是{客户}吗？我是{门店}客户关爱部的{专员}。",
    "Hello, am I speaking to {customer}? This is {agent} of the customer care of {store}.",
)
# kind -> greeting, body and closing, Chinese and English; the store's first version of each script
SCRIPTS = {
    "delivery": (
        GREETING,
        (
            "您{日期}提的{车辆}开着还顺手吗？想占用您两分钟，听听您对提车过程的感受。",
            "You took delivery of your {car} on {day}. May I take two minutes to hear how it went?",
        ),
        ("感谢您的支持，祝您用车愉快，再见！", "Thank you very much. Enjoy your car, and goodbye!"),
    ),
    "repair": (
        GREETING,
        (
            "您的{车辆}{日期}在我店维修，现在一切正常吗？想占用您两分钟，听听您的感受。",
            "Your {car} was in our workshop until {day}. May I take two minutes to hear whether all is well?",
        ),
        ("感谢您的宝贵意见，祝您行车平安，再见！", "Thank you for telling us. Drive safely, and goodbye!"),
    ),
    "complaint_verify": (
        GREETING,
        (
            "您反映的问题，责任部门已经处理。请问您对处理结果满意吗？",
            "You told us of a problem; our department has answered it. Are you satisfied with how it was put right?",
        ),
        (
            "感谢您的理解，今后有任何问题请随时联系我们，再见！",
            "Thank you for your patience. Please call us whenever you need us. Goodbye!",
        ),
    ),
    "manual": (
        GREETING,
        ("想占用您两分钟时间。", "May I take two minutes of your time?"),
        ("感谢您的时间，再见！", "Thank you for your time, and goodbye!"),
    ),
}  # fmt: skip
SCALES = {"rating": RATING, "yes_no": YES_NO, "choice": VERIFY}
FIRST_VERSION = date(2024, 1, 1)


def load(*, now: datetime) -> None:
    """Add outcomes, first question sets and scripts that are missing; what people changed stays."""
    rows = [
        Outcome(
            code=code,
            name_zh=zh,
            name_en=en,
            reached=reached,
            effect=effect,
            position=place,
            shortcut=key,
            wait=wait,
            asks=asks,
        )
        for place, (code, zh, en, reached, effect, key, wait, asks) in enumerate(OUTCOMES, start=1)
    ]
    Outcome.objects.bulk_create(rows, ignore_conflicts=True)
    _fill_older(rows)
    for kind, zh, en, questions in SETS:
        question_set, created = QuestionSet.objects.get_or_create(
            kind=kind, version=1, defaults={"name_zh": zh, "name_en": en, "effective_from": FIRST_VERSION}
        )
        if created:
            _add_questions(question_set, questions)
    for kind, parts in SCRIPTS.items():
        if not Script.objects.filter(kind=kind).exists():
            _add_script(kind, parts, now=now)


def _fill_older(rows: list[Outcome]) -> None:
    """Houses older than these two columns have them empty: filled where nobody has ever changed the outcome."""
    changed = Outcome.events.field.model.objects.filter(pgh_label="update").values("pgh_obj")
    for row in rows:
        if row.wait or row.asks:
            untouched = Outcome.objects.filter(code=row.code, wait="", asks="").exclude(pk__in=changed)
            untouched.update(wait=row.wait, asks=row.asks)


def _add_script(kind: str, parts: tuple[tuple[str, str], ...], *, now: datetime) -> None:
    names = ("greeting", "body", "closing")
    texts = {
        f"{name}_{language}": text
        for name, pair in zip(names, parts, strict=True)
        for language, text in zip(("zh", "en"), pair, strict=True)
    }
    Script.objects.create(kind=kind, version=1, effective_from=FIRST_VERSION, written_at=now, **texts)


def _add_questions(question_set: QuestionSet, questions: tuple[tuple, ...]) -> None:
    for place, (code, zh, en, kind, counts, department_kind, step) in enumerate(questions, start=1):
        question = Question.objects.create(
            question_set=question_set,
            position=place,
            code=code,
            text_zh=zh,
            text_en=en,
            type=kind,
            counts_for_satisfaction=counts,
            department_kind=department_kind,
            process_step=step,
        )
        Option.objects.bulk_create(
            Option(
                question=question,
                position=at,
                value=value,
                label_zh=name_zh,
                label_en=name_en,
                score=score,
                is_bad=bad,
                is_good=good,
            )
            for at, (value, name_zh, name_en, score, bad, good) in enumerate(SCALES[kind], start=1)
        )
