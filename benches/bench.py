"""Measures Portico beside the floor, in one run. Started by bin/bench, which says how.

Everything is on this machine and on loopback: Portico with its own PostgreSQL and its worker, in a data directory of
this run alone; the floor on the same PostgreSQL; wrk. Each figure is the median of some rounds in which the two sides
take turns, so that what slows the machine down slows both.
"""

import argparse
import contextlib
import email
import email.policy
import http.client
import json
import os
import pathlib
import platform
import re
import secrets
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.parse
from datetime import datetime, timezone
from html.parser import HTMLParser

ROOT = pathlib.Path(__file__).resolve().parent.parent
AGENCY = "bench"
PAGES = 200
CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


class Failed(Exception):
    """Something could not be done, in words."""


def say(*words):
    print(*words, file=sys.stderr, flush=True)


# Building


def cargo(*arguments):
    """Builds, and returns the executables by target name."""
    command = ["cargo", *arguments, "--locked", "--message-format=json-render-diagnostics"]
    say("building:", " ".join(command[:-1]))
    built = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, timeout=5400)
    if built.returncode != 0:
        raise Failed(f"cargo {arguments[0]} failed")
    messages = (json.loads(line) for line in built.stdout.splitlines() if line.startswith("{"))
    return {m["target"]["name"]: pathlib.Path(m["executable"]) for m in messages if m.get("executable")}


def executable(built, name):
    try:
        return built[name]
    except KeyError:
        raise Failed(f"cargo built no {name}") from None


def build(options):
    """The floor first: `cargo bench` also makes a `portico`, with the features of the tests, in the same place."""
    built = {} if options.floor and options.usage_floor else cargo("bench", "--bench", "floor", "--bench", "usage_floor", "--no-run")
    floor = options.floor or executable(built, "floor")
    usage_floor = options.usage_floor or executable(built, "usage_floor")
    portico = options.portico or executable(cargo("build", "--release", "--bin", "portico"), "portico")
    return portico, floor, usage_floor


# Processes


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def end(process, with_signal=signal.SIGTERM, patience=40):
    """Ends a process that we started, and waits until it is gone."""
    if process is None or process.poll() is not None:
        return
    process.send_signal(with_signal)
    try:
        process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


def when(condition, seconds, what, every=0.005):
    """Waits for the condition; returns how long it took."""
    began = time.monotonic()
    while time.monotonic() - began < seconds:
        if condition():
            return time.monotonic() - began
        time.sleep(every)
    raise Failed(f"{what}: not within {seconds} s")


class Portico:
    """One server with its data directory, and the commands beside it."""

    def __init__(self, program, directory):
        self.program = program
        self.data = directory / "data"
        self.log = directory / "portico.log"
        self.port = free_port()
        self.process = None
        ours = ("PORTICO_", "DATABASE_", "SMTP_", "LEPTOS_", "PGHOST", "PGPORT", "PGUSER", "PGPASS", "PGDATABASE", "RUST_LOG")
        self.env = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
        self.env |= {
            "PORTICO_DATA_DIR": str(self.data),
            "PORTICO_ADDR": f"127.0.0.1:{self.port}",
            "PORTICO_SIGN_IN_PER_PAIR": "100000",
            "PORTICO_SIGN_IN_PER_ADDRESS": "100000",
            "PORTICO_SIGN_IN_PER_ACCOUNT": "100000",
            "PORTICO_API_RATE_SCALE": "1000000",
        }

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def host(self, agency=None):
        return f"{agency}.localhost:{self.port}" if agency else f"localhost:{self.port}"

    def start(self, seconds):
        """Starts the server and returns the time from there until it is ready."""
        with self.log.open("ab") as log:
            began = time.monotonic()
            self.process = subprocess.Popen([self.program, "serve"], cwd=self.data.parent, env=self.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        when(self.is_ready, seconds, "the server is ready")
        return time.monotonic() - began

    def is_ready(self):
        if self.process.poll() is not None:
            raise Failed(f"the server ended by itself:\n{self.tail()}")
        try:
            return request(self.port, "GET", "/readyz", self.host(), timeout=2).status == 200
        except (OSError, http.client.HTTPException):
            return False

    def tail(self):
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])

    def stop(self):
        end(self.process)

    def kill(self):
        """As a crash would: its PostgreSQL stays."""
        self.process.kill()
        self.process.wait(10)

    def command(self, *arguments, seconds=60):
        done = subprocess.run([self.program, *arguments], cwd=self.data.parent, env=self.env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds)
        if done.returncode != 0:
            raise Failed(f"portico {' '.join(arguments)}: {done.stderr.strip()}")
        return done.stdout.strip()

    def memory(self):
        """Bytes of memory, now and at most so far."""
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return tuple(int(re.search(rf"{name}:\s+(\d+) kB", status)[1]) * 1024 for name in ("VmRSS", "VmHWM"))

    # Its PostgreSQL, as src/db/embedded/ keeps it

    def home(self):
        """Elsewhere when the server's account cannot enter the data directory."""
        pointer = self.data / "postgres.location"
        return pathlib.Path(pointer.read_text().strip()) if pointer.exists() else self.data

    def postmaster(self):
        """The lines of postmaster.pid: 0 is the process, 4 the directory of the socket. Nothing when none runs."""
        with contextlib.suppress(OSError, ValueError):
            lines = (self.home() / "postgres/postmaster.pid").read_text().splitlines()
            # After a crash the number may be somebody else's.
            if "postgres" in pathlib.Path(f"/proc/{int(lines[0])}/comm").read_text():
                return lines
        return []

    def login(self):
        """Socket directory, role and password of the owner."""
        lines = self.postmaster()
        if len(lines) < 5:
            raise Failed("the server's PostgreSQL cannot be found")
        return lines[4].strip(), "portico_owner", json.loads((self.data / "postgres.json").read_text())["owner"]

    def end_postgres(self):
        """For a server that was killed and could not do it itself."""
        if lines := self.postmaster():
            pid = int(lines[0])
            with contextlib.suppress(ProcessLookupError, Failed):
                os.kill(pid, signal.SIGINT)
                when(lambda: not pathlib.Path(f"/proc/{pid}").exists(), 20, "PostgreSQL stops", 0.1)

    def clear(self):
        """Leaves nothing: server, PostgreSQL, and a cluster that lives outside our directory."""
        end(self.process)
        self.end_postgres()
        home = self.home()
        if home != self.data and home.parent == pathlib.Path("/var/lib/portico"):
            shutil.rmtree(home, ignore_errors=True)


