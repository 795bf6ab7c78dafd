"""argparse, speaking plainly: one sentence about what is wrong, with the word that was meant."""

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from facefinder.cli import values as typed
from facefinder.cli.spelling import MEANT, nearest, nearest_word
from facefinder.cli.values import unknown_choice
from facefinder.errors import UsageError
from facefinder.output.tell import hand_out, tell

ABOUT = re.compile(r"argument (\S+): (.*)", re.DOTALL)
"""argparse's message about one argument: its name, what is wrong."""

LONG_DASHES = "\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}"

MISSING = re.compile(r"the following arguments are required: (.*)")

SENTENCES = (
    (re.compile(r"expected (?:one|at least one) argument"), "needs a value"),
    (re.compile(r"ignored explicit argument (.*)", re.DOTALL), r"takes no value, but got \1."),
    (MISSING, r"\1 is missing."),
    (re.compile(r"ambiguous option: (\S+) could match (.*)"), r"\1 could be any of \2."),
)
"""What argparse itself says, and how we say it; whatever else it says stands as it is."""


class Once(argparse.Action):
    """Stores a value; a second place or name would silently replace the first, so it is refused.

    Of numbers and choices the last one counts, as everywhere: scripts put theirs behind others'.
    """

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        namespace: argparse.Namespace,
        values: object,
        option_string: str | None = None,
    ) -> None:
        """Store the value, or refuse another one for the same option."""
        del parser
        before, self._before = getattr(self, "_before", None), values
        names = isinstance(values, Path) or self.type in (typed.destination, typed.word)
        if names and option_string and before not in (None, values):
            raise argparse.ArgumentError(self, f"takes one value, not '{before}' and '{values}'.")
        setattr(namespace, self.dest, values)


class PlainParser(argparse.ArgumentParser):
    """A parser whose errors are `UsageError` with a sentence, without pages of usage.

    It is good for one command line.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - argparse's
        super().__init__(*args, **kwargs)
        for name in (None, "store"):  # what argparse calls the usual action
            self.register("action", name, Once)

    def parse(self, words: Sequence[str]) -> argparse.Namespace:
        """Understand a command line.

        Raises:
            UsageError: It cannot be understood.
        """
        # Asked first: argparse tells of a missing -i before it tells that it was spelt --inptu.
        self.leaf(words).refuse_unknown_options(words)
        arguments, unexpected = self.parse_known_args(words)
        if unexpected:
            self.leaf(words).refuse_word(unexpected[0], self._commands())
        return arguments

    def leaf(self, words: Sequence[str]) -> "PlainParser":
        """The parser of the command, and of its own command, that these words begin with."""
        for action in self._actions:
            if words and isinstance(action.choices, dict):
                below = action.choices.get(words[0])
                if isinstance(below, PlainParser):
                    return below.leaf(words[1:])
        return self

    @property
    def options(self) -> list[str]:
        """All spellings of all options."""
        return list(self._option_string_actions)

    def has_option(self, word: str) -> bool:
        """Whether a word is an option of this parser; a long one may be shortened."""
        name = word.partition("=")[0]
        long = name.startswith("--") and len(name) > 2
        return any(name == option or (long and option.startswith(name)) for option in self.options)

    def refuse_misspelt(self, word: str, others: "PlainParser") -> None:
        """Raise `UsageError` for a word more like one of this parser's options than of others'."""
        name = word.partition("=")[0]
        near = nearest_word(name, [*self.options, *others.options], MEANT)
        if near in self.options and not others.has_option(word):
            message = f"`{self.prog}` has no option {name}. Did you mean {near}?"
            raise UsageError(message, self._advice())

    def refuse_unknown_options(self, words: Sequence[str]) -> None:
        """Raise `UsageError` for the first option that is none of this parser's."""
        known = self._option_string_actions
        for word in words:
            if word == "--":
                return
            self.refuse_long_dash(word)
            if not re.match(r"--?[^\W\d]", word) or " " in word:  # argparse takes it for a value
                continue
            name = word.partition("=")[0]
            short = not word.startswith("--")
            if short and word[:2] in known:
                continue
            if not any(option.startswith(name) for option in known):
                near = nearest(name, known)
                raise UsageError(f"`{self.prog}` has no option {name}.{near}", self._advice())

    def refuse_long_dash(self, word: str) -> None:
        """An option that was copied out of a text, where programs make -- a long dash."""
        name = word.lstrip(LONG_DASHES)
        meant = f"-{name}" if len(name) == 1 else f"--{name}"
        if name != word and self.has_option(meant):
            raise UsageError(f"'{word}' begins with a long dash.", f"Type it as {meant}")

    def refuse_word(self, word: str, commands: Sequence[str]) -> NoReturn:
        """Raise `UsageError` for a word that nothing takes."""
        if word in commands:
            message = f"The command comes first: `facefinder {word}`, and then its options."
            raise UsageError(message, self._advice())
        raise UsageError(f"`{self.prog}` does not know what '{word}' is for.", self._advice())

    def error(self, message: str) -> NoReturn:
        """Say what argparse found, in our words."""
        about = ABOUT.fullmatch(message)
        name, text = (about[1], about[2]) if about else ("", message)
        advice = self._advice_about_missing(message)
        for pattern, sentence in SENTENCES:
            text = pattern.sub(sentence, text)
        if text == "needs a value":
            text = f"needs a value: {self._example(name)}."
        raise UsageError(f"{name} {text}".strip(), advice)

    def _advice_about_missing(self, message: str) -> str:
        """What to do; where an option may have taken the word that is missing, to put it first."""
        first = [str(action.metavar) for action in self._actions if not action.option_strings]
        greedy = [a.option_strings[0] for a in self._actions if a.option_strings and a.nargs == "+"]
        missing = MISSING.fullmatch(message)
        if greedy and missing and missing[1] in first:
            return (
                f"Put it first: `{self.prog} {missing[1]} {greedy[0]} …`; "
                f"{greedy[0]} takes all words that follow it."
            )
        return self._advice()

    def _example(self, name: str) -> str:
        action = self._option_string_actions.get(name.split("/", maxsplit=1)[0])
        metavar = str(action.metavar) if action and action.metavar else "VALUE"
        return f"{name.rsplit('/', maxsplit=1)[-1]} {metavar}"

    def _advice(self) -> str:
        return f"`{self.prog} --help` lists what there is."

    def _commands(self) -> list[str]:
        return [name for a in self._actions if isinstance(a.choices, dict) for name in a.choices]

    def _check_value(self, action: argparse.Action, value: Any) -> None:  # noqa: ANN401 - argparse's
        if action.choices is not None and value not in action.choices:
            raise argparse.ArgumentError(action, str(unknown_choice(value, [*action.choices])))

    def _print_message(self, message: str, file: object = None) -> None:
        """Help and version are results like others: their reader may leave, a disk may be full."""
        if file is not None and file is sys.stderr:
            for line in message.splitlines():
                tell(line)
        else:
            hand_out(message)
