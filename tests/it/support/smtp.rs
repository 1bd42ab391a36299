//! A real SMTP server, aiosmtpd from PyPI: prints each message it takes, one JSON line each.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use serde_json::{Value, json};

pub struct SmtpServer {
    child: Child,
    pub port: u16,
    pub lines: Receiver<String>,
}

const SERVER: &str = r#"
import asyncio, json, sys
from email import message_from_bytes, policy
from aiosmtpd.smtp import SMTP, AuthResult
options = json.loads(sys.argv[1])
def read(m, name):
    try:
        return str(m[name])
    except Exception as e: # The library stumbles over some names that are right.
        return f"unreadable: {e}"
class Handler:
    async def handle_DATA(self, server, session, envelope):
        if options.get("refuse"):
            return options["refuse"]
        m = message_from_bytes(envelope.content, policy=policy.default)
        names = [k for k, _ in m.raw_items()]
        parts = {p.get_content_type(): p.get_content() for p in m.walk() if p.get_content_maintype() == "text"}
        print(json.dumps({"from": envelope.mail_from, "to": envelope.rcpt_tos, "headers": {k.lower(): read(m, k) for k in names}, "parts": parts,
            "names": names, "types": [p.get_content_type() for p in m.walk()], "defects": [str(d) for d in m.defects],
            "hello": session.host_name, "user": (session.auth_data or b"").decode()}), flush=True)
        return "250 OK"
def authenticate(server, session, envelope, mechanism, data):
    good = data.login.decode() == options.get("user") and data.password.decode() == options.get("password")
    return AuthResult(success=good, handled=False, auth_data=data.login)
async def main():
    auth = {"authenticator": authenticate, "auth_required": True, "auth_require_tls": False} if options.get("user") else {}
    server = await asyncio.get_running_loop().create_server(lambda: SMTP(Handler(), **auth), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
asyncio.run(main())
"#;

impl SmtpServer {
    pub fn start() -> Self {
        Self::with(&json!({}))
    }

    /// `user` and `password`: who may send. `refuse`: the answer to each message.
    pub fn with(options: &Value) -> Self {
        let python = std::env::var("PORTICO_TEST_PYTHON")
            .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/target/venv/bin/python").to_owned());
        let mut child = Command::new(&python)
            .args(["-c", SERVER, &options.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|e| panic!("{python}: {e}; bin/test makes it"));
        let mut reader = BufReader::new(child.stdout.take().unwrap());
        let mut first = String::new();
        reader.read_line(&mut first).unwrap();
        let port = first.trim().parse().expect("aiosmtpd's port; is it installed?");
        let (sender, lines) = channel();
        std::thread::spawn(move || reader.lines().map_while(Result::ok).all(|line| sender.send(line).is_ok()));
        Self { child, port, lines }
    }

    /// The next message it took.
    pub fn message(&self) -> Value {
        let line = self.lines.recv_timeout(Duration::from_secs(20)).expect("a mail");
        serde_json::from_str(&line).unwrap()
    }
}

impl Drop for SmtpServer {
    fn drop(&mut self) {
        // Its standard input closes with it, which is what it waits for; the kill is for when it hangs.
        drop(self.child.stdin.take());
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