# HTTP


def request(port, method, path, host, headers=None, body=None, timeout=30):
    """One request on a connection of its own. The body is read; look at `.status`, `.headers` and `.text`."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        connection.request(method, path, body, {"Host": host, "Accept": "text/html,application/json;q=0.9", **(headers or {})})
        response = connection.getresponse()
        response.text = response.read().decode(errors="replace")
        return response
    finally:
        connection.close()


def get(port, path, host, headers=None):
    response = request(port, "GET", path, host, headers)
    if response.status != 200:
        raise Failed(f"GET {path} at {host}: {response.status} {response.text[:300]}")
    return response


def bytes_on_the_wire(port, path, host, cookie):
    """All bytes of the answer to what a browser asks: status line, headers, body as it is sent."""
    lines = [f"GET {path} HTTP/1.1", f"Host: {host}", "Accept-Encoding: gzip, deflate, br, zstd", f"Cookie: {cookie}", "Connection: close", "", ""]
    received = b""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall("\r\n".join(lines).encode())
        while chunk := connection.recv(65536):
            received += chunk
    if not received.startswith(b"HTTP/1.1 200 "):
        raise Failed(f"GET {path}: {received[:80]!r}")
    return len(received)


class References(HTMLParser):
    """What a page makes a browser fetch."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        attributes = {name: value or "" for name, value in attributes}
        if tag == "link":
            kinds = {"stylesheet", "icon", "preload", "modulepreload", "manifest"}
            if kinds & set(attributes.get("rel", "").lower().split()):
                self.found.append(attributes.get("href", ""))
        elif tag in ("script", "img", "iframe", "source"):
            self.found.append(attributes.get("src", ""))
        elif tag in ("use", "image"):
            self.found.append(attributes.get("href", "") or attributes.get("xlink:href", ""))

    handle_startendtag = handle_starttag


def first_view(port, path, host, cookie):
    """Bytes per resource of a page seen for the first time."""
    sizes, waiting = {}, [path]
    while waiting and len(sizes) < 100:
        one = waiting.pop(0)
        if one in sizes:
            continue
        sizes[one] = bytes_on_the_wire(port, one, host, cookie)
        answer = get(port, one, host, {"Cookie": cookie})
        kind = answer.headers.get("Content-Type", "")
        found = []
        if kind.startswith("text/html"):
            parser = References()
            parser.feed(answer.text)
            found = parser.found
        elif kind.startswith("text/css"):
            # A font or picture that only a rule in use would load counts all the same.
            found = [url for pair in re.findall(r"""url\(\s*["']?([^"')]+)|@import\s+["']([^"']+)""", answer.text) for url in pair]
        for url in filter(None, found):
            if url.startswith(("data:", "#")):
                continue
            full = urllib.parse.urlsplit(urllib.parse.urljoin(f"http://{host}{one}", url))
            if full.netloc != host:
                raise Failed(f"{one} fetches {url} from elsewhere")
            waiting.append(full.path + (f"?{full.query}" if full.query else ""))
    return sizes


# Making ready


def submit(server, host, path, fields, expected, cookie=None):
    """Sends a form as our own page does. Returns the session's cookie."""
    headers = {"Origin": f"http://{host}", "Content-Type": "application/x-www-form-urlencoded"}
    if cookie:
        headers["Cookie"] = cookie
    answer = request(server.port, "POST", path, host, headers, urllib.parse.urlencode(fields))
    location = answer.headers.get("Location", "")
    # A refused form leads back to its page.
    if answer.status not in (302, 303) or not expected(urllib.parse.urlsplit(location).path):
        raise Failed(f"POST {path} at {host}: {answer.status}, leads to {location!r}, {answer.text[:300]}")
    for line in answer.headers.get_all("Set-Cookie") or []:
        pair = line.split(";")[0]
        if "session=" in pair and not pair.endswith("="):
            return pair
    return cookie


def accept_invitation(server, host, token):
    fields = {"token": token, "firstName": "Bo", "lastName": "Ench", "password": secrets.token_urlsafe(24)}
    cookie = submit(server, host, "/fn/account/invitation/accept", fields, lambda path: not path.startswith(("/invitation", "/sign-in")))
    if not cookie:
        raise Failed("accepting the invitation set no session cookie")
    return cookie


def mailed_token(server):
    """The token in the mail that the worker writes as a file."""
    found = []

    def arrived():
        for path in (server.data / "mail").glob("*.eml"):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            text = message.get_body(("plain", "html"))
            found.extend(re.findall(rf"//{AGENCY}\.localhost:\d+/invitation/([A-Za-z0-9_-]+)", text.get_content() if text else ""))
        return bool(found)

    when(arrived, 30, "the manager's invitation is mailed", 0.1)
    return found[0]


