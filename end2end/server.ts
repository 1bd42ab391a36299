// The Portico under test: started before the first test, ended after the last.
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, createWriteStream, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { get } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const PROGRAM = process.env.PORTICO_BIN || fileURLToPath(new URL('../target/debug/portico', import.meta.url));

export type Server = { child: ChildProcess; dir: string; port: number };

/** `more`: settings besides those of every test. */
export async function start(more: Record<string, string> = {}): Promise<Server> {
  // Run as root, Portico gives PostgreSQL to another user, who has to get through to the data directory.
  const dir = mkdtempSync(join(tmpdir(), 'portico-end2end-'));
  chmodSync(dir, 0o711);
  const port = await freePort();
  const { PORTICO_METRICS_ADDR, DATABASE_URL, DATABASE_OWNER_URL, DATABASE_INGEST_URL, SMTP_URL, ...env } = process.env;
  const log = createWriteStream(join(dir, 'portico.log'));
  const child = spawn(PROGRAM, ['serve', '--demo'], {
    env: {
      ...env,
      PORTICO_DATA_DIR: join(dir, 'data'),
      PORTICO_ADDR: `127.0.0.1:${port}`,
      PORTICO_BASE_URL: `http://localhost:${port}`,
      PORTICO_SIGN_IN_PER_PAIR: '1000',
      PORTICO_SIGN_IN_PER_ADDRESS: '10000',
      PORTICO_SIGN_IN_PER_ACCOUNT: '100000',
      PORTICO_RECOVERY_PER_ADDRESS: '1000',
      PORTICO_RECOVERY_PER_ACCOUNT: '1000',
      PORTICO_API_RATE_SCALE: '1000000',
      ...more,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.pipe(log, { end: false });
  child.stderr.pipe(log, { end: false });
  let failed: Error | undefined;
  child.once('error', (error) => (failed = error));
  const server = { child, dir, port };

  const deadline = Date.now() + 60_000;
  while (!(await ready(port))) {
    if (failed || ended(child) || Date.now() > deadline) {
      const why = failed?.message ?? (ended(child) ? 'Portico ended before it was ready' : 'Portico was not ready after 60 s');
      const said = readFileSync(join(dir, 'portico.log'), 'utf8');
      await stop(server);
      throw new Error(`${why}. It said:\n${said}`);
    }
    await sleep(200);
  }
  return server;
}

export async function stop({ child, dir }: Server): Promise<void> {
  if (!ended(child) && child.pid) {
    const exit = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    if ((await Promise.race([exit, sleep(20_000, 'late', { ref: false })])) === 'late') {
      console.error('Portico did not stop within 20 s of SIGTERM; killing it.');
      child.kill('SIGKILL');
      await exit;
      await stopOrphan(join(dir, 'data/postgres/postmaster.pid'));
    }
  }
  rmSync(dir, { recursive: true, force: true });
}

function ended(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** The PostgreSQL of a Portico that had to be killed. */
async function stopOrphan(pidFile: string): Promise<void> {
  let pid: number;
  try {
    pid = Number(readFileSync(pidFile, 'utf8').split('\n')[0]);
    process.kill(pid, 'SIGINT');
  } catch {
    return;
  }
  for (let i = 0; i < 100; i++) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await sleep(100);
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function ready(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get(
      { host: '127.0.0.1', port, path: '/readyz', headers: { host: `localhost:${port}` }, timeout: 2000 },
      (response) => {
        response.resume();
        resolve(response.statusCode === 200);
      },
    );
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(false));
  });
}
