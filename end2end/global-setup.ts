import { join } from 'node:path';
import { start, stop } from './server.ts';

// What it returns is called after the last test, so the server needs to be known nowhere else.
export default async function globalSetup(): Promise<() => Promise<void>> {
  // Pictures show the usual address, whatever the port is.
  const server = await start(process.env.SCREENS ? { PORTICO_BASE_URL: 'http://localhost:3000' } : {});
  // Workers inherit these.
  process.env.END2END_PORT = String(server.port);
  process.env.PORTICO_DATA_DIR = join(server.dir, 'data');
  return () => stop(server);
}