def make_agency(server):
    """An agency with a manager, the way people make one. Returns the manager's cookie."""
    link = server.command("operator", "invite", "operator@bench.example").split()[0]
    operator = accept_invitation(server, server.host(), link.rsplit("/", 1)[1])
    fields = {"name": "Bench", "slug": AGENCY, "manager.email": "manager@bench.example", "manager.firstName": "Bo", "manager.lastName": "Ench"}
    submit(server, server.host(), "/fn/operator/agencies/create", fields, lambda path: path == "/operator/agencies", operator)
    return accept_invitation(server, server.host(AGENCY), mailed_token(server))


def sql(server, statement, seconds=120):
    """As the owner. Answers what psql prints."""
    psql = shutil.which("psql", path=os.environ.get("PG_BIN_DIR")) or shutil.which("psql")
    if not psql:
        raise Failed("no psql")
    directory, role, password = server.login()
    command = [psql, "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", directory, "-p", "5432", "-U", role, "-d", "portico", "-c", statement]
    done = subprocess.run(command, env=server.env | {"PGPASSWORD": password}, capture_output=True, text=True, timeout=seconds)
    if done.returncode != 0:
        raise Failed(f"{statement}: {done.stderr.strip()}")
    return done.stdout.strip()


def settle_statistics(server):
    """What autovacuum would do some time in the middle of the run."""
    sql(server, "VACUUM ANALYZE", 600)


def database_url(server):
    directory, role, password = server.login()
    return f"postgres://{role}:{password}@localhost:5432/portico?host={urllib.parse.quote(directory, safe='')}"


def uuid_of(text):
    """The UUID of `ten_…` or `agn_…`."""
    number = 0
    for letter in text.split("_", 1)[1]:
        number = number * 32 + CROCKFORD.index(letter)
    digits = f"{number:032x}"
    return "-".join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]])


def start_floor(program, server, agency, log_path):
    database = database_url(server)
    port = free_port()
    with log_path.open("ab") as log:
        process = subprocess.Popen([program, database, uuid_of(agency), f"127.0.0.1:{port}"], env=server.env, stdin=subprocess.DEVNULL, stdout=log, stderr=log)

    def answers():
        if process.poll() is not None:
            raise Failed(f"the floor ended by itself: {log_path.read_text(errors='replace').strip()}")
        with contextlib.suppress(OSError):
            return request(port, "GET", "/tenants", f"127.0.0.1:{port}").status == 200

    try:
        when(answers, 15, "the floor answers", 0.05)
    except BaseException:
        end(process)
        raise
    return process, port


def walk(server, headers):
    """The addresses of the first pages, each from the one before."""
    paths = ["/api/v1/tenants?pageSize=50"]
    while len(paths) < PAGES:
        page = json.loads(get(server.port, paths[-1], server.host(), headers).text)
        if not page["nextCursor"]:
            break
        paths.append(f"/api/v1/tenants?pageSize=50&cursor={urllib.parse.quote(page['nextCursor'])}")
    return paths


def same_answers(server, floor_port, headers, tenant):
    """The floor is one only if it does the same work: tenant for tenant the same JSON."""
    ours = get(server.port, f"/api/v1/tenants/{tenant}", server.host(), headers).text
    theirs = get(floor_port, f"/tenant/{uuid_of(tenant)}", f"127.0.0.1:{floor_port}").text
    if ours != theirs:
        raise Failed(f"one tenant differs:\nPortico {ours}\nfloor   {theirs}")
    lists = [
        json.loads(get(server.port, "/api/v1/tenants?pageSize=50", server.host(), headers).text),
        json.loads(get(floor_port, "/tenants", f"127.0.0.1:{floor_port}").text),
    ]
    following = json.loads(get(floor_port, f"/tenants?cursor={urllib.parse.quote(lists[1]['nextCursor'] or '')}", f"127.0.0.1:{floor_port}").text)
    second = json.loads(get(server.port, f"/api/v1/tenants?pageSize=50&cursor={urllib.parse.quote(lists[0]['nextCursor'] or '')}", server.host(), headers).text)
    # The two spell their cursors differently; Portico repeats the number of the page it was asked for.
    for one, other in (lists, (second, following)):
        different = [name for name in one if name != "nextCursor" and one[name] != other.get(name)]
        if different or set(one) != set(other):
            raise Failed(f"the lists differ in {different or set(one) ^ set(other)}")


# Loading


UNITS = {"us": 1e-6, "ms": 1e-3, "s": 1.0, "m": 60.0}


def wrk_command(url, seconds, connections, headers=None, threads=2, script=None):
    command = ["wrk", "--latency", "--timeout", "5s", "-t", str(threads), "-c", str(connections), "-d", f"{seconds}s"]
    for name, value in (headers or {}).items():
        command += ["-H", f"{name}: {value}"]
    if script:
        command += ["-s", str(script)]
    return [*command, url]


def wrk_result(output):
    rate = re.search(r"Requests/sec:\s+([\d.]+)", output)
    percentiles = {name: float(value) * UNITS[unit] for name, value, unit in re.findall(r"(50|99)%\s+([\d.]+)(us|ms|s|m)\b", output)}
    bad = re.search(r"Non-2xx or 3xx responses: (\d+)", output)
    sockets = re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", output)
    requests = re.search(r"(\d+) requests in", output)
    if not rate or not requests or len(percentiles) != 2:
        raise Failed(f"wrk said:\n{output}")
    if bad or sockets:
        raise Failed(" and ".join(found[0] for found in (bad, sockets) if found))
    return {"requests": int(requests[1]), "rate": float(rate[1]), "p50": percentiles["50"], "p99": percentiles["99"]}


