"""``python -m bench.dialects DIR…``: recall and accuracy on bare repositories.

What the formats read of each tree is compared with a small extractor of its own:
which paths are documents is said by hand for every repository, and a field is what
one regular expression finds for its name near the top.
"""

import re
import subprocess
import sys
from collections.abc import Iterator

from rfcs import trees
from rfcs.formats.registry import Selection

PLACES = {
    "ChainAgnostic+CAIPs": r"CAIPs/caip-.*\.md",
    "Kotlin+KEEP": r"(?:proposals/(?:stdlib/)?KEEP|notes/\d+)-.*\.md",
    "NixOS+rfcs": r"rfcs/\d+-.*\.md",
    "Perl+PPCs": r"ppcs/ppc\d+-.*\.md",
    "Synthetixio+SIPs": r"content/[a-z]+/[a-z]+-\d+\.md",
    "TritonDataCenter+rfd": r"rfd/\d+/README\.(?:md|adoc)",
    "algorandfoundation+ARCs": r"ARCs/arc-\d+\.md",
    "apple+swift-evolution": r"proposals/\d+-.*\.md",
    "astropy+astropy-APEs": r"APE\d+\.rst",
    "bitcoin+bips": r"bip-\d+\.(?:mediawiki|md)",
    "buildpacks+rfcs": r"text/\d+-.*\.md",
    "cardano-foundation+CIPs": r"C(?:IP|PS)-\d+/README\.md",
    "cilium+design-cfps": r".*/CFP-(?!003-template).*\.md",
    "conda+ceps": r"cep-(?!0000)\d+\.md",
    "coq+rfcs": r"text/.*\.md",
    "cosmos+ibc": r"spec/.*/ics-\d+[^/]*/README\.md|e2e/docs/adr/\d+-.*\.md",
    "crystal-lang+rfcs": r"text/\d+-.*\.md",
    "decred+dcps": r"dcp-\d+/dcp-\d+\.mediawiki",
    "dlang+DIPs": r"DIPs/(?:[a-z]+/)?(?!README)[^/]*\.md",
    "django+deps": (
        r"(?:accepted|draft|final|rejected|superseded|withdrawn)/(?!README).*"
    ),
    "dotnet+designs": r"(?:accepted|proposed)/.*\.md",
    "emberjs+rfcs": r"text/\d+-.*\.md",
    "eslint+rfcs": r"designs/[^/]+/[^/]+\.(?:md|MD)",
    "ethereum+ERCs": r"ERCS/(?:erc|eip)-\d+\.md",
    "filecoin-project+FIPs": r"(?:FIPS/fip|FRCs/frc)-\d+\.md",
    "ghc-proposals+ghc-proposals": r"proposals/(?!0000)\d+-.*\.(?:rst|md)",
    "golang+proposal": r"design/(?!TEMPLATE)[^/]+\.md",
    "grpc+proposal": r"[A-Z]\d+[-_][^/]*\.md",
    "hashgraph+hedera-improvement-proposal": r"HIP/hip-\d+\.md",
    "hyperledger+aries-rfcs": r"(?:concepts|features)/\d+-[^/]+/README\.md",
    "hyperledger+indy-hipe": r"text/\d+-[^/]+/README\.md|design/dkms/(?!README).*\.md",
    "in-toto+ITE": r"ITE/\d+/README\.adoc",
    "ipfs+specs": r"src/ipips/ipip-\d+\.md",
    "jenkinsci+jep": r"jep/\d+/README\.adoc",
    "jupyter+enhancement-proposals": r"\d+-[^/]+/[^/]+\.md",
    "lightning+blips": r"blip-\d+\.md",
    "lightning+bolts": r"\d\d-.*\.md|proposals/.*\.md",
    "matrix-org+matrix-spec-proposals": r"proposals/(?!0000)\d+-.*\.md",
    "near+NEPs": r"neps/(?:archive/\d+-.*|nep-\d+)\.md",
    "nostr-protocol+nips": r"[0-9A-F]{2}\.md",
    "npm+rfcs": r"(?:accepted|implemented|withdrawn)/(?!0000)\d+-.*\.md",
    "ocaml+RFCs": r"rfcs/(?!Readme).*\.md",
    "open-telemetry+oteps": r"text/(?:[a-z]+/)?\d+-.*\.md",
    "openstack+keystone-specs": (
        r"(?:specs|superseded|attic/keystone-specs)/(?!template)(?!.*README).*\.rst"
    ),
    "openstack+nova-specs": (
        r"specs/[^/]+/(?:(?:approved|implemented)/)?(?!index|.*template)[^/]+\.rst"
    ),
    "php-fig+fig-standards": r"(?:accepted|proposed)/.*\.md",
    "pnpm+rfcs": r"(?:pnpr/)?text/(?!0000-template).*\.md",
    "polkadot-fellows+RFCs": r"text/\d+-.*\.md",
    "python+peps": r"peps/pep-\d+\.rst",
    "reactjs+rfcs": r"text/\d+-.*\.md",
    "ros-infrastructure+rep": r"rep-\d+\.rst",
    "rubygems+rfcs": r"text/\d+-.*\.md",
    "rust-lang+rfcs": r"text/\d+-[^/]+\.md",
    "satoshilabs+slips": r"slip-(?!0000)\d+\.md",
    "scala+improvement-proposals": r"content/\d+-.*\.md",
    "scikit-learn+enhancement_proposals": r"slep\d+/proposal\.rst",
    "solana-foundation+solana-improvement-documents": r"proposals/\d+-.*\.md",
    "starknet-io+SNIPs": r"SNIPS/snip-\d+\.md",
    "stacksgov+sips": r"sips/sip-\d+/sip-[^/]+\.md",
    "tektoncd+community": r"teps/\d+-.*\.md",
    "tensorflow+community": r"(?:sigs/jvm/)?rfcs/\d+[^/]*\.md",
    "theupdateframework+taps": r"tap\d+\.md|POUFs/.*\.md",
    "tronprotocol+tips": r"tip-\d+\.md",
    "vuejs+rfcs": r"active-rfcs/\d+-.*\.md",
    "vacp2p+rfc-index": r"docs/[^/]+/(?!.*README)(?!template).*\.md",
    "withastro+roadmap": r"proposals/\d+-.*\.md",
    "yarnpkg+rfcs": r"(?:accepted|implemented|text)/.*\.md",
    "xsf+xeps": r"(?:xep-\d+|inbox/[^/]+)\.xml",
    "zeromq+rfc": r"content/docs/rfcs/\d+/README\.md",
}
NAMES = {
    "title": "title",
    "status": "status",
    "authors": r"authors?(?:\(s\))?",
    "created": r"(?:created|date-created|start[ -]date|assigned)",
}
XML = {"title": "title", "status": "status", "created": "nothing", "authors": "nothing"}
NUMBER = re.compile(
    r"(?:^|/)(?:[A-Za-z]{2,8}-|[A-Z]{2,8})?(\d+)(?:[-_.][^/]*)?(?:/README\.[a-z]+)?$"
)
TOP = 6_000


