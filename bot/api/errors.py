"""What can be wrong with a request itself; `bot.problems` has the words.

RequestError
├── BadJson           not JSON, not UTF-8, a name given twice, NaN, nested beyond measure
├── BadRequest        anything else that HTTP calls a bad request
├── CrossSite         a form that another site sent
├── NotAuthorised     no key, or another than the editor's
├── NotFound          no such path
├── MethodNotAllowed  the path takes other methods: `allowed`
├── BodyTimeout       the body did not arrive in time
├── BodyTooLarge      more than `limit` bytes
├── WrongMediaType    the body is not `expected`
├── WrongFields       JSON, but not the fields that were asked for: `complaint`, `errors`
├── TooManyRequests   more than `limit` a minute from one address; `seconds` until the next is taken
└── Overloaded        the queue of questions is full
"""

from dataclasses import dataclass

from corpus.errors import TanyaError


class RequestError(TanyaError):
    """The request cannot be served as it came, or not now; `headers` go with the response."""

    headers: dict[str, str] = {}  # noqa: RUF012 - replaced on the instance, never changed in place


class BadJson(RequestError):
    """The body is not one JSON value without repeated names, NaN or Infinity, in UTF-8."""


class BadRequest(RequestError):
    """The request is malformed in another way."""


class CrossSite(RequestError):
    """A page of another site sent the form; its words would look like this site's."""


class NotAuthorised(RequestError):
    """The request does not carry the editors' key."""

    headers = {"WWW-Authenticate": "Bearer"}  # noqa: RUF012


class NotFound(RequestError):
    """No such path."""


class MethodNotAllowed(RequestError):
    """The path exists and takes only the methods in `allowed`."""

    def __init__(self, allowed: str) -> None:
        super().__init__(allowed)
        self.allowed = allowed
        self.headers = {"Allow": allowed}


class BodyTimeout(RequestError):
    """The body did not arrive in time."""

    headers = {"Connection": "close"}  # noqa: RUF012


class BodyTooLarge(RequestError):
    """The body has, or says it has, more than `limit` bytes."""

    headers = {"Connection": "close"}  # noqa: RUF012

    def __init__(self, limit: int) -> None:
        super().__init__(f"at most {limit} bytes")
        self.limit = limit


class WrongMediaType(RequestError):
    """The body's media type is not `expected`."""

    def __init__(self, expected: str) -> None:
        super().__init__(expected)
        self.expected = expected
        self.headers = {"Accept": expected}


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field; `pointer` is its JSON Pointer (RFC 6901)."""

    pointer: str
    detail: str


class WrongFields(RequestError):
    """The JSON does not have the fields that were asked for."""

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        self.complaint = " ".join(f"{error.detail}." for error in errors)
        super().__init__(self.complaint)
        self.errors = errors


class TooManyRequests(RequestError):
    """More than `limit` requests in a minute from one address."""

    def __init__(self, limit: int, seconds: int) -> None:
        super().__init__(f"at most {limit} a minute")
        self.limit = limit
        self.seconds = seconds
        self.headers = {"Retry-After": str(seconds)}


class Overloaded(RequestError):
    """As many questions are waiting as may wait."""

    headers = {"Retry-After": "1"}  # noqa: RUF012