def wrk(url, seconds, connections, headers=None, **more):
    command = wrk_command(url, seconds, connections, headers, **more)
    done = subprocess.run(command, capture_output=True, text=True, timeout=seconds + 30)
    if done.returncode != 0:
        raise Failed(f"wrk: {done.stderr.strip() or done.stdout.strip()}")
    return wrk_result(done.stdout)


@contextlib.contextmanager
def beside(url, seconds, connections, headers, script):
    """Another wrk, for as long as the block takes; `seconds` is only its limit. It must have been at work throughout."""
    command = wrk_command(url, seconds, connections, headers, threads=1, script=script)
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    seen = {}
    try:
        time.sleep(1)
        yield seen
        if process.poll() is not None:
            raise Failed(f"the load beside ended early: {process.stdout.read()}")
        # On an interrupt wrk ends its run and reports it.
        process.send_signal(signal.SIGINT)
        seen |= wrk_result(process.communicate(timeout=20)[0])
    finally:
        end(process, signal.SIGKILL)


def pager_script(path, pages):
    """Makes wrk ask for one page after the other."""
    listed = ",\n".join(json.dumps(page) for page in pages)
    path.write_text(f"local pages = {{\n{listed}\n}}\nlocal at = 0\nrequest = function()\n  at = at % #pages + 1\n  return wrk.format('GET', pages[at])\nend\n")
    return path


def rounds(options, **sides):
    """Lets the sides take turns. Returns the results of each; the first turn of each only warms up."""
    for run in sides.values():
        run(min(2, options.seconds))
    results = {name: [] for name in sides}
    for n in range(options.rounds):
        order = list(sides) if n % 2 == 0 else list(reversed(sides))
        for name in order:
            results[name].append(sides[name](options.seconds))
    return results


def median(results, what):
    return statistics.median(result[what] for result in results)


# The table


class Table:
    def __init__(self):
        self.rows = []

    def add(self, name, value, unit, against=None, ratio=None, at_least=None, at_most=None, of="ratio", **details):
        """`against` is the floor, or whatever the value is compared with; `of` says which figure the target is for."""
        judged = ratio if of == "ratio" else value
        ok = None
        if at_least is not None:
            ok = judged >= at_least
        elif at_most is not None:
            ok = judged <= at_most
        row = {"name": name, "value": value, "unit": unit, "against": against, "ratio": ratio, "of": of, "at_least": at_least, "at_most": at_most, "ok": ok}
        self.rows.append(row | details)
        say(f"  {name}: {show(value, unit)}" + (f", {show(against, unit)}, ratio {ratio:.2f}" if ratio is not None else ""))

    def failed(self, name, error):
        self.rows.append({"name": name, "ok": None, "failed": str(error)})
        say(f"  {name}: FAILED: {error}")

    def text(self):
        lines = [("", "Portico", "beside it", "ratio", "target", "")]
        for row in self.rows:
            if "failed" in row:
                lines.append((row["name"], "failed", "", "", "", "FAILED"))
                continue
            bound = row["at_least"] if row["at_least"] is not None else row["at_most"]
            sign = "≥" if row["at_least"] is not None else "≤"
            target = "" if bound is None else f"{sign} {bound:.2f}" if row["of"] == "ratio" else f"{sign} {show(bound, row['unit'])}"
            ratio = "" if row["ratio"] is None else f"{row['ratio']:.2f}"
            ok = {None: "", True: "ok", False: "MISSED"}[row["ok"]]
            lines.append((row["name"], show(row["value"], row["unit"]), show(row["against"], row["unit"]), ratio, target, ok))
        widths = [max(len(line[i]) for line in lines) for i in range(6)]
        return "\n".join(
            "  ".join(cell.ljust(width) if i in (0, 5) else cell.rjust(width) for i, (cell, width) in enumerate(zip(line, widths))).rstrip() for line in lines
        )


def show(value, unit):
    if value is None:
        return ""
    match unit:
        case "req/s" | "events/s":
            return f"{value:,.0f} {unit}"
        case "bytes each":
            return f"{value:,.0f} bytes"
        case "s":
            return f"{value * 1000:,.2f} ms" if value < 0.1 else f"{value * 1000:,.0f} ms"
        case "bytes":
            return f"{value / 1000:,.1f} kB"
        case "MiB":
            return f"{value:,.1f} MiB"
    raise ValueError(unit)


# What is measured


def measure_one(table, options, server, floor_port, headers, tenant):
    found = rounds(
        options,
        portico=lambda s: wrk(f"{server.url}/api/v1/tenants/{tenant}", s, 32, headers),
        floor=lambda s: wrk(f"http://127.0.0.1:{floor_port}/tenant/{uuid_of(tenant)}", s, 32),
    )
    ours, floor = median(found["portico"], "rate"), median(found["floor"], "rate")
    table.add("GET one tenant; floor", ours, "req/s", floor, ours / floor, at_least=0.5, rounds=found)


def measure_list(table, options, server, floor_port, headers, pages):
    found = rounds(
        options,
        first=lambda s: wrk(server.url + pages[0], s, 32, headers),
        floor=lambda s: wrk(f"http://127.0.0.1:{floor_port}/tenants", s, 32),
        last=lambda s: wrk(server.url + pages[-1], s, 32, headers),
    )
    first, floor, last = (median(found[side], "rate") for side in ("first", "floor", "last"))
    table.add(f"list of 50 of {options.tenants:,}; floor", first, "req/s", floor, first / floor, at_least=0.5, rounds={"portico": found["first"], "floor": found["floor"]})
    table.add(f"list, page {len(pages)}; page 1 (ratio page 1 / page {len(pages)})", last, "req/s", first, first / last, at_most=1.2, rounds={"last": found["last"]})


