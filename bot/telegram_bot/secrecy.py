"""Keeps the bot token, and what people write, out of the logs."""

import logging
import warnings
from collections.abc import Generator
from contextlib import contextmanager
from traceback import extract_tb

from telegram.warnings import PTBDeprecationWarning

# httpx logs addresses, which hold the token; telegram logs whole messages at DEBUG and unparsable ones above.
_TALKATIVE = {"httpx": logging.WARNING, "httpcore": logging.WARNING, "telegram": logging.CRITICAL}

_FORMATTER = logging.Formatter()


@contextmanager
def secrets_kept(token: str) -> Generator[None]:
    """While it lasts, no log record of this process shows `token`, whoever writes it, at any level."""
    secret = token.partition(":")[2] or token
    levels = {name: logging.getLogger(name).level for name in _TALKATIVE}
    factory = logging.getLogRecordFactory()

    def redacting(*args: object, **kwargs: object) -> logging.LogRecord:
        record = factory(*args, **kwargs)
        # Filters of a logger do not see its children's records; what makes the records sees all of them.
        try:
            message = record.getMessage()
        except Exception:  # noqa: BLE001 - whatever a log call's arguments raise; printing them would show them
            record.msg, record.args = "(a log record that could not be formatted)", ()
        else:
            if secret in message:
                record.msg, record.args = message.replace(secret, "***"), ()
        if record.exc_info and secret in (trace := _FORMATTER.formatException(record.exc_info)):
            record.exc_info, record.exc_text = None, trace.replace(secret, "***")
        return record

    for name, level in _TALKATIVE.items():
        logging.getLogger(name).setLevel(level)
    logging.setLogRecordFactory(redacting)
    try:
        yield
    finally:
        logging.setLogRecordFactory(factory)
        for name, level in levels.items():
            logging.getLogger(name).setLevel(level)


def quiet_retry_after() -> None:
    """Silence the library's notice that `RetryAfter` will hold a timedelta: both forms are read here."""
    warnings.filterwarnings("ignore", message=r"[\s\S]*`retry_after`", category=PTBDeprecationWarning)


def place(error: BaseException) -> str:
    """The type of an error and where it was raised: all of it that may be logged, for its text may quote."""
    frames = extract_tb(error.__traceback__)
    where = f" at {frames[-1].name}:{frames[-1].lineno}" if frames else ""
    return f"{type(error).__name__}{where}"
