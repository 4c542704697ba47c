"""Exit 0 when the address answers 200; the image needs no curl for that."""

import sys
import urllib.request

with urllib.request.urlopen(sys.argv[1], timeout=4) as answer:  # noqa: S310
    sys.exit(0 if answer.status == 200 else 1)