def measure_neighbour(table, options, server, headers, other, tenant, script):
    url = f"{server.url}/api/v1/tenants/{tenant}"
    pager_rates = []

    def crowded(seconds):
        with beside(server.url, seconds + 30, 8, other, script) as seen:
            result = wrk(url, seconds, 16, headers)
        pager_rates.append(seen["rate"])
        return result

    found = rounds(options, crowded=crowded, alone=lambda s: wrk(url, s, 16, headers))
    crowd, alone = median(found["crowded"], "p50"), median(found["alone"], "p50")
    table.add("GET p50 while another key pages; alone", crowd, "s", alone, crowd / alone, at_most=2.5, rounds=found, pager_rates=pager_rates[1:])
    # Not a target: with the processors shared out evenly it is what the load beside leaves.
    ours, theirs = median(found["crowded"], "p99"), median(found["alone"], "p99")
    table.add("GET p99 while another key pages; alone", ours, "s", theirs, ours / theirs)


COLUMNS = ("name", "createdAt", "status", "plan", "sipPrefix", "users", "phoneNumbers", "extensions")
SIZES = {"small": 1_000, "large": 100_000}


def measure_size(table, options, server):
    """The same list in an agency of 1,000 tenants and in one of 100,000: searched, sorted by each column, and far into it by cursor."""
    headers = {}
    for slug, tenants in SIZES.items():
        server.command("seed", "load", "--tenants", str(tenants), "--agency", slug, seconds=600)
        headers[slug] = {"Authorization": f"Bearer {server.command('key', 'create', '--agency', slug, '--name', 'bench')}"}
    settle_statistics(server)

    def far(slug):
        path = start = "/api/v1/tenants?pageSize=25&sortBy=name&sortOrder=asc"
        for _ in range(30):
            path = f"{start}&cursor={json.loads(get(server.port, path, server.host(), headers[slug]).text)['nextCursor']}"
        return path

    lists = {f"sorted by {column}": f"/api/v1/tenants?pageSize=25&sortBy={column}&sortOrder=desc" for column in COLUMNS}
    paths_of = {name: dict.fromkeys(SIZES, path) for name, path in lists.items()}
    paths_of["page 31 by cursor"] = {slug: far(slug) for slug in SIZES}
    # Searches that find as many in both: the second word is as selective as the agency is large.
    for name, small, large in (("one", "client 999", "client 99999"), ("111", "client 7", "client 777")):
        searched = "/api/v1/tenants?pageSize=25&sortBy=name&search="
        paths_of[f"searched, {name} found"] = {"small": searched + urllib.parse.quote_plus(small), "large": searched + urllib.parse.quote_plus(large)}
    # Its total alone is counted to 1,000 in one and to 10,000 in the other.
    paths_of["searched, all found"] = dict.fromkeys(SIZES, "/api/v1/tenants?pageSize=25&sortBy=name&search=client")
    seconds = min(2, options.seconds)
    for name, paths in paths_of.items():
        found = rounds(
            options,
            small=lambda _: wrk(server.url + paths["small"], seconds, 16, headers["small"]),
            large=lambda _: wrk(server.url + paths["large"], seconds, 16, headers["large"]),
        )
        small, large = median(found["small"], "rate"), median(found["large"], "rate")
        table.add(f"list {name}: 100,000 tenants; 1,000 (ratio 1,000 / 100,000)", large, "req/s", small, small / max(large, 0.1), at_most=1.3, rounds=found)


def measure_html(table, options, server, headers, cookie):
    page = {"Host": server.host(AGENCY), "Cookie": cookie}
    json_path = "/api/v1/tenants?pageSize=25&sortBy=name&sortOrder=asc"
    shown = get(server.port, "/tenants", server.host(AGENCY), {"Cookie": cookie}).text
    rows = json.loads(get(server.port, json_path, server.host(), headers).text)["data"]
    missing = [row["name"] for row in rows if f"/tenants/{row['id']}" not in shown]
    if missing or not rows:
        raise Failed(f"the page does not show what the list has: {missing}")
    found = rounds(
        options,
        html=lambda s: wrk(f"{server.url}/tenants", s, 16, page),
        json=lambda s: wrk(server.url + json_path, s, 16, headers),
    )
    html, plain = median(found["html"], "rate"), median(found["json"], "rate")
    table.add("/tenants, signed in; the same 25 as JSON", html, "req/s", plain, html / plain, at_least=0.25, rounds=found)


def measure_first_view(table, server, cookie):
    sizes = first_view(server.port, "/tenants", server.host(AGENCY), cookie)
    table.add(f"first signed-in view, {len(sizes)} resources", sum(sizes.values()), "bytes", at_most=30_000, of="value", sizes=sizes)
    table.add("  of it the HTML", sizes["/tenants"], "bytes", at_most=14_000, of="value")


def measure_memory(table, name, server, at_most):
    now, peak = server.memory()
    mib = 1024 * 1024
    table.add(name, now / mib, "MiB", peak / mib, at_most=at_most, of="value")


def measure_ready(table, options, server):
    for name, stop in (("ready after a clean stop", server.stop), ("ready after kill -9", server.kill)):
        times = []
        for _ in range(options.rounds):
            stop()
            times.append(server.start(60))
            # A stop in the first moments is not what is measured.
            time.sleep(1)
        table.add(name, statistics.median(times), "s", at_most=1.0, of="value", rounds=times)


# Usage and calls


