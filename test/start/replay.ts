import * as fs from 'node:fs';
import * as http from 'node:http';
import * as path from 'node:path';
import { repositoryRoot } from '../helpers/repository';

const recorded = path.join(repositoryRoot, 'test', 'fixtures', 'profiles');

/** Last part of the address → recorded profile of the leaky shop. */
const profiles: Readonly<Record<string, string>> = {
  heap: 'leaky.heap.pb.gz',
  allocs: 'leaky.allocs.pb.gz',
  profile: 'leaky.cpu.pb.gz',
  goroutine: 'leaky.goroutine.pb.gz',
  block: 'leaky.block.pb.gz',
  mutex: 'leaky.mutex.pb.gz',
  threadcreate: 'leaky.threadcreate.pb.gz',
};

/** Answers on 127.0.0.1 as net/http/pprof does, with recorded profiles. */
export function startReplay(port: number): Promise<http.Server> {
  const server = http.createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const file = profiles[pathname.replace('/debug/pprof/', '')];
    if (file === undefined) {
      response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8' });
      response.end('404 page not found\n');
      return;
    }
    response.writeHead(200, {
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': `attachment; filename="${path.posix.basename(pathname)}"`,
    });
    fs.createReadStream(path.join(recorded, file)).pipe(response);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
