"""A bot in a process of its own that kills itself, as kill -9 would, at a stated step of the inbox.

python -m tests.telegram.bot_process URL FOLDER STEP NTH

STEP is "before:begin", "after:tick", "during:answer" …; the process dies the NTH time it comes there. With
STEP "never" it runs until it is killed from outside.
"""

import asyncio
import itertools
import os
import signal
import sys
from pathlib import Path

from bot.answering.answer import Inquiry
from bot.telegram_bot import Seams, build_bot, run_bot
from bot.telegram_bot.inbox import Inbox
from tests.telegram.answerers import FakeAnswerer
from tests.telegram.bot_api_server import TOKEN


def main(url: str, folder: str, step: str, nth: str) -> None:
    when, _, name = step.partition(":")
    times = itertools.count(1)

    def die() -> None:
        if next(times) == int(nth):
            os.kill(os.getpid(), signal.SIGKILL)

    def die_answering(inquiry: Inquiry) -> None:
        if name == "answer":
            die()

    if when in ("before", "after"):
        original = getattr(Inbox, name)

        def step_and_die(*args: object) -> object:
            if when == "before":
                die()
            result = original(*args)
            if when == "after":
                die()
            return result

        setattr(Inbox, name, step_and_die)
    bot = build_bot(FakeAnswerer(die_answering), TOKEN, Path(folder), Seams(api=url))
    asyncio.run(run_bot(bot))


if __name__ == "__main__":
    main(*sys.argv[1:])