METERS = ("llm_input_tokens", "llm_output_tokens", "tts_characters", "stt_seconds", "inbound_minutes")
BATCH = 100
CONNECTIONS = 16

# Every body is another: ids of events count once. Each thread of wrk has a state of its own, and `setup` numbers them.
EVENTS_LUA = """
local tenants = {{ {tenants} }}
local meters = {{ {meters} }}
local number = 0
function setup(thread) thread:set('id', number); number = number + 1 end
local sent = 0
request = function()
  sent = sent + 1
  local events = {{}}
  for n = 1, {batch} do
    local tenant, meter = tenants[(sent + n % 5) % #tenants + 1], meters[n % #meters + 1]
    events[n] = string.format('{{"id":"{run}-%d-%d-%d","tenant":"%s","meter":"%s","quantity":%d,"occurredAt":"{at}","channel":"phone"}}', id, sent, n, tenant, meter, n)
  end
  return wrk.format('POST', '/api/v1/usage/events', nil, '{{"events":[' .. table.concat(events, ',') .. ']}}')
end
"""

CALLS_LUA = """
local tenants = {{ {tenants} }}
local number = 0
function setup(thread) thread:set('id', number); number = number + 1 end
local sent = 0
request = function()
  sent = sent + 1
  local body = string.format('{{"id":"{run}-%d-%d","tenant":"%s","direction":"inbound"}}', id, sent, tenants[sent % #tenants + 1])
  return wrk.format('POST', '/api/v1/calls', nil, body)
end
"""


def lua(directory, template, tenants, run):
    quoted = lambda words: ", ".join(f"'{word}'" for word in words)
    at = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
    path = directory / f"{run}.lua"
    path.write_text(template.format(tenants=quoted(tenants), meters=quoted(METERS), batch=BATCH, run=run, at=at))
    return path


def usage_agency(server, slug, tenants):
    """An agency, its headers and the ids of its tenants, in the order of `benches/usage_floor.rs`."""
    server.command("seed", "load", "--tenants", str(tenants), "--agency", slug, seconds=600)
    key = server.command("key", "create", "--agency", slug, "--name", "bench")
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    agency = sql(server, f"SELECT agency_id FROM agency_slugs WHERE slug = '{slug}'")
    ids = sql(server, f"SELECT id FROM tenants WHERE agency_id = '{agency}' ORDER BY id LIMIT 100").splitlines()
    return headers, agency, [tenant_id(uuid) for uuid in ids]


def tenant_id(uuid):
    """`ten_…` of a UUID."""
    number = int(uuid.replace("-", ""), 16)
    letters = ""
    for _ in range(26):
        letters = CROCKFORD[number % 32] + letters
        number //= 32
    return f"ten_{letters}"


def run_floor(program, server, agency, *arguments):
    done = subprocess.run([program, database_url(server), agency, *map(str, arguments)], env=server.env, capture_output=True, text=True, timeout=120)
    if done.returncode != 0:
        raise Failed(f"the floor of usage: {done.stderr.strip()}")
    return {"rate": float(done.stdout)}


def all_taken(server, count, of_each, connections, run):
    """Each answered request has changed what it should: a refusal is an answer 200 too. Those in flight at the end may have."""
    before = int(sql(server, count))
    found = run()
    # An answer may be on its way when it ends.
    taken, least = int(sql(server, count)) - before, found["requests"] * of_each
    if not least <= taken <= least + connections * of_each:
        raise Failed(f"{found['requests']:,} requests were answered, and {taken:,} of {least:,} were taken")
    return found


def measure_ingest(table, options, server, program, directory):
    headers, agency, tenants = usage_agency(server, "usage", 100)
    turn = 0

    def ours(seconds):
        nonlocal turn
        turn += 1
        script = lua(directory, EVENTS_LUA, tenants, f"e{turn}")
        count = f"SELECT coalesce(sum(events), 0) FROM usage_months WHERE agency_id = '{agency}'"
        found = all_taken(server, count, BATCH, CONNECTIONS, lambda: wrk(server.url, seconds, CONNECTIONS, headers, script=script))
        return found | {"rate": found["rate"] * BATCH}

    found = rounds(options, portico=ours, floor=lambda s: run_floor(program, server, agency, "ingest", s))
    rate, floor = median(found["portico"], "rate"), median(found["floor"], "rate")
    table.add(f"events in batches of {BATCH} at {CONNECTIONS} connections; bare INSERT", rate, "events/s", floor, rate / floor, at_least=0.4, rounds=found)
    table.add("  of it the p99 of a request", median(found["portico"], "p99"), "s", at_most=0.25, of="value")


