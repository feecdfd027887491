"""`python -m amends` is the `amends` command."""

import sys

from amends.cli import main

sys.exit(main())
