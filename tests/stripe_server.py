"""localstripe (PyPI), a stateful fake of Stripe that nobody here wrote: on loopback only, on a free port that it prints, keeping nothing
on the disk, until its standard input is closed. What it answers is its own."""

import os
import socket
import sys
import threading

from aiohttp import web
from localstripe import resources

resources.Store.dump_to_disk = lambda self: None
from localstripe.server import app  # noqa: E402 (reads the store)


def until_closed():
    sys.stdin.read()
    os._exit(0)


listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
threading.Thread(target=until_closed, daemon=True).start()
web.run_app(app, sock=listener, access_log=None, print=None)
