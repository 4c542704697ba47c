"""What each problem of a document means and how to mend it. Plain Python.

Pages, the linter and its SARIF rules say the same words.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Code:
    """One kind of problem: ``level`` is error, warning or note, as SARIF has it."""

    title: str
    meaning: str
    mend: str
    level: str = "warning"


CODES: dict[str, Code] = {
    "no-header": Code(
        "No header",
        "The document has no fields that say what it is. Its title is the first "
        "heading or the file's name, its number the file's; everything else is empty.",
        "Begin the file with the header that your other proposals have.",
    ),
    "header-unreadable": Code(
        "Header cannot be read",
        "The header is not the YAML, TOML or XML that it looks like, or does not end. "
        "What its lines say one by one is used.",
        "Put values with a colon, a bracket or an @ at the start in quotation marks, "
        "use no anchors and aliases, and close the header.",
        "error",
    ),
    "header-too-long": Code(
        "Header too long",
        "More than 16,000 characters stand in the header; it is not read.",
        "Move what is text out of the header.",
        "error",
    ),
    "header-line-unreadable": Code(
        "Line of the header is no field",
        "A line is neither “Name: value” nor the indented rest of the one before.",
        "Indent the line, or write it as a field.",
    ),
    "field-missing": Code(
        "Field missing",
        "A field that proposals usually state is absent. It is shown as empty.",
        "Add the field.",
        "note",
    ),
    "repeated-field": Code(
        "Field written twice",
        "The same field stands twice in one header.",
        "Keep one of them.",
    ),
    "number-unreadable": Code(
        "Number cannot be read",
        "What stands where the number should is none. The file's name counts instead.",
        "Write the number in digits.",
    ),
    "number-differs": Code(
        "Two numbers",
        "The header and the file's name disagree; the header counts.",
        "Make them agree.",
        "error",
    ),
    "number-clash": Code(
        "Number taken",
        "Another document of the project has this number; this one's address gets "
        "words added.",
        "Give one of the two another number.",
        "error",
    ),
    "date-unreadable": Code(
        "Date in doubt",
        "The date is none, or could be two days. It is kept as it was written and no "
        "day is taken from it.",
        "Write it as 2026-03-31.",
    ),
    "unknown-status": Code(
        "Unknown status",
        "The document states a word that its process does not have. The word is kept; "
        "the phase is “unknown”.",
        "Use a word of the process, alone, without prose around it.",
    ),
    "not-utf-8": Code(
        "Not UTF-8",
        "Some bytes are no text in UTF-8; they are shown as �.",
        "Save the file as UTF-8.",
    ),
    "nul-character": Code(
        "NUL characters",
        "The file holds NUL characters, shown as �.",
        "Take them out.",
    ),
    "text-missing": Code(
        "No text beside the header's file",
        "A YAML file describes a proposal and there is no text for it; the YAML is "
        "shown.",
        "Add the README.md.",
    ),
    "moved-stub": Code(
        "Only says that it moved",
        "The file says nothing but where the document went.",
        "Nothing needs to be done; or delete the file.",
        "note",
    ),
    "entity-not-resolved": Code(
        "Entities are not resolved",
        "The header uses XML entities that no file of the repository declares, or that "
        "stand inside another; authors named only so are not known.",
        "Declare them in the file that the document takes its entities from, or write "
        "out what they stand for.",
        "note",
    ),
    "unreadable-file": Code(
        "File cannot be read",
        "The file is too large, absent or damaged in the repository.",
        "Make it smaller, or restore it.",
        "error",
    ),
    "unreadable": Code(
        "Document cannot be read",
        "The reader failed on it; its source is shown.",
        "Look for what is unusual about the file.",
        "error",
    ),
    "decided-otherwise": Code(
        "Decided otherwise",
        "The document says the opposite of what was decided here about it. Both stand "
        "as they are: the decision in the record, the word in the source.",
        "Write the decision into the document, or ask for a new one.",
        "error",
    ),
    "decision-not-in-document": Code(
        "Decision not in the document",
        "It was decided two weeks ago or more, and the document still says that it is "
        "under discussion.",
        "Write the new status into the document.",
    ),
    "built-though-closed": Code(
        "Built, though closed",
        "A milestone that builds it is done, or git holds some of what that milestone "
        "asks for, or a commit names it in a trailer (“Implements: RFC 12”), and the "
        "RFC was refused or withdrawn.",
        "Take the RFC up again, or drop the milestone.",
    ),
    "built-before-acceptance": Code(
        "Built before it was accepted",
        "A milestone that builds it is done, or git holds some of what that milestone "
        "asks for, or a commit names it in a trailer (“Implements: RFC 12”), and "
        "nobody has accepted the RFC yet.",
        "Put the RFC to a ballot, or bring its status up to date.",
        "note",
    ),
    "proposal-too-wide": Code(
        "Proposal changes too many documents",
        "A pull request or change touches more documents than are read of one. None "
        "of them is shown as proposed in it.",
        "Split the proposal, or leave moves of whole folders to one of its own.",
    ),
    "unreadable-object": Code(
        "Object of git cannot be read",
        "A commit, tree or file of a proposal is absent, damaged or too large.",
        "Push the branch again, or make the file smaller.",
        "error",
    ),
    "mapping-unreadable": Code(
        "Mapping cannot be used",
        "The mapping of fields has an error, so the usual reading is used.",
        "Mend it as the documentation of formats says.",
        "error",
    ),
}


def describe(code: str) -> Code:
    """Return the words for a code, even for one that is not here."""
    return CODES.get(code) or Code(code, "This code has no description.", "")
