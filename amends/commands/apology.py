"""`amends apology`: the gate on the command line, for one text, for many, or for a whole domain."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from amends.apology.audit import AuditError, audit_responses, customer_texts
from amends.apology.bench import COLLECTIONS, CollectionError, bench_report
from amends.apology.gate import check
from amends.apology.rules import languages
from amends.apology.verdict import Check

BAD_INPUT = 2
"""The exit code for input that cannot be read."""


class BadLineError(ValueError):
    """A line of input that is not {text, lang}; the message says what to write instead."""


@dataclass(frozen=True, slots=True)
class _Message:
    text: str
    lang: str
    before: tuple[str, ...]
    said: tuple[str, ...]


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `apology check` and `apology audit` to the command line of `amends`."""
    apology = subparsers.add_parser("apology", help="check what a message does to an apology")
    commands = apology.add_subparsers(required=True, metavar="COMMAND")
    one = commands.add_parser("check", help="check a text, or many from stdin with --jsonl")
    one.add_argument("text", nargs="?", help="the message to check")
    one.add_argument("--lang", default="en", help="its language, ISO 639-1 (default: en)")
    one.add_argument(
        "--before", action="append", default=[], metavar="TEXT", help="a message sent directly before"
    )
    one.add_argument(
        "--said", action="append", default=[], metavar="TEXT", help="a message sent about this failure"
    )
    one.add_argument("--jsonl", action="store_true", help="read lines of {text, lang}; write one for each")
    one.set_defaults(run=run_check)
    audit = commands.add_parser("audit", help="check every text of Rasa domains and files of lines")
    audit.add_argument(
        "files", nargs="*", type=Path, help="default: every text of ours under the working directory"
    )
    audit.set_defaults(run=run_audit)
    bench = commands.add_parser("bench", help="measure how often the gate is right, and how long it takes")
    bench.add_argument("files", nargs="*", type=Path, help="collections; those of the tests by default")
    bench.set_defaults(run=run_bench)


def run_bench(args: argparse.Namespace) -> int:
    """Print confusion matrices and times. 2 where a collection cannot be read."""
    try:
        for line in bench_report(args.files or _collections()):
            print(line)
    except CollectionError as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    return 0


def _collections() -> list[Path]:
    known = [path for path in COLLECTIONS.glob("*_??.jsonl") if path.stem[-2:] in languages()]
    return sorted(known, key=lambda path: (path.stem[-2:], path.stem))


def run_check(args: argparse.Namespace) -> int:
    """Check one text or the lines of stdin. 0 when all could be checked, whatever the verdict; 2 on bad input."""
    if args.jsonl == (args.text is not None):
        print("give either a text or --jsonl with lines on stdin", file=sys.stderr)
        return BAD_INPUT
    if args.jsonl:
        return check_lines(sys.stdin.buffer, sys.stdout, sys.stderr)
    checked = check(args.text, lang=args.lang, before=args.before, said=args.said)
    _say_language(checked, "", sys.stderr)
    print(_in_words(checked))
    return 0


def run_audit(args: argparse.Namespace) -> int:
    """Audit files. 0 when all are clean, 1 with a line for each breach, 2 when one cannot be read."""
    code = 0
    try:
        audited = [(path, audit_responses(path)) for path in args.files or customer_texts(Path())]
    except AuditError as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    for path, findings in audited:
        print("\n".join(map(str, findings)) or f"{path}: every text keeps the contract.")
        code = code or int(bool(findings))
    return code


def check_lines(lines: Iterable[bytes], out: TextIO, errors: TextIO) -> int:
    """Check JSON lines of {text, lang} and write {verdict, spans, reasons, rewrite} for each, in order.

    `lang` (default "en"), `before` and `said` (lists of texts) may be missing; empty lines are skipped. A bad
    line is answered with {error} in its place, and with its number on `errors`; the others are still checked,
    and 2 is given at the end.
    """
    code = 0
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            message = _parse(line)
        except BadLineError as error:
            code = BAD_INPUT
            print(f"line {number}: {error}", file=errors)
            print(json.dumps({"error": f"line {number}: {error}"}), file=out)
            continue
        checked = check(message.text, lang=message.lang, before=message.before, said=message.said)
        _say_language(checked, f"line {number}: ", errors)
        print(json.dumps(_in_json(checked)), file=out)
    return code


def _parse(line: bytes) -> _Message:
    try:
        given: Any = json.loads(line.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise BadLineError(f"this is not UTF-8 ({error.reason}); save the file as UTF-8") from error
    except (json.JSONDecodeError, RecursionError) as error:
        raise BadLineError(f'this is not JSON ({error}); write {{"text": "...", "lang": "en"}}') from error
    if not isinstance(given, dict) or not isinstance(given.get("text"), str):
        raise BadLineError('there is no `text` that is a string; write {"text": "...", "lang": "en"}')
    lang, before, said = given.get("lang", "en"), given.get("before", []), given.get("said", [])
    if not isinstance(lang, str):
        raise BadLineError('`lang` is not a string; write {"text": "...", "lang": "en"}')
    for name, texts in (("before", before), ("said", said)):
        if not _is_texts(texts):
            raise BadLineError(
                f'`{name}` is not a list of strings; write {{"text": "...", "{name}": ["I\'m sorry."]}}'
            )
    return _Message(given["text"], lang, tuple(before), tuple(said))


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(text, str) for text in value)


def _in_json(checked: Check) -> dict[str, object]:
    return {
        "verdict": checked.verdict,
        "spans": [[breach.start, breach.end] for breach in checked.breaches],
        "reasons": [breach.reason for breach in checked.breaches],
        "rewrite": checked.rewrite,
    }


def _in_words(checked: Check) -> str:
    lines = [checked.verdict.value]
    lines += [f"  {b.start}-{b.end}  {b.verdict} ({b.rule}): {b.reason}" for b in checked.breaches]
    if checked.rewrite is not None:
        lines.append(f"  Send instead: {checked.rewrite}")
    return "\n".join(lines)


def _say_language(checked: Check, where: str, errors: TextIO) -> None:
    if checked.note:
        print(f"{where}{checked.note}", file=errors)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `apology …` by itself: `python -m amends.commands.apology apology check "…"`."""
    parser = argparse.ArgumentParser(prog="amends")
    add_parser(parser.add_subparsers(required=True, metavar="COMMAND"))
    args = parser.parse_args(arguments)
    code: int = args.run(args)
    return code


if __name__ == "__main__":
    sys.exit(main())
