"""What the people of the sample do in the programmes of the roadmap."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

import yaml

from demo import voting
from demo.acts import Act
from demo.conversation import Teller
from demo.people import CONTENT
from mirror.models import Project
from roadmap import updates
from roadmap.evidence import gathering
from roadmap.models import Milestone
from roadmap.programmes import adopters, auditing, designations
from roadmap.programmes.models import Application, Audit, Criteria

Row = Mapping[str, Any]


def acts(teller: Teller) -> list[Act]:
    """Return everything that will be done, in the order of its time."""
    text = (CONTENT / "programmes.yaml").read_text(encoding="utf-8")
    content = yaml.safe_load(text)
    found = [
        *(_update(teller, row) for row in content["updates"]),
        *_measured(teller, content["measured"]),
        *(a for row in content["applications"] for a in _application(teller, row)),
        *_audit(teller, content["audit"]),
    ]
    return sorted(found, key=lambda act: act.at)


def _update(teller: Teller, row: Row) -> Act:
    def post() -> None:
        updates.post_update(
            _milestone(teller, row),
            by=teller.users[row["by"]],
            state=row["state"],
            text=row["text"],
        )

    return Act(_ago(teller, row), post)


def _measured(teller: Teller, row: Row) -> Iterator[Act]:
    names = ("adopter", "metric", "value", "unit", "method", "hardware", "commit")
    said = {name: row[name] for name in (*names, "link")}
    filed = []

    def file() -> None:
        by = teller.users[row["by"]]
        filed.append(adopters.file_report(_milestone(teller, row), by=by, **said))

    def review() -> None:
        by, reason = teller.users[row["review"]["by"]], row["review"]["reason"]
        adopters.review(filed[0], by=by, is_shown=True, reason=reason)

    yield Act(_ago(teller, row), file)
    yield Act(_ago(teller, row["review"]), review)


def _application(teller: Teller, row: Row) -> Iterator[Act]:
    filed: list[Application] = []

    def apply() -> None:
        filed.append(
            designations.apply(
                Criteria.objects.get(project=teller.project, slug=row["designation"]),
                by=teller.users[row["by"]],
                product=row["product"],
                statement=row["statement"],
                values=row["values"],
            )
        )

    yield Act(_ago(teller, row), apply)
    for shown in row["shown"]:
        yield Act(_ago(teller, shown), _shown(teller, filed, row["by"], shown))
    for assessed in row["assessed"]:
        yield Act(_ago(teller, assessed), _assessed(teller, filed, assessed))
    if "looked" in row:
        looked = teller.ago(row["looked"])
        yield Act(looked, lambda: _look(teller.project))
    if conditions := row.get("conditions"):

        def set_conditions() -> None:
            by = teller.users[conditions["by"]]
            designations.set_conditions(filed[0], by=by, text=conditions["text"])

        yield Act(_ago(teller, conditions), set_conditions)
    if ballot := row.get("ballot"):
        yield from voting.acts(teller, "designation", lambda: str(filed[0].pk), ballot)


def _shown(
    teller: Teller, filed: list[Application], by: str, row: Row
) -> Callable[[], None]:
    def show() -> None:
        said = {name: row[name] for name in ("criterion", "text", "link")}
        designations.show(filed[0], by=teller.users[by], **said)

    return show


def _assessed(teller: Teller, filed: list[Application], row: Row) -> Callable[[], None]:
    def assess() -> None:
        designations.assess(
            filed[0],
            by=teller.users[row["by"]],
            criterion=row["criterion"],
            is_met=True,
            reason=row["reason"],
        )

    return assess


def _look(project: Project) -> None:
    """Check the rules, as the timetable does every hour."""
    gathering.check(project)


def _audit(teller: Teller, row: Row) -> Iterator[Act]:
    filed = []

    def report() -> None:
        by = teller.users[row["by"]]
        made = auditing.file_report(
            Audit.objects.get(project=teller.project, slug=row["audit"]),
            by=by,
            report_hash=row["hash"],
            link=row["link"],
            done_on=(teller.now - timedelta(days=row["done"])).date(),
            auditor=row["auditor"],
        )
        for finding in row["findings"]:
            said = {name: finding[name] for name in ("reference", "title", "severity")}
            filed.append(auditing.record_finding(made, by=by, **said))

    yield Act(_ago(teller, row), report)
    for index, finding in enumerate(row["findings"]):
        if "fixed" not in finding:
            continue

        def mend(index: int = index, finding: Row = finding) -> None:
            auditing.change_finding(
                filed[index],
                by=teller.users[row["by"]],
                state="fixed",
                reason="Mended and tested; the auditor has read the change.",
                link=finding["fixed"],
            )

        yield Act(_ago(teller, finding), mend)


def _milestone(teller: Teller, row: Row) -> Milestone:
    return Milestone.objects.get(project=teller.project, key=row["milestone"])


def _ago(teller: Teller, row: Row) -> datetime:
    return teller.now - timedelta(days=float(row["ago"]))
