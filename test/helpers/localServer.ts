import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';

const servers = new Set<net.Server>();
const sockets = new Set<net.Socket>();

/** Serves on a free port of 127.0.0.1 until `closeServers`; returns `http://127.0.0.1:port`. */
export function serveHttp(handler: http.RequestListener): Promise<string> {
  return listen(http.createServer(handler), 'http', '127.0.0.1');
}

/** As `localhost` or `127.0.0.1`, with one of the certificates of test/fixtures/tls. */
export function serveHttps(certificate: string, handler: http.RequestListener): Promise<string> {
  const options = { cert: readTls(`${certificate}.pem`), key: readTls('server.key') };
  return listen(https.createServer(options, handler), 'https', '127.0.0.1');
}

/** A server of bytes: `handler` gets each connection. */
export function serveRaw(handler: (socket: net.Socket) => void): Promise<string> {
  return listen(net.createServer(handler), 'http', '127.0.0.1');
}

/** The PEM text of the authority that signed the certificates. */
export function testAuthority(): string {
  return readTls('authority.pem');
}

/** An address where nothing listens. */
export async function closedPort(): Promise<string> {
  const server = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

/** Ends all servers of this file and their connections: for `afterEach`. */
export async function closeServers(): Promise<void> {
  for (const socket of sockets) socket.destroy();
  await Promise.all([...servers].map((server) => new Promise((resolve) => server.close(resolve))));
  servers.clear();
  sockets.clear();
}

async function listen(server: net.Server, scheme: string, host: string): Promise<string> {
  servers.add(server);
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.on('tlsClientError', () => undefined);
  server.listen(0, host);
  await new Promise((resolve, reject) => server.once('listening', resolve).once('error', reject));
  return `${scheme}://${host}:${(server.address() as AddressInfo).port}`;
}

function readTls(name: string): string {
  return readFileSync(path.join(__dirname, '..', 'fixtures', 'tls', name), 'utf8');
}
