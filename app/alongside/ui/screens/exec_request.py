"""What is filled in to run a command by exec, and the form that checks it before it answers."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

from textual import on
from textual.content import Content
from textual.widgets import Button, Input, Static

from alongside.engine.engine import ExecSpec
from alongside.ui.screens.dialog import Dialog

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class ExecRequest:
    """What was filled in, as it was typed: remembered for the next time.

    `command` empty: a shell.
    """

    command: str = ""
    user: str = ""
    working_dir: str = ""
    env: str = ""
    tty: bool = True
    stdin: bool = True
    privileged: bool = False
    detach: bool = False

    def spec(self) -> ExecSpec:
        """Return it as an `ExecSpec`; an empty command gives an empty argv (a shell).

        Raises:
            ValueError: Unbalanced quotes, or a variable without ``=``; the text says which.
        """
        try:
            argv = shlex.split(self.command)
        except ValueError:
            raise ValueError("The command's quotes do not match.") from None
        try:
            pairs = shlex.split(self.env)
        except ValueError:
            raise ValueError("The environment's quotes do not match.") from None
        env = {}
        for pair in pairs:
            name, equals, value = pair.partition("=")
            if not equals or not name:
                raise ValueError(f"{pair!r} is no variable: write NAME=value.")
            env[name] = value
        return ExecSpec(
            argv=argv,
            tty=self.tty,
            stdin=self.stdin,
            user=self.user.strip(),
            working_dir=self.working_dir.strip(),
            env=env,
            privileged=self.privileged,
        )


class RequestForm(Dialog[Result]):
    """A form with a button ``#run``, one ``#cancel``, and a line ``#problem``."""

    DEFAULT_CSS = """
    RequestForm {
        & .form--row { height: 1; margin-bottom: 1; }
        & #problem { color: $text-error; height: auto; }
    }
    """

    def request(self) -> Result:
        """Return what is filled in.

        Raises:
            ValueError: It cannot be run like that; the text says why.
        """
        raise NotImplementedError

    def typed(self, names: Iterable[str], half: str = "") -> dict[str, str]:
        """Return the fields' texts by name; their ids may begin with ``half-``."""
        lead = f"{half}-" if half else ""
        return {name: self.query_one(f"#{lead}{name}", Input).value for name in names}

    @on(Input.Submitted)
    @on(Button.Pressed, "#run")
    def action_run(self) -> None:
        """Answer with what is filled in, or say what is wrong with it."""
        try:
            request = self.request()
        except ValueError as error:
            self.query_one("#problem", Static).update(Content(str(error)))
        else:
            self.dismiss(request)

    @on(Button.Pressed, "#cancel")
    def _cancel(self) -> None:
        self.dismiss(None)
