import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { MessageError } from '../../../src/base/message';
import { isAbortError } from '../../../src/base/rpc';
import { createEngine } from '../../../src/engine/node/createEngine';
import { inflateWithZlib } from '../../../src/engine/node/inflate';
import { inflateWithPako } from '../../../src/engine/web/inflate';
import { defaultMaxInflatedBytes, gunzip, type Inflate } from '../../../src/formats/gzip';

const text = Buffer.from('package main\n'.repeat(300));
const gzip = gzipSync(text);

const inflaters = { 'zlib, in Node': inflateWithZlib, 'pako, in browsers': inflateWithPako };
for (const [name, inflate] of Object.entries(inflaters)) {
  describe(`gzip (${name})`, () => checkInflater(inflate));
}

function checkInflater(inflate: Inflate): void {
  const unzip = (bytes: Uint8Array, maxBytes?: number) =>
    gunzip(bytes, inflate, { name: 'heap.pb.gz', maxBytes });

  /** What the refusal says. */
  async function refusal(bytes: Uint8Array, maxBytes?: number): Promise<string> {
    try {
      await unzip(bytes, maxBytes);
    } catch (error) {
      assert.ok(error instanceof MessageError, String(error));
      return error.message;
    }
    throw new Error('was accepted');
  }

  it('inflates one member and several, as Go does', async () => {
    assert.deepEqual(Buffer.from(await unzip(gzip)), text);
    const two = Buffer.concat([gzip, gzipSync('tail')]);
    assert.equal(Buffer.from(await unzip(two)).toString(), `${text}tail`);
    assert.equal((await unzip(gzipSync(''))).length, 0);
  });

  it('says where a file is cut off, at every byte', async () => {
    for (let length = 2; length < gzip.length; length++) {
      assert.match(
        await refusal(gzip.subarray(0, length)),
        /^heap\.pb\.gz is cut off: its gzip data ends after \d+ B/,
        `cut at ${length}`,
      );
    }
    const two = Buffer.concat([gzip, gzip]);
    for (let length = gzip.length + 1; length < two.length; length++) {
      assert.match(await refusal(two.subarray(0, length)), /is cut off/, `cut at ${length}`);
    }
  });

  it('refuses what follows the last member, as Go does', async () => {
    assert.match(await refusal(Buffer.concat([gzip, Buffer.from('junk')])), /is damaged.*header/);
    assert.match(await refusal(Buffer.concat([gzip, Buffer.alloc(8)])), /is damaged.*zeros after its end/);
  });

  it('notices a changed byte anywhere behind the header', async () => {
    const wrong: number[] = [];
    for (let at = 10; at < gzip.length; at++) {
      const changed = Uint8Array.from(gzip);
      changed[at]! ^= 0x10;
      try {
        await unzip(changed);
        wrong.push(at);
      } catch (error) {
        assert.ok(error instanceof MessageError);
        assert.match(error.message, /^heap\.pb\.gz is (damaged|cut off)/);
      }
    }
    assert.deepEqual(wrong, []);
  });

  it('refuses a bomb at the cap, while it inflates', async () => {
    const megabyte = 1024 * 1024;
    const bomb = gzipSync(Buffer.alloc(256 * megabyte), { level: 1 });
    let written = 0;
    const counting: Inflate = (bytes, write) =>
      inflate(bytes, (chunk) => {
        written += chunk.length;
        write(chunk);
      });
    await assert.rejects(
      gunzip(bomb, counting, { name: 'bomb.pb.gz', maxBytes: 5 * megabyte }),
      /^MessageError: bomb\.pb\.gz inflates to more than 5\.00 MB, so reading stopped there\./,
    );
    assert.ok(written <= 6 * megabyte, `${written} bytes came out`);
    assert.equal(defaultMaxInflatedBytes, 1024 ** 3);
  });

  it('counts all members of a bomb together, and takes what is just as large as the cap', async () => {
    const member = gzipSync(Buffer.alloc(1000));
    const three = Buffer.concat([member, member, member]);
    assert.equal((await unzip(three, 3000)).length, 3000);
    assert.match(await refusal(three, 2999), /more than 2\.93 kB/);
  });

  it('does not believe the size that the end of the file declares', async () => {
    const liar = Uint8Array.from(gzip);
    liar.set([0xff, 0xff, 0xff, 0x7f], liar.length - 4);
    const before = process.memoryUsage().arrayBuffers;
    let peak = 0;
    const watching: Inflate = (bytes, write) =>
      inflate(bytes, (chunk) => {
        write(chunk);
        peak = Math.max(peak, process.memoryUsage().arrayBuffers - before);
      });
    await assert.rejects(gunzip(liar, watching, { name: 'liar.gz' }), /is damaged/);
    assert.ok(peak < 8 * 1024 * 1024, `${peak} bytes`);
  });

  it('stops when it is aborted', async () => {
    const controller = new AbortController();
    const aborting: Inflate = (bytes, write) =>
      inflate(bytes, (chunk) => {
        controller.abort();
        write(chunk);
      });
    const options = { name: 'heap.pb.gz', signal: controller.signal };
    await assert.rejects(gunzip(gzip, aborting, options), isAbortError);
  });
}

describe('gzip', () => {
  it('is recognised by the engine, whatever the file is called', async () => {
    const engine = createEngine();
    const open = (bytes: Uint8Array) => engine.openProfiles(bytes, { name: 'x.out' });
    await assert.rejects(open(gzipSync('')), /x\.out is empty/);
    await assert.rejects(open(gzipSync('{"a": 1}')), /x\.out is JSON/);
    engine.dispose();
  });
});
