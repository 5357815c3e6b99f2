"""The command line. It holds no logic: a command reads its words, calls one function and prints.

A question in plain words is answered at once. For all else click reads the words: to load it takes longer
than to answer a question.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

from retailgraph.errors import RetailGraphError

COMMANDS = {
    "ask": ("asking", "Ask a question in words."),
    "show": ("browsing", "Show an entity whole."),
    "why": ("browsing", "Show the passages behind a relationship."),
    "conflicts": ("doubting", "List where the sources disagree."),
    "stale": ("doubting", "List what nobody has confirmed lately."),
    "timeline": ("timing", "Tell what happened to an entity, in order."),
    "changes": ("timing", "Tell what changed in a period."),
    "history": ("timing", "Show every claim about a relationship, in order."),
    "list": ("browsing", "List the entities, or those of a type."),
    "sources": ("browsing", "List the articles."),
    "stats": ("browsing", "Count what the graph holds."),
    "query": ("querying", "Run a SPARQL query."),
    "export": ("exporting", "Write the graph to a file or to standard output."),
    "relations": ("querying", "Explain the relations, types and qualifiers."),
    "path": ("connecting", "Say how two entities are connected."),
    "common": ("connecting", "List what two entities are both joined to."),
    "compare": ("connecting", "Put two entities side by side."),
    "central": ("connecting", "List who matters most."),
    "communities": ("connecting", "List groups that belong together."),
    "platform-map": ("connecting", "Show which brands sell on which platforms."),
    "draw": ("drawing", "Draw an entity's surroundings, or a picture of time."),
    "explore": ("exploring", "Write the graph as one HTML page to explore."),
    "serve": ("serving", "Serve the graph over HTTP."),
    "mcp": ("agents", "Serve the graph to an agent."),
    "context": ("agents", "Give facts that fit into a model's context."),
    "propose": ("proposing", "Propose claims from the text of articles."),
    "watch": ("watching", "Look at feeds and draft what is new."),
    "review": ("reviewing", "Review a draft, claim by claim."),
    "load": ("files", "Load articles, entities and bulk claims."),
    "import": ("importing", "Import a file that other people made."),
    "remove": ("files", "Remove articles and your entities."),
    "check": ("files", "Check files without loading them."),
    "duplicates": ("deciding", "Propose entities that may be one, or decide."),
    "init": ("files", "Lay out a folder for your own articles."),
    "new": ("files", "Write a template: new article."),
    "store": ("upkeep", "Copy, look at or delete the store."),
    "doctor": ("upkeep", "Check the installation."),
    "completion": ("upkeep", "Print the shell completion script."),
}

_QUIET = ("-q", "--quiet")


def main() -> None:
    """Run the command line and exit with its code."""
    # A look-up makes no garbage worth looking for, and ends soon; what works longer is still looked after.
    gc.set_threshold(100_000, 20, 20)
    signal.signal(signal.SIGTERM, _interrupt)
    code = run(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            stream.flush()
    # Everything is closed and written: taking the interpreter apart would cost more than the look-up did.
    os._exit(code)


def _interrupt(*_: object) -> None:
    """End as on Ctrl-C: what is half written is taken away."""
    raise KeyboardInterrupt


def run(arguments: list[str]) -> int:
    """Run the command line on these words; gives the exit code instead of exiting."""
    _utf8()
    try:
        for word in arguments:
            word.encode()
    except UnicodeEncodeError:
        say("error: a word of the command is not UTF-8 text")
        return 2
    try:
        return _run(arguments)
    except KeyboardInterrupt:
        say("")  # after the ^C of the terminal
        return 130
    except RetailGraphError as error:
        return _report(error, "--debug" in arguments)
    except BrokenPipeError:
        _silence()
        return 0
    except OSError as error:
        if "--debug" in arguments:
            raise
        say(f"error: {error.filename or 'standard output'}: {error.strerror or error}")
        return 1
    except Exception as error:
        if "--debug" in arguments:
            raise
        say(f"error: {type(error).__name__}: {error} (--debug shows where)")
        return 1


def _run(arguments: list[str]) -> int:
    question = _plain_question(arguments)
    if question:
        from retailgraph.cli.answering import ask
        from retailgraph.cli.session import Session

        ask(Session(_settings(arguments)), question)
        sys.stdout.flush()
        return 0
    from retailgraph.cli import commands

    return commands.run(arguments)


def _plain_question(arguments: list[str]) -> list[str]:
    """The words of a line that is a question without options; none of any other line."""
    words = [word for word in arguments if word not in _QUIET]
    if "_RETAILGRAPH_COMPLETE" in os.environ or any(word.startswith("-") for word in words):
        return []
    return words[1:] if words[:1] == ["ask"] else [] if not words or words[0] in COMMANDS else words


def _settings(arguments: list[str]) -> dict[str, Any]:
    """As click would have them for such a line."""
    quiet = any(word in _QUIET for word in arguments)
    return {"store": os.environ.get("RETAILGRAPH_STORE") or None, "with_shipped": False, "quiet": quiet}


def say(line: str) -> None:
    """Print a line on standard error."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


def _report(error: RetailGraphError, debug: bool) -> int:
    from retailgraph.cli.printing import error_lines

    if debug:
        import traceback

        traceback.print_exception(error)
    for line in error_lines(error):
        say(line)
    return error.exit_code


def _utf8() -> None:
    """Chinese names are data: print them also where the locale says ASCII. A closed stream takes nothing."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115 - for good
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure") and (stream.encoding or "").lower().replace("-", "") != "utf8":
            stream.reconfigure(encoding="utf-8", errors="replace")


def _silence() -> None:
    """The reader of our output went away: say nothing more, also not while Python exits."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