def main(folders: list[str]) -> int:
    """Print a line for every repository."""
    print("| repository | documents | found | missing | extra | fields right |")
    print("|---|---|---|---|---|---|")
    for folder in folders:
        print(measure(folder.rstrip("/")))
    return 0


def measure(folder: str) -> str:
    """Return the line of one bare repository."""
    parts = folder.split("/")
    name = next((part for part in parts if part in PLACES), parts[-1])
    oids = dict(_tree(folder))
    with _cat(folder) as process:

        def read(path: str) -> bytes:
            return _blob(process, oids[path])

        found = {
            each.path: each
            for each in trees.documents(Selection.of("auto", ""), oids, read)
        }
        wanted = {p for p in oids if re.fullmatch(PLACES.get(name, "(?!)"), p)}
        fields = _fields(found, wanted, read)
    both = len(wanted & found.keys())
    return (
        f"| {name} | {len(wanted)} | {both} | {len(wanted) - both} "
        f"| {len(found) - both} | {fields} |"
    )


def _fields(found: dict[str, trees.Found], wanted: set[str], read: trees.Read) -> str:
    right: dict[str, int] = {}
    stated: dict[str, int] = {}
    for path in sorted(wanted & found.keys()):
        metadata = found[path].parsed.metadata
        own = _own(path, read(path).decode("utf-8", "replace")[:TOP])
        got = {
            "number": metadata.number,
            "title": metadata.title,
            "status": metadata.status or "",
            "authors": " ".join(author.name for author in metadata.authors),
            "created": metadata.created_raw,
        }
        for field, value in own.items():
            stated[field] = stated.get(field, 0) + 1
            right[field] = right.get(field, 0) + _agree(value, got[field])
    return ", ".join(f"{f} {right[f]}/{stated[f]}" for f in sorted(stated))


def _own(path: str, text: str) -> dict[str, str]:
    """Return what the plain extractor finds; what it does not find is not stated."""
    own: dict[str, str] = {}
    if found := NUMBER.search(path):
        own["number"] = found[1].lstrip("0") or "0"
    for field, name in NAMES.items():
        if path.endswith(".xml"):
            found = re.search(rf"<{XML[field]}>([^<]+)</", text)
        else:
            found = re.search(
                rf"(?im)^[ \t>|*+:.-]*(?:<tr><td>)?[ \t]*\**{name}\**"
                rf"(?:[ \t]*:+|[ \t]*\||[ \t]*</td>[ \t]*<td>)\**[ \t]*(\S[^\n]*)$",
                text.split("\n## ")[0],
            )
        if found:
            own[field] = found[1]
    return own


def _agree(own: str, got: str) -> bool:
    """Whether the first words agree, markup and case left aside."""
    plain = re.sub(r"<[^>]*>|\([^)]*\)|\[\^?|\]|&\w+;", " ", own).lower()
    said = set(re.findall(r"\w+", got.lower()))
    first = re.findall(r"\w+", plain)[:2]
    return not first or bool(said & set(first)) or not re.search(r"[a-z0-9]", plain)


def _tree(folder: str) -> Iterator[tuple[str, str]]:
    command = ["git", "-C", folder, "ls-tree", "-r", "-z", "HEAD"]
    for line in subprocess.run(command, capture_output=True, check=True).stdout.split(
        b"\0"
    ):
        head, _, path = line.partition(b"\t")
        if head.startswith(b"100"):
            yield path.decode("utf-8", "replace"), head.split()[2].decode()


def _cat(folder: str) -> subprocess.Popen[bytes]:
    command = ["git", "-C", folder, "cat-file", "--batch"]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, stdin=pipe, stdout=pipe)


def _blob(process: subprocess.Popen[bytes], oid: str) -> bytes:
    asked, answers = process.stdin, process.stdout
    assert asked
    assert answers
    asked.write(f"{oid}\n".encode())
    asked.flush()
    size = int(answers.readline().split()[2])
    data = answers.read(size)
    answers.read(1)
    return data


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
