"""Who may do what: ``Allowed``, or ``Denied`` with the reason."""

from datetime import UTC, datetime

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from contributors.models import Contributor, User
from core import clock
from core.results import Allowed, Denied, Verdict
from governance import acts, electorates
from governance.acts import ELECTOR
from governance.models import Ballot, Elector, Policy, Role
from governance.standing import standing
from mirror.models import Project

Person = User | AnonymousUser

SIGN_IN = Denied("Sign in first.")


def contributor(user: Person) -> Contributor | None:
    """Return the person behind the account, if they are in the record yet."""
    if not isinstance(user, User) or not user.is_active:
        return None
    return Contributor.objects.filter(user=user).first()


def can_take_part(user: Person, project: Project) -> Verdict:
    """Whether ``user`` may comment, review and raise concerns: anyone signed in."""
    if not isinstance(user, User):
        return SIGN_IN
    if not user.is_active:
        return Denied(f"This account may not take part in {project}: it is locked.")
    return Allowed()


def can_maintain(user: Person, project: Project) -> Verdict:
    """Whether ``user`` holds the office of maintainer in ``project``."""
    if not isinstance(user, User):
        return SIGN_IN
    person = contributor(user)
    roles = Role.objects.filter(name=Role.Name.MAINTAINER, ended_at=None)
    if person and roles.filter(project=project, contributor=person).exists():
        return Allowed()
    return Denied(f"Only maintainers of {project} may do this.")


def may(
    user: Person, act: str, project: Project, policy: Policy | None = None
) -> Verdict:
    """Whether the policy (the standing one unless given) lets ``user`` do ``act``."""
    if not isinstance(user, User):
        return SIGN_IN
    policy = policy or standing(project)
    who = acts.who_may(policy.body.get("acts", {}) if policy else {}, act)
    person = contributor(user)
    held = Role.objects.filter(
        project=project, contributor=person, ended_at=None, name__in=who
    )
    if person and held.exists():
        return Allowed()
    if person and ELECTOR in who and _has_weight(person, project, policy):
        return Allowed()
    named = " and ".join(f"{office}s" for office in who)
    deed = acts.MEANINGS[act]
    if not who:
        return Denied(f"By the policy of {project} nobody may {deed}.")
    return Denied(f"Only {named} of {project} may {deed}.")


def acts_of(user: Person, ballot: Ballot) -> dict[str, bool]:
    """Return which acts the ballot's policy lets ``user`` do, in two queries."""
    person = contributor(user)
    if person is None:
        return dict.fromkeys(acts.DEFAULTS, False)
    rows = Role.objects.filter(
        project=ballot.project_id, contributor=person, ended_at=None
    )
    held = set(rows.values_list("name", flat=True))
    given = ballot.policy.body.get("acts", {})
    allowed = {act: set(acts.who_may(given, act)) for act in acts.DEFAULTS}
    if any(ELECTOR in who for who in allowed.values()) and _has_weight(
        person, ballot.project, ballot.policy
    ):
        held.add(ELECTOR)
    return {act: bool(who & held) for act, who in allowed.items()}


def can_open_ballot(user: Person, project: Project) -> Verdict:
    """Whether ``user`` may put a question to the electorate."""
    return may(user, "draft", project)


def can_decide(user: Person, ballot: Ballot) -> Verdict:
    """Whether ``user`` may write the outcome of ``ballot``."""
    return may(user, "decide", ballot.project, ballot.policy)


def _has_weight(person: Contributor, project: Project, policy: Policy | None) -> bool:
    found = electorates.electorate(project, at=timezone.now(), policy=policy)
    return found.weight_of(person) is not None


def can_vote(user: Person, ballot: Ballot) -> Verdict:
    """Whether ``user`` may vote on ``ballot`` at this moment."""
    if not isinstance(user, User):
        return Denied("Sign in to see whether you are on the roll.")
    window = may_take_votes(ballot, at=clock.now())
    if isinstance(window, Denied):
        return window
    elector = elector_of(user, ballot)
    return may_answer(elector, ballot) if elector else not_on_the_roll(ballot)


def may_take_votes(ballot: Ballot, *, at: datetime) -> Verdict:
    """Whether anyone may vote on ``ballot`` at the moment ``at``."""
    if ballot.state == Ballot.State.ANNOUNCED and ballot.opening_at:
        return Denied(f"Voting opens on {utc(ballot.opening_at)}.")
    if ballot.state == Ballot.State.DRAFT:
        return Denied("Voting has not opened yet.")
    if ballot.state == Ballot.State.VOID:
        return Denied("This ballot was declared void.")
    if not ballot.takes_votes or ballot.closes_at <= at:
        return Denied(f"Voting closed on {utc(ballot.closes_at)}.")
    return Allowed()


def may_answer(elector: Elector, ballot: Ballot) -> Verdict:
    """Whether an elector is among those whom the method asks."""
    asked = ballot.parameters.get("reviewers")
    if asked is None or elector.contributor.public_id in asked:
        return Allowed()
    return Denied(
        f"This question is put to {len(asked)} reviewers whom the policy names, and "
        "you are not one of them. What you say on the text is heard all the same."
    )


def not_on_the_roll(ballot: Ballot) -> Denied:
    """Why somebody has no vote on ``ballot``."""
    return Denied(
        "You are not on the roll of this ballot. It was fixed when the ballot "
        f"opened, from the contributions to {ballot.project} counted until then."
    )


def elector_of(user: Person, ballot: Ballot) -> Elector | None:
    """Return the line of the roll that is ``user``'s, if there is one."""
    if not isinstance(user, User) or not user.is_active:
        return None
    return (
        Elector.objects.filter(ballot=ballot, contributor__user=user)
        .select_related("contributor", "organisation")
        .first()
    )


def utc(moment: datetime) -> str:
    """Return a time for a sentence: "3 May 2026 at 14:05 UTC"."""
    at = moment.astimezone(UTC)
    return f"{at.day} {at:%B %Y at %H:%M} UTC"
