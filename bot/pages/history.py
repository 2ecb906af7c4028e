"""The conversation, carried by the page in a hidden field: the server keeps nothing about anybody."""

from pydantic import TypeAdapter, ValidationError

from bot.answering.answer import Turn

MOST_TURNS = 12
MOST_CHARACTERS = 2000

_TURNS = TypeAdapter(tuple[Turn, ...])


def written(turns: tuple[Turn, ...]) -> str:
    """The last turns as the hidden field holds them, each shortened, so that the field stays small."""
    kept = tuple(Turn(turn.role, turn.content[:MOST_CHARACTERS]) for turn in turns[-MOST_TURNS:])
    return _TURNS.dump_json(kept).decode()


def read(field: str) -> tuple[Turn, ...]:
    """The turns in the hidden field; none if it is not one that `written` wrote."""
    try:
        return _TURNS.validate_json(field)[-MOST_TURNS:]
    except ValidationError:
        return ()
