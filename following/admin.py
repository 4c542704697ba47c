"""What operators may look at: letters and the mail that came in."""

from django.contrib import admin

from core.admin import ReadOnly
from following.models import IncomingMail, Letter


@admin.register(Letter)
class LetterAdmin(ReadOnly):
    """Letters, the newest first."""

    list_display = ("name", "person", "pace", "state", "reason", "written_at")
    list_filter = ("state", "pace")


@admin.register(IncomingMail)
class IncomingMailAdmin(ReadOnly):
    """Mail that came in: what it became, or why it was refused."""

    list_display = ("received_at", "sender", "refusal", "detail", "comment")
    list_filter = ("refusal",)
