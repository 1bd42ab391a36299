# Sourced by the programs in bin/: finds what they need, installs what is missing where it can.
# Debian and Ubuntu, as root or with a sudo that asks no password; elsewhere the exact command is printed.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

say() { printf '%s\n' "$@" >&2; }
die() { say "$@"; exit 1; }

# as_root CMD…: runs it as root, or answers 1 where that would need a password.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

can_apt() {
  command -v apt-get >/dev/null || return 1
  [ "$(id -u)" = 0 ] || { command -v sudo >/dev/null && sudo -n true 2>/dev/null; }
}

apt_updated=
# apt_install PACKAGE…: installs, or prints the command and ends the program.
apt_install() {
  can_apt || die "Missing: $*. Install it and run this again, on Debian or Ubuntu with:" \
    "  sudo apt-get update && sudo apt-get install -y --no-install-recommends $*"
  say "installing $*"
  if [ -z "$apt_updated" ]; then
    as_root apt-get update -qq
    apt_updated=yes
  fi
  # Another apt may be at work (unattended upgrades on a fresh machine): wait for it.
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=600 install -y -qq --no-install-recommends "$@" >/dev/null
}

# The directory of initdb and postgres, newest version first, as src/db/embedded/binaries.rs looks for them.
pg_bin_dir() {
  local dir program
  if [ -n "${PG_BIN_DIR:-}" ]; then
    [ -x "$PG_BIN_DIR/initdb" ] && [ -x "$PG_BIN_DIR/postgres" ] && printf '%s\n' "$PG_BIN_DIR"
    return
  fi
  for dir in $(printf '%s\n' /usr/lib/postgresql/*/bin | sort -rV) \
    $(program=$(command -v postgres) && dirname "$program") $(pg_config --bindir 2>/dev/null); do
    if [ -x "$dir/initdb" ] && [ -x "$dir/postgres" ]; then
      printf '%s\n' "$dir"
      return
    fi
  done
  return 1
}

need_postgres() {
  pg_bin_dir >/dev/null && return
  [ -z "${PG_BIN_DIR:-}" ] || die "PG_BIN_DIR=$PG_BIN_DIR has no initdb and postgres."
  # We run our own cluster. The distribution would also create and start one, which nobody here asked for.
  if can_apt; then
    apt_install postgresql-common
    as_root sed -i 's/^#\? *create_main_cluster *=.*/create_main_cluster = false/' /etc/postgresql-common/createcluster.conf
  fi
  apt_install postgresql
  pg_bin_dir >/dev/null || die "PostgreSQL is installed, but its initdb cannot be found: set PG_BIN_DIR."
}

need_chromium() {
  [ -x "${CHROMIUM:-/usr/bin/chromium}" ] && return
  [ -z "${CHROMIUM:-}" ] || die "CHROMIUM=$CHROMIUM is not a program."
  apt_install chromium
}

# at_least WANTED FOUND: compares versions.
at_least() { [ "$(printf '%s\n%s\n' "$1" "$2" | sort -V | head -n 1)" = "$1" ]; }

need_rust() {
  local wanted=1.94 found
  PATH=${CARGO_HOME:-$HOME/.cargo}/bin:$PATH
  command -v cargo >/dev/null || die "Missing: Rust $wanted or newer. Install it with rustup (rustup.rs)."
  found=$(cd "$root" && cargo --version | cut -d ' ' -f 2)
  at_least "$wanted" "$found" || die "Rust $found is too old, $wanted is needed. Run: rustup update stable"
  # crates with C or assembler in them (ring)
  command -v cc >/dev/null || apt_install gcc libc6-dev
}

need_node() {
  local wanted=20
  if ! command -v node >/dev/null || ! command -v npm >/dev/null; then apt_install nodejs npm; fi
  at_least "$wanted" "$(node --version | tr -d v)" ||
    die "Node $(node --version) is too old, $wanted is needed by Playwright. Install a newer one, or run bin/test --fast."
}

# What end2end/ names, as its lock file has it.
need_npm_packages() {
  [ "$root/end2end/node_modules/.package-lock.json" -nt "$root/end2end/package-lock.json" ] ||
    PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD=1 npm --prefix "$root/end2end" ci --no-audit --no-fund --loglevel=error
}

# The Python programs that tests talk to: a real SMTP server, a judge of OpenAPI documents.
need_python_venv() {
  local pins="aiosmtpd==1.4.6 openapi-spec-validator==0.9.0 plivo==4.63.0 localstripe==1.15.10 aiohttp==3.14.5" venv=$root/target/venv
  [ "$(cat "$venv/pins" 2>/dev/null)" = "$pins" ] && "$venv/bin/python" -c '' 2>/dev/null && return
  command -v python3 >/dev/null || apt_install python3
  # Debian splits ensurepip off, and `python3 -m venv` fails half-way without it.
  python3 -c 'import ensurepip, venv' 2>/dev/null || apt_install python3-venv
  rm -rf "$venv"
  mkdir -p "$root/target"
  python3 -m venv "$venv"
  # shellcheck disable=SC2086
  "$venv/bin/pip" install --quiet --disable-pip-version-check $pins
  printf '%s\n' "$pins" >"$venv/pins"
}

# stop_postgres DATA_DIR: a fast shutdown of the server that runs there, waited for; nothing if none does.
stop_postgres() {
  local pid_file=$1/postmaster.pid pid i
  [ -f "$pid_file" ] || return 0
  pid=$(head -n 1 "$pid_file")
  # After a crash the number may be somebody else's by now. (A bare Debian has no ps.)
  case $(cat "/proc/$pid/comm" 2>/dev/null || ps -o comm= -p "$pid" 2>/dev/null) in *postgres*) ;; *) return 0 ;; esac
  kill -INT "$pid" 2>/dev/null || return 0
  for i in $(seq 100); do
    kill -0 "$pid" 2>/dev/null || return 0
    sleep 0.1
  done
  say "PostgreSQL (process $pid) did not stop within 10 s; ending it."
  kill -QUIT "$pid" 2>/dev/null || true
}

# tests/it starts one cluster for all its runs and leaves it there, so that the next test finds it warm.
stop_test_cluster() { stop_postgres "$root/target/test-cluster/postgres"; }
