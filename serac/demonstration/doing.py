"""How actions of the demonstration are asked for, answered and ended."""

from typing import Any

from serac.actions import commands
from serac.core.unit import Unit
from serac.demonstration.scene import Scene, Work


def ask_for(
    name: str, agency: str, owner: str, text: str, why: str, days: float, kind: str = "records", priority: str = "ordinary",
    **facts: Any,
) -> Work:  # fmt: skip
    """Ask an agency's person for something by a day, so many days from today, on the agreement that covers it."""
    facts = {"purpose": "disrupt", "categories": ["identity", "premises"]} | facts

    def work(unit: Unit, scene: Scene) -> object:
        made = commands.make_action(
            unit, scene.case(unit), text=text, why=why, kind=kind, priority=priority, due_on=scene.day(days),
            agency=scene.body(unit, agency), owner=scene.person(unit, owner), **facts,
        )  # fmt: skip
        scene.keep(f"action:{name}", made.id)
        return made

    return work


def without_connection(name: str) -> Work:
    """Somebody who is not on the case says that they have no connection, and reads what is asked."""
    return lambda unit, scene: commands.state_connection(unit, scene.action(unit, name), answer="none")


def accept(name: str) -> Work:
    """Take an action on."""
    return lambda unit, scene: commands.accept_action(unit, scene.action(unit, name))


def refuse(name: str, reason: str, words: str) -> Work:
    """Refuse an action."""
    return lambda unit, scene: commands.refuse_action(unit, scene.action(unit, name), reason=reason, words=words)


def progress(name: str, words: str) -> Work:
    """Say how it goes."""
    return lambda unit, scene: commands.record_progress(unit, scene.action(unit, name), words=words)


def finish(name: str, state: str, words: str) -> Work:
    """Say how an action ended."""
    return lambda unit, scene: commands.finish_action(unit, scene.action(unit, name), state=state, words=words)


def withdraw(name: str, words: str) -> Work:
    """Withdraw an action."""
    return lambda unit, scene: commands.withdraw_action(unit, scene.action(unit, name), words=words)


def carry(name: str, days: float, words: str) -> Work:
    """Give an action until so many days from today."""
    return lambda unit, scene: commands.carry_forward(
        unit, scene.action(unit, name), due_on=scene.day(days), words=words
    )


def escalate(name: str, words: str) -> Work:
    """Take a refused action to the chair."""
    return lambda unit, scene: commands.escalate_action(unit, scene.action(unit, name), words=words)


def give(name: str, agency: str, owner: str, words: str) -> Work:
    """Give a refused action to somebody else."""
    return lambda unit, scene: commands.give_action(
        unit, scene.action(unit, name), agency=scene.body(unit, agency), owner=scene.person(unit, owner), words=words
    )


def split(name: str, agency: str, *parts: tuple[str, str, float]) -> Work:
    """Make several of one: what, by whom, by which day."""

    def work(unit: Unit, scene: Scene) -> object:
        made = [commands.Part(text, scene.day(days), scene.person(unit, owner)) for text, owner, days in parts]
        return commands.split_action(unit, scene.action(unit, name), parts=made, agency=scene.body(unit, agency))

    return work
