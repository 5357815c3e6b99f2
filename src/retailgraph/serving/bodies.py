"""What a request brings: the fields of its address or form, and its body, as much as it may be."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import parse_qsl

from starlette.requests import ClientDisconnect, Request

from retailgraph.serving.problems import Problem

FORM = "application/x-www-form-urlencoded"
_MOST_FIELDS = 200
_HEARD_OUT = 4
"""How much more than allowed is read, and forgotten: clients read no answer before they have sent all."""
Fields = Mapping[str, list[str]]


def fields_of(text: str) -> dict[str, list[str]]:
    """The fields of an address's end or of a form; Problem for what is not UTF-8."""
    found: dict[str, list[str]] = {}
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
        for name, value in pairs:
            found.setdefault(name, []).append(value)
    except UnicodeDecodeError:
        raise Problem(400, "the fields of the request are not UTF-8") from None
    except ValueError:
        raise Problem(400, f"a request has at most {_MOST_FIELDS} fields") from None
    return found


def asked(request: Request) -> dict[str, list[str]]:
    """The fields of its address."""
    return fields_of(request.scope["query_string"].decode("latin-1"))


def media_type(request: Request) -> str:
    """What its body is said to be; Problem for a charset other than UTF-8 and for one that is packed."""
    type, *parameters = (part.strip().lower() for part in request.headers.get("content-type", "").split(";"))
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name == "charset" and value.strip('"') not in ("utf-8", "utf8", "us-ascii"):
            raise Problem(415, f"the charset {value} is not taken; send UTF-8")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem(415, "bodies are not taken packed (Content-Encoding)")
    return type


async def body_of(request: Request, megabytes: float) -> bytes:
    """Its body; Problem if that is larger than allowed, or did not arrive whole."""
    most, size, found = int(megabytes * 1e6), 0, bytearray()
    said = request.headers.get("content-length", "0")
    if said.isdecimal() and int(said) > _HEARD_OUT * most:
        raise _too_large(megabytes)
    try:
        async for piece in request.stream():
            size += len(piece)
            if size > _HEARD_OUT * most:
                break
            found += piece if size <= most else b""
    except ClientDisconnect:
        raise Problem(400, "the body did not arrive whole") from None
    if size > most:
        raise _too_large(megabytes)
    return bytes(found)


def _too_large(megabytes: float) -> Problem:
    return Problem(413, f"the body of a request has at most {megabytes:g} MB", connection="close")


def text_of(body: bytes) -> str:
    """A body as text; Problem for what is not UTF-8."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem(400, "the body is not UTF-8") from None
