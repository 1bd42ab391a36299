//! The program itself: starting, stopping, being killed, and its commands. A cluster of its own, fsync on.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant};

use portico::db::embedded::Login;
use secrecy::ExposeSecret;

use crate::support::{TestApp, cluster};

pub struct Place {
    pub dir: PathBuf,
    pub port: u16,
}

impl Place {
    pub fn new(name: &str) -> Self {
        let dir = std::env::temp_dir().join(format!("portico-process-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&dir);
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        Self { dir, port }
    }

    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_portico"));
        for (name, _) in std::env::vars() {
            if name.starts_with("DATABASE_") || name.starts_with("PORTICO_") {
                command.env_remove(name);
            }
        }
        command
            .args(args)
            .env("PORTICO_DATA_DIR", &self.dir)
            .env("PORTICO_ADDR", format!("127.0.0.1:{}", self.port))
            .env("RUST_LOG", "warn");
        command
    }

    pub fn run(&self, args: &[&str]) -> Output {
        self.command(args).output().unwrap()
    }

    pub fn start(&self, args: &[&str]) -> Running {
        let child = self.command(args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        Running(child)
    }

    fn get(&self, path: &str) -> Option<String> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(5))).ok()?;
        write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n", self.port).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        Some(answer)
    }

    pub fn wait_ready(&self, running: &mut Running) {
        let deadline = Instant::now() + Duration::from_secs(60);
        while !self.get("/readyz").is_some_and(|a| a.starts_with("HTTP/1.1 200")) {
            if let Some(status) = running.0.try_wait().unwrap() {
                panic!("ended with {status}: {}", running.stderr());
            }
            assert!(Instant::now() < deadline, "not ready in a minute");
            std::thread::park_timeout(Duration::from_millis(30));
        }
    }

    pub fn postgres_pid(&self) -> Option<i32> {
        std::fs::read_to_string(self.dir.join("postgres/postmaster.pid")).ok()?.lines().next()?.parse().ok()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some(pid) = self.postgres_pid() {
            signal(pid, "QUIT");
        }
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

pub struct Running(pub Child);

impl Running {
    pub fn pid(&self) -> i32 {
        i32::try_from(self.0.id()).unwrap()
    }
    fn stderr(&mut self) -> String {
        let mut text = String::new();
        let _ = self.0.stderr.take().unwrap().read_to_string(&mut text);
        text
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

pub fn signal(pid: i32, name: &str) {
    let _ = Command::new("kill").args([format!("-{name}"), pid.to_string()]).stderr(Stdio::null()).status();
}

fn alive(pid: i32) -> bool {
    Path::new(&format!("/proc/{pid}")).exists()
}

#[test]
fn a_day_in_its_life() {
    let place = Place::new("life");
    let mut running = place.start(&["serve"]);
    place.wait_ready(&mut running);
    let postgres = place.postgres_pid().unwrap();

    // A second one on the same data directory is told so.
    let second = place.run(&["serve"]);
    let told = String::from_utf8_lossy(&second.stderr).to_string();
    assert!(!second.status.success() && told.contains(&running.pid().to_string()) && told.contains("PORTICO_DATA_DIR"), "{told}");

    // Commands work beside it: the first operator, and the page behind the printed link.
    let invited = place.run(&["operator", "invite", "first@example.com"]);
    let link = String::from_utf8(invited.stdout).unwrap();
    assert!(invited.status.success(), "{}", String::from_utf8_lossy(&invited.stderr));
    let path = link.trim().strip_prefix(&format!("http://localhost:{}", place.port)).unwrap();
    assert!(place.get(path).unwrap().starts_with("HTTP/1.1 200"));
    assert!(!place.run(&["operator", "invite", "no address"]).status.success());
    let seeded = place.run(&["seed", "load", "--tenants", "20", "--agency", "load"]);
    assert!(seeded.status.success(), "{}", String::from_utf8_lossy(&seeded.stderr));
    let key = place.run(&["key", "create", "--agency", "load", "--name", "script"]);
    let secret = String::from_utf8(key.stdout).unwrap();
    assert_eq!(secret.lines().count(), 1, "the secret alone");
    assert!(secret.starts_with("ptc_live_") && String::from_utf8_lossy(&key.stderr).contains("auth_id: MA"));
    assert!(place.run(&["doctor"]).status.success());
    assert!(!place.run(&["key", "create", "--agency", "nobody", "--name", "x"]).status.success());
    assert!(!place.run(&["serve", "--demo"]).status.success());

    // kill -9: the next start takes its PostgreSQL over, and nothing that was answered is lost.
    signal(running.pid(), "KILL");
    running.0.wait().unwrap();
    assert!(alive(postgres), "PostgreSQL is left behind by a kill");
    let mut running = place.start(&["serve"]);
    place.wait_ready(&mut running);
    assert!(place.get(path).unwrap().starts_with("HTTP/1.1 200"), "the invitation is still there");

    // Both killed: the write-ahead log brings it back.
    let postgres = place.postgres_pid().unwrap();
    signal(running.pid(), "KILL");
    signal(postgres, "KILL");
    running.0.wait().unwrap();
    let mut running = place.start(&["serve"]);
    place.wait_ready(&mut running);
    assert!(place.get(path).unwrap().starts_with("HTTP/1.1 200"));

    // Ctrl-C stops both.
    let postgres = place.postgres_pid().unwrap();
    signal(running.pid(), "INT");
    let status = running.0.wait().unwrap();
    assert!(status.success(), "{}", running.stderr());
    assert!(!alive(postgres) && place.postgres_pid().is_none(), "PostgreSQL is stopped with it");

    // Real data and the demo do not mix.
    let refused = place.run(&["serve", "--demo"]);
    assert!(!refused.status.success() && String::from_utf8_lossy(&refused.stderr).contains("database of its own"));
}

#[test]
fn settings_that_cannot_be_used_are_all_named() {
    let place = Place::new("settings");
    let output = place.command(&["serve"]).env("PORTICO_ADDR", "nowhere").env("SMTP_URL", "http://x").output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(!output.status.success() && told.contains("PORTICO_ADDR") && told.contains("SMTP_URL"), "{told}");
    let output = place.command(&["serve", "--demo"]).env("PORTICO_ADDR", "0.0.0.0:0").output().unwrap();
    assert!(!output.status.success() && String::from_utf8_lossy(&output.stderr).contains("loopback"));
    let output = place.command(&["serve"]).env("PG_BIN_DIR", "/nonexistent").env("PATH", "/nonexistent").output().unwrap();
    let told = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success() || told.contains("postgresql"), "names the package: {told}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_that_can_bypass_row_security_does_not_serve() {
    let app = TestApp::new().await;
    let place = Place::new("bypass");
    for login in [Login::Super, Login::Owner] {
        let url = cluster::url(login, &app.database).await.expose_secret().to_owned();
        let output = place.command(&["serve"]).env("DATABASE_URL", &url).env("DATABASE_INGEST_URL", &url).output().unwrap();
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && told.contains("bypass row security"), "{told}");
    }
}

mod messages {
    //! Counts what the app says to PostgreSQL, on the wire.

    use std::path::{Path, PathBuf};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use portico::config::Config;
    use portico::db::embedded::Login;
    use portico::domain::Services;
    use portico::server::router::router;
    use portico::server::startup;
    use secrecy::ExposeSecret;
    use sqlx::postgres::{PgConnectOptions, PgPoolOptions};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::{UnixListener, UnixStream};

    use crate::support::{Client, TestApp, cluster};

    /// Forwards to `real`, counting the messages that PostgreSQL answers: simple queries and syncs.
    async fn proxy(dir: &Path, real: PathBuf) -> Arc<AtomicUsize> {
        std::fs::create_dir_all(dir).unwrap();
        let listener = UnixListener::bind(dir.join(".s.PGSQL.5432")).unwrap();
        let counted = Arc::new(AtomicUsize::new(0));
        let counter = counted.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let (server, counter) = (UnixStream::connect(&real).await.unwrap(), counter.clone());
                let (mut client_in, mut client_out) = client.into_split();
                let (mut server_in, mut server_out) = server.into_split();
                tokio::spawn(async move { tokio::io::copy(&mut server_in, &mut client_out).await });
                tokio::spawn(async move {
                    // The first message has no type byte.
                    let mut typed = false;
                    loop {
                        let kind = if typed { client_in.read_u8().await? } else { 0 };
                        let length = client_in.read_u32().await?;
                        let mut body = vec![0; length as usize - 4];
                        client_in.read_exact(&mut body).await?;
                        if kind == b'Q' || kind == b'S' {
                            counter.fetch_add(1, Ordering::SeqCst);
                        }
                        if typed {
                            server_out.write_u8(kind).await?;
                        }
                        server_out.write_u32(length).await?;
                        server_out.write_all(&body).await?;
                        typed = true;
                    }
                    #[allow(unreachable_code, reason = "gives the block its type")]
                    Ok::<(), std::io::Error>(())
                });
            }
        });
        counted
    }

    /// Three messages until the page is answered: session, scope, page. (Target P-5; the rollback goes out with the
    /// pool's own check when the connection is back, after the answer.)
    #[tokio::test]
    async fn a_page_costs_three_messages() {
        let (app, demo) = TestApp::demo().await;
        let url = cluster::url(Login::App, &app.database).await;
        let host = url.expose_secret().split("host=").nth(1).unwrap().replace("%2F", "/");
        let dir = std::env::temp_dir().join(format!("portico-wire-{}", std::process::id()));
        let counted = proxy(&dir, PathBuf::from(&host).join(".s.PGSQL.5432")).await;
        let options = url.expose_secret().parse::<PgConnectOptions>().unwrap().host(dir.to_str().unwrap());
        let db = PgPoolOptions::new().max_connections(1).test_before_acquire(false).connect_with(options).await.unwrap();
        let config: Config = app.config.clone();
        let services = Services { db: db.clone(), ..app.services.clone() };
        let router = router(startup::state(config, services, false));

        for (host, person, path) in [
            ("northwind.localhost:3000", &demo.agencies[0].people[0], "/tenants".to_owned()),
            ("northwind.localhost:3000", &demo.agencies[0].people[0], format!("/tenants/{}", demo.agencies[0].tenants[2].id)),
            ("northwind.localhost:3000", &demo.agencies[0].people[0], "/audit".to_owned()),
            ("northwind.localhost:3000", &demo.agencies[0].tenants[0].people[0], format!("/t/{}", demo.agencies[0].tenants[0].slug)),
            ("northwind.localhost:3000", &demo.agencies[0].people[0], "/account".to_owned()),
            ("localhost:3000", &demo.operator, "/operator/agencies".to_owned()),
        ] {
            let mut client = Client::new(router.clone(), host);
            client.sign_in(person).await;
            // Statements are prepared and the brand is known after the first look.
            assert_eq!(client.get(&path).await.status, 200);
            drop(db.acquire().await.unwrap());
            let before = counted.load(Ordering::SeqCst);
            assert_eq!(client.get(&path).await.status, 200);
            // What left with the answer; the connection's return is counted by taking it again.
            drop(db.acquire().await.unwrap());
            let messages = counted.load(Ordering::SeqCst) - before;
            let release = 2;
            assert!(messages <= 3 + release, "{path}: {messages} messages");
        }
        let _ = std::fs::remove_dir_all(dir);
    }
}
