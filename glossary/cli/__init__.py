"""The command line. Commands read input, call one function, and write the answer; imports wait until they are used.

Results go to stdout, messages to stderr. Exit status: 0 done; 1 problems found or some inputs unreadable; 2 bad usage
or nothing could be done. One module for each kind of work: `names`, `articles`, `concordance`, `curation`, `counts`,
`revisions`, `proposals`, `service`; `opened` says which glossary a command works on, `terminal` reads what it is given
and prints.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from glossary.cli.articles import annotate
from glossary.cli.concordance import concordance
from glossary.cli.counts import stats
from glossary.cli.curation import add, fmt, lint
from glossary.cli.names import convert, lookup, suggest, transcribe
from glossary.cli.opened import terms_option
from glossary.cli.proposals import proposals
from glossary.cli.revisions import history, load, restore
from glossary.cli.service import serve
from glossary.cli.terminal import fail
from glossary.errors import GlossaryError


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@terms_option
@click.version_option(package_name="ko-zh-glossary", prog_name="glossary")
@click.pass_context
def main(context: click.Context, terms: tuple[Path, ...]) -> None:
    """Chinese names in Korean, Chinese and English: look them up, find them in articles.

    중국 이름의 한국어·중국어·영어 표기를 찾고 기사에 표시합니다.
    """
    context.obj = terms


for _command in (
    add,
    annotate,
    concordance,
    convert,
    fmt,
    history,
    lint,
    load,
    lookup,
    proposals,
    restore,
    serve,
    stats,
    suggest,
    transcribe,
):
    main.add_command(_command)


def run() -> None:
    """Run the command line; what the program raises on purpose becomes a message and exit status 2."""
    try:
        main(standalone_mode=False)
    except click.exceptions.Exit as exit:
        sys.exit(exit.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        sys.exit(130)
    except GlossaryError as error:
        fail(str(error))
    except OSError as error:
        # What is still to be written cannot be, and would be tried once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        fail(f"cannot go on: {error.strerror or error}")
