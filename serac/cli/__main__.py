"""`python -m serac.cli`: the same as `serac`, for programs that start one another."""

from serac.cli import main

main()
