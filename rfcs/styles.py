"""How the documents of a repository are to be read: formats, paths, its folders."""

from mirror import changes
from mirror.git import GitRepository
from mirror.models import Repository
from rfcs.formats import naming
from rfcs.formats.registry import Selection


def selection_of(repository: Repository, git: GitRepository) -> Selection:
    """Return what is looked at in the repository, as its tree is now.

    Raises ``InvalidInput`` for a format that does not exist.
    """
    selection = Selection.of(repository.format, repository.paths)
    if not repository.head_oid:
        return selection
    paths = changes.matching_files(git, repository.head_oid, naming.is_text)
    return selection.within(paths)
