"""Who people are: accounts, git identities, organisations, contributions."""

from datetime import date, datetime
from typing import Any, ClassVar, Self

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from core.ids import new_id
from core.models import AppendOnly
from mirror.models import Commit, Project, Repository


class UserManager(BaseUserManager["User"]):
    """Make accounts that are named by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **f: Any) -> "User":
        """Return a new account; without a password it cannot sign in by one."""
        user = self.model(email=self.normalize_email(email), **f)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(
        self, email: str, password: str | None = None, **f: Any
    ) -> "User":
        """Return a new account that may use the admin pages."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **f)


class User(AbstractUser):
    """An account that can sign in; the person behind it is a ``Contributor``."""

    username = None  # type: ignore[assignment]
    email = models.EmailField(unique=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = UserManager()  # type: ignore[misc,assignment]

    def __str__(self) -> str:
        return self.email


class Contributor(models.Model):
    """A person in the public record."""

    public_id = models.CharField(max_length=32, unique=True, default=new_id)
    name = models.CharField(max_length=200)
    user = models.OneToOneField(
        User, null=True, on_delete=models.SET_NULL, related_name="contributor"
    )
    is_bot = models.BooleanField(default=False)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged"
    )
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The person's page."""
        return reverse("contributors:person", args=[self.public_id])


class Identity(models.Model):
    """A git identity: one e-mail address, claimed by at most one contributor."""

    email = models.CharField(max_length=300, unique=True)
    name = models.CharField(max_length=300)
    contributor = models.ForeignKey(
        Contributor, null=True, on_delete=models.PROTECT, related_name="identities"
    )
    verified_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "identities"

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"


class AddressClaim(models.Model):
    """A line of a repository's .mailmap: "this address is that one's person".

    It is a claim, not proof: weights follow it only while nobody has verified the
    address, and only once it has stood open to challenge (``governance.electorates``).
    """

    repository = models.ForeignKey(
        Repository, on_delete=models.PROTECT, related_name="+"
    )
    address = models.ForeignKey(
        Identity, on_delete=models.PROTECT, related_name="claims"
    )
    target = models.ForeignKey(
        Identity, on_delete=models.PROTECT, related_name="claims_on"
    )
    claimed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["repository", "address"],
                condition=Q(withdrawn_at=None),
                name="one_standing_claim_per_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.address.email} is {self.target.email}"


class Organisation(models.Model):
    """A company or other body that people work for."""

    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=200)
    hue = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The organisation's page."""
        return reverse("contributors:organisation", args=[self.slug])


class AffiliationQuerySet(models.QuerySet["Affiliation"]):
    """Questions about affiliations, each taking the day."""

    def on(self, day: date) -> Self:
        """Affiliations that hold on ``day``."""
        return self.filter(
            Q(until=None) | Q(until__gt=day), since__lte=day, withdrawn_at=None
        )


class Affiliation(models.Model):
    """Whom a contributor works for, from a day until a day.

    No organisation means attested independent; no row at all means undeclared.
    """

    contributor = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="affiliations"
    )
    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="affiliations"
    )
    since = models.DateField()
    until = models.DateField(null=True)
    attested_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    objects = AffiliationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")),
                name="affiliation_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contributor} at {self.organisation or 'independent'}"


class Contribution(models.Model):
    """One role of one identity in one commit, counted or not, and why."""

    class Kind(models.TextChoices):
        """The role."""

        AUTHORED = "authored"
        CO_AUTHORED = "co-authored"
        REVIEWED = "reviewed"
        TESTED = "tested"
        ACKED = "acked"
        REPORTED = "reported"
        LANDED = "landed"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+")
    repository = models.ForeignKey(
        Repository, on_delete=models.PROTECT, related_name="+"
    )
    commit = models.ForeignKey(Commit, on_delete=models.PROTECT, related_name="+")
    identity = models.ForeignKey(
        Identity, on_delete=models.PROTECT, related_name="contributions"
    )
    kind = models.CharField(max_length=12, choices=Kind)
    points = models.PositiveIntegerField()
    landed_at = models.DateTimeField()
    landed_on = models.DateField()
    not_counted = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["commit", "identity"], name="one_role_per_person_and_commit"
            ),
        ]
        indexes = [
            models.Index(fields=["project", "landed_at"]),
            models.Index(fields=["project", "landed_on"]),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.commit_id} by {self.identity_id}"


class IdentityEvent(AppendOnly):
    """A claim, verification, merge or split of identities, as it happened."""

    entry_id = models.CharField(max_length=32, unique=True, default=new_id)
    kind = models.CharField(max_length=30)
    contributor = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="+"
    )
    identity = models.ForeignKey(
        Identity, null=True, on_delete=models.PROTECT, related_name="+"
    )
    happened_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} of {self.contributor_id}"


class Notice(models.Model):
    """Something that one person should hear of, told where it came to be so.

    The rooms above write it in their own transaction; the room ``following`` takes it
    from here and brings it to the person.
    """

    key = models.CharField(max_length=200, unique=True)
    recipient = models.ForeignKey(
        Contributor, on_delete=models.PROTECT, related_name="+"
    )
    kind = models.CharField(max_length=60)
    about = models.CharField(max_length=200, blank=True)
    title = models.CharField(max_length=300)
    text = models.TextField(blank=True)
    url = models.CharField(max_length=500)
    told_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(taken_at=None), name="notice_not_taken"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for {self.recipient_id}"


class AccessTokenQuerySet(models.QuerySet["AccessToken"]):
    """Questions about access tokens."""

    def good_at(self, moment: datetime) -> Self:
        """Tokens that open something at ``moment``."""
        return self.filter(revoked_at=None, expires_at__gt=moment, user__is_active=True)


class AccessToken(models.Model):
    """What a program may do in its owner's name; of the secret only the digest."""

    class Scope(models.TextChoices):
        """What a token can be allowed to do."""

        COMMENTS = "comments:write", "Post comments"
        REVIEWS = "reviews:write", "Post reviews"
        CONCERNS = "concerns:write", "Raise concerns"
        VOTES = "votes:write", "Cast votes"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    scopes = models.JSONField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = AccessTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.name