def measure_visible(table, options, server, directory):
    """From sending an event until the tenant's current usage shows it, while others write."""
    headers, _, tenants = usage_agency(server, "visible", 20)
    mine, others = tenants[0], tenants[1:]
    script = lua(directory, EVENTS_LUA, others, "v")
    usage = lambda: json.loads(get(server.port, f"/api/v1/tenants/{mine}", server.host(), headers).text)["usageCurrentMonth"]["totalCostCents"]
    times = []
    with beside(server.url, 120, 4, headers, script):
        for n in range(20 if options.quick else 300):
            before, began = usage(), time.monotonic()
            now = datetime.now(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")
            event = {"id": f"seen-{n}", "tenant": mine, "meter": "inbound_minutes", "quantity": 10, "occurredAt": now}
            answer = request(server.port, "POST", "/api/v1/usage/events", server.host(), headers, json.dumps({"events": [event]}))
            if json.loads(answer.text).get("accepted") != 1:
                raise Failed(f"an event: {answer.status} {answer.text[:300]}")
            when(lambda: usage() != before, 10, "the event is seen", 0.001)
            times.append(time.monotonic() - began)
    times.sort()
    p99 = times[min(len(times) - 1, len(times) * 99 // 100)]
    table.add(f"event to current usage, p99 of {len(times)}, others writing", p99, "s", at_most=1.0, of="value", p50=statistics.median(times))


def measure_admission(table, options, server, program, directory):
    headers, agency, tenants = usage_agency(server, "calls", 100)
    # Money is held back for each, and there is enough of it and of places.
    sql(server, f"UPDATE tenants SET plan_key = NULL, max_concurrent_calls = NULL, action_at_100 = 'block_new_calls', monthly_spend_limit_cents = 1000000000000 WHERE agency_id = '{agency}'")
    full, _, refused = usage_agency(server, "full", 100)
    sql(server, "UPDATE tenants SET max_concurrent_calls = 0, action_at_100 = 'block_new_calls' WHERE agency_id = (SELECT agency_id FROM agency_slugs WHERE slug = 'full')")
    for caller, tenant, status in ((headers, tenants[0], 201), (full, refused[0], 200)):
        answer = request(server.port, "POST", "/api/v1/calls", server.host(), caller, json.dumps({"id": "first", "tenant": tenant, "direction": "inbound"}))
        if answer.status != status:
            raise Failed(f"a call: {answer.status} {answer.text[:300]}")
    turn = 0

    def ask(caller, of, count):
        def run(seconds):
            nonlocal turn
            turn += 1
            script = lua(directory, CALLS_LUA, of, f"c{turn}")
            return all_taken(server, count, 1, 32, lambda: wrk(server.url, seconds, 32, caller, script=script))

        return run

    admitted = f"SELECT sum(active) FROM call_slots WHERE agency_id = '{agency}'"
    counted = "SELECT coalesce(sum(refused), 0) FROM call_refusals WHERE agency_id = (SELECT agency_id FROM agency_slugs WHERE slug = 'full')"

    # Statements that were planned while the tables were empty read them from end to end, until autovacuum has looked at them.
    ask(headers, tenants, admitted)(min(4, options.seconds))
    settle_statistics(server)
    found = rounds(options, portico=ask(headers, tenants, admitted), floor=lambda s: run_floor(program, server, agency, "admit", 32, s), refused=ask(full, refused, counted))
    rate, floor, denied = (median(found[side], "rate") for side in ("portico", "floor", "refused"))
    table.add("calls admitted at 32 connections; bare transaction", rate, "req/s", floor, rate / floor, at_least=0.4, rounds=found)
    table.add("calls refused; admitted", denied, "req/s", rate, denied / rate, at_least=1.0)


def measure_month(table, options, server):
    """A month's report of a tenant with many events and of one with few, and what an event takes on disk."""
    paths, caller = {}, {}
    for slug, events in (("few", 10_000), ("many", options.events)):
        server.command("seed", "load", "--tenants", "1", "--events", str(events), "--agency", slug, seconds=3600)
        key = server.command("key", "create", "--agency", slug, "--name", "bench")
        tenant = tenant_id(sql(server, f"SELECT id FROM tenants WHERE agency_id = (SELECT agency_id FROM agency_slugs WHERE slug = '{slug}')"))
        now = datetime.now(timezone.utc)
        first = now.timestamp() - 29 * 86_400
        days = [datetime.fromtimestamp(at, timezone.utc).strftime("%Y-%m-%d") for at in (first, now.timestamp())]
        paths[slug] = f"{server.url}/api/v1/tenants/{tenant}/analytics?dateFrom={days[0]}&dateTo={days[1]}&groupBy=day"
        caller[slug] = {"Authorization": f"Bearer {key}"}
    settle_statistics(server)
    count, size = sql(
        server,
        "SELECT (SELECT count(*) FROM usage_dedupe), pg_total_relation_size('usage_dedupe') + (SELECT sum(pg_total_relation_size(inhrelid)) FROM pg_inherits WHERE inhparent = 'usage_events'::regclass)",
        600,
    ).split("|")
    table.add(f"an event with its indexes, of {int(count):,}", float(size) / float(count), "bytes each", at_most=300, of="value")
    found = rounds(
        options,
        few=lambda s: wrk(paths["few"], min(s, 4), 4, caller["few"]),
        many=lambda s: wrk(paths["many"], min(s, 4), 4, caller["many"]),
    )
    few, many = median(found["few"], "p50"), median(found["many"], "p50")
    table.add(f"month's report, {options.events:,} events; 10,000", many, "s", few, many / few, at_most=1.5, rounds=found)


# The run


def first_line(*command):
    with contextlib.suppress(OSError, subprocess.SubprocessError):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20)
        return next(iter((done.stdout or done.stderr).strip().splitlines()), None)
    return None


def circumstances(options):
    cpu = re.search(r"model name\s*:\s*(.*)", pathlib.Path("/proc/cpuinfo").read_text())
    memory = re.search(r"MemTotal:\s+(\d+) kB", pathlib.Path("/proc/meminfo").read_text())
    return {
        "date": datetime.now(timezone.utc).isoformat(timespec="seconds"),
        "cpu": cpu[1].strip() if cpu else platform.machine(),
        "cores": len(os.sched_getaffinity(0)),
        "memory_mib": int(memory[1]) // 1024 if memory else None,
        "load_before": os.getloadavg()[0],
        "commit": first_line("git", "rev-parse", "--short=12", "HEAD"),
        "changed_files": bool(first_line("git", "status", "--porcelain")),
        "versions": {
            "kernel": platform.release(),
            "postgres": first_line(os.path.join(os.environ.get("PG_BIN_DIR", ""), "postgres"), "--version"),
            "rustc": first_line("rustc", "--version"),
            "wrk": first_line("wrk", "-v"),
        },
        "settings": {name: getattr(options, name) for name in ("tenants", "events", "rounds", "seconds")},
    }


def measure(options, table, server, floor_program, usage_program, directory):
    def part(name, step, *arguments):
        """One that cannot be measured does not keep the others from it."""
        if options.only not in name:
            return
        say(name)
        try:
            step(table, *arguments)
        except (Failed, OSError, http.client.HTTPException, subprocess.SubprocessError, ValueError, KeyError) as error:
            table.failed(name, error)

    say("starting Portico on", server.url)
    server.data.mkdir(mode=0o711)
    server.start(120)
    time.sleep(5)
    part("memory, idle", measure_memory, "memory, idle for 5 s; at most so far", server, 80)

    say(f"making the agency {AGENCY} and {options.tenants:,} tenants")
    cookie = make_agency(server)
    server.command("seed", "load", "--tenants", str(options.tenants), "--agency", AGENCY, seconds=300)
    settle_statistics(server)
    keys = [server.command("key", "create", "--agency", AGENCY, "--name", name) for name in ("bench-one", "bench-other")]
    headers, other = ({"Authorization": f"Bearer {key}"} for key in keys)

    newest = json.loads(get(server.port, "/api/v1/tenants?pageSize=1", server.host(), headers).text)
    if newest["total"] != options.tenants:
        raise Failed(f"{options.tenants} tenants were loaded, but the list counts {newest['total']}")
    tenant, agency = newest["data"][0]["id"], newest["data"][0]["agencyId"]
    floor, floor_port = start_floor(floor_program, server, agency, directory / "floor.log")
    try:
        same_answers(server, floor_port, headers, tenant)
        pages = walk(server, headers)
        script = pager_script(directory / "pages.lua", pages)

        part("GET one tenant", measure_one, options, server, floor_port, headers, tenant)
        part("list", measure_list, options, server, floor_port, headers, pages)
        part("GET beside a pager", measure_neighbour, options, server, headers, other, tenant, script)
        part("HTML", measure_html, options, server, headers, cookie)
        part("lists of 1,000 and 100,000", measure_size, options, server)
        part("memory, loaded", measure_memory, "memory after load; at most so far", server, 200)
        part("first view", measure_first_view, server, cookie)
    finally:
        end(floor)
    part("ready", measure_ready, options, server)
    part("usage ingest", measure_ingest, options, server, usage_program, directory)
    part("usage visible", measure_visible, options, server, directory)
    part("usage admission", measure_admission, options, server, usage_program, directory)
    # Last: its events are many.
    part("usage month", measure_month, options, server)


def arguments():
    parser = argparse.ArgumentParser(prog="bin/bench", description="Measures Portico beside the floor and writes target/bench.json.")
    parser.add_argument("--quick", action="store_true", help="one round of 2 seconds, to see that everything runs")
    parser.add_argument("--rounds", type=int, default=3, help="of which the median is taken (3)")
    parser.add_argument("--seconds", type=int, default=8, help="of each round (8)")
    parser.add_argument("--tenants", type=int, default=10_000, help="(10000)")
    parser.add_argument("--events", type=int, default=10_000_000, help="of the tenant with many (10000000)")
    parser.add_argument("--only", default="", metavar="TEXT", help="only parts whose name contains this")
    parser.add_argument("--portico", type=pathlib.Path, help="this program instead of building one")
    parser.add_argument("--floor", type=pathlib.Path, help="likewise")
    parser.add_argument("--usage-floor", type=pathlib.Path, help="likewise")
    parser.add_argument("--output", type=pathlib.Path, default=ROOT / "target/bench.json", help="(target/bench.json)")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.seconds, options.events = 1, 2, min(options.events, 100_000)
    if options.rounds < 1 or options.seconds < 1 or options.tenants < 51:
        parser.error("at least one round, one second and 51 tenants")
    for name in ("portico", "floor", "usage_floor"):
        if path := getattr(options, name):
            setattr(options, name, path.resolve())
    return options


def interrupted(number, _frame):
    # The first one ends the run through its `finally`s; the cleaning up is not interrupted again.
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise SystemExit(128 + number)


def main():
    options = arguments()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupted)
    if not shutil.which("wrk"):
        raise Failed("Missing: wrk. On Debian or Ubuntu: sudo apt-get install -y wrk")
    portico, floor, usage_floor = build(options)
    result = circumstances(options)
    table = Table()
    directory = pathlib.Path(tempfile.mkdtemp(prefix="portico-bench-"))
    # PostgreSQL runs under an account of its own when we are root; it has to pass through.
    directory.chmod(0o711)
    server = Portico(portico, directory)
    broken = False
    try:
        measure(options, table, server, floor, usage_floor, directory)
    except (Failed, OSError, subprocess.SubprocessError, http.client.HTTPException) as error:
        table.failed("the run", error)
        if server.log.exists():
            say(server.tail())
    finally:
        server.clear()
        shutil.rmtree(directory, ignore_errors=True)
    broken = any("failed" in row for row in table.rows)
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(json.dumps(result | {"results": table.rows}, indent=2, ensure_ascii=False) + "\n")
    quick = "  (a quick run: not worth keeping)" if options.quick else ""
    print(f"\n{result['cpu']}, {result['cores']} cores, {result['date'][:10]}, {result['commit']}{quick}\n\n{table.text()}\n\nwritten to {options.output}")
    return 1 if broken else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (Failed, subprocess.SubprocessError) as error:
        say(error)
        sys.exit(1)
