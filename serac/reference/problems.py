"""What is wrong with a reference file, said so that a person can mend it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault: where it is, what is wrong, and what to do about it."""

    file: str
    line: int
    what: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.what} {self.remedy}"


class BadReference(Exception):
    """The reference data cannot be used; holds every problem found, not only the first."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        count = len(self.problems)
        head = f"{count} problem{'' if count == 1 else 's'} in the reference data:"
        super().__init__("\n".join([head, *(f"  {problem}" for problem in self.problems)]))


@dataclass(frozen=True, slots=True)
class Mention:
    """One entry naming another: checked once every list has been read."""

    file: str
    line: int
    code: str
    lists: tuple[str, ...]


@dataclass(slots=True)
class Report:
    """Collects what is found while one file is read."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    mentions: list[Mention] = field(default_factory=list)

    def add(self, line: int, what: str, remedy: str) -> None:
        """Note one fault at a line of this file."""
        self.problems.append(Problem(self.file, line, what, remedy))

    def mention(self, line: int, code: str, lists: tuple[str, ...]) -> None:
        """Note that this line names an entry of one of these lists."""
        self.mentions.append(Mention(self.file, line, code, lists))
