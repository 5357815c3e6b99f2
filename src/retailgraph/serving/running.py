"""Running a server: the socket, the event loop, and an end that lets go of nobody in mid-sentence."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import Callable

import uvicorn

from retailgraph.errors import RetailGraphError, UsageError
from retailgraph.serving import tokens
from retailgraph.serving.application import application
from retailgraph.serving.connections import protocol
from retailgraph.serving.service import Service
from retailgraph.serving.settings import Settings
from retailgraph.serving.standing import Graphs


def tokens_for(settings: Settings) -> tokens.Tokens:
    """The tokens that the settings name; UsageError where these would let anybody in."""
    found = tokens.read(settings.token_file, os.environ.get(tokens.VARIABLE, ""))
    if not settings.is_local and not settings.allow_host and not found:
        raise UsageError(
            f"--host {settings.host} can be reached from other machines: say by which name with "
            "--allow-host NAME, or who may ask with --token-file FILE"
        )
    if (settings.write or settings.require_token) and not found:
        which = "--write" if settings.write else "--require-token"
        raise UsageError(f"{which} needs tokens: --token-file FILE, or {tokens.VARIABLE}")
    return found


def listening(settings: Settings) -> socket.socket:
    """A socket that listens where the settings say; RetailGraphError where none can."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((settings.host, settings.port))
        made.listen(1024)
    except (OSError, UnicodeError) as error:
        made.close()
        why = getattr(error, "strerror", None) or error
        raise RetailGraphError(f"cannot listen on {settings.host} port {settings.port}: {why}") from None
    return made


def address_of(listener: socket.socket, settings: Settings) -> str:
    """The address by which a server is called."""
    host, port = listener.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{settings.base_path}/"


class Server(uvicorn.Server):
    """A server of a graph."""

    def __init__(self, settings: Settings, make: Callable[[], Service]) -> None:
        proxies = list(settings.trusted_proxy)
        super().__init__(
            uvicorn.Config(
                application(make),
                http=protocol(settings.request_seconds, settings.max_connections),
                ws="none",
                lifespan="on",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=bool(proxies),
                forwarded_allow_ips=proxies or None,
                timeout_keep_alive=settings.keep_alive,
                timeout_graceful_shutdown=settings.stop_seconds,
            )
        )


def serve(settings: Settings, graphs: Graphs, announce: Callable[[str], None]) -> None:
    """Answer until a signal says to stop; ``announce`` is called with the address when it is open."""
    known = tokens_for(settings)
    listener = listening(settings)
    server = Server(settings, lambda: Service(settings, graphs, known))
    announce(address_of(listener, settings))
    try:
        asyncio.run(server.serve([listener]))
    except KeyboardInterrupt:
        pass  # the signal that ended it, once more
    finally:
        listener.close()
