//! The listener: connections, their time limits, and the end of all of them.

use std::io;
use std::net::{SocketAddr, TcpListener};
use std::time::Duration;

use axum::Router;
use axum_server::Handle;
use hyper_util::rt::TokioTimer;
use tokio_util::sync::CancellationToken;

/// How long a client may take to send a request's head. It counts from the answer before, so it also ends connections
/// that are kept open for nothing.
pub const HEADER_TIMEOUT: Duration = Duration::from_secs(10);
/// Requests that are running get their answer; a client that never reads does not hold us up.
const GRACE: Duration = Duration::from_secs(25);

/// Serves until told to stop, then finishes what runs.
///
/// # Errors
/// When the listener cannot be used.
pub async fn serve(listener: TcpListener, app: Router, header_timeout: Duration, stop: CancellationToken) -> io::Result<()> {
    let handle = Handle::new();
    let mut server = axum_server::from_tcp(listener)?.handle(handle.clone());
    server.http_builder().http1().timer(TokioTimer::new()).header_read_timeout(header_timeout);
    let stopping = tokio::spawn(async move {
        stop.cancelled().await;
        handle.graceful_shutdown(Some(GRACE));
    });
    let served = server.serve(app.into_make_service_with_connect_info::<SocketAddr>()).await;
    stopping.abort();
    served
}

#[cfg(test)]
mod tests {
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::*;

    async fn start(header_timeout: Duration) -> (SocketAddr, CancellationToken, tokio::task::JoinHandle<io::Result<()>>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let (address, stop) = (listener.local_addr().unwrap(), CancellationToken::new());
        let app = Router::new().route("/", get(|| async { "here" }));
        (address, stop.clone(), tokio::spawn(serve(listener, app, header_timeout, stop)))
    }

    #[tokio::test]
    async fn a_head_that_never_ends_is_not_waited_for() {
        let (address, stop, server) = start(Duration::from_millis(50)).await;
        let mut slow = TcpStream::connect(address).await.unwrap();
        slow.write_all(b"GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ").await.unwrap();
        let mut answer = String::new();
        let read = tokio::time::timeout(Duration::from_secs(10), slow.read_to_string(&mut answer)).await;
        assert!(read.is_ok(), "the connection is still open");
        assert!(!answer.contains("here"));
        stop.cancel();
        server.await.unwrap().unwrap();
    }

    #[tokio::test]
    async fn stopping_ends_idle_connections() {
        let (address, stop, server) = start(HEADER_TIMEOUT).await;
        let mut idle = TcpStream::connect(address).await.unwrap();
        idle.write_all(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n").await.unwrap();
        let mut first = [0; 8];
        idle.read_exact(&mut first).await.unwrap();
        stop.cancel();
        tokio::time::timeout(Duration::from_secs(10), server).await.expect("it ends at once").unwrap().unwrap();
    }
}
