import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { formatMessage } from '../../../src/base/message';
import { sniff } from '../../../src/formats/sniff';
import { profileBytes } from '../../helpers/profileText';

function check(content: string | Uint8Array, id: string): void {
  const bytes = typeof content === 'string' ? Buffer.from(content, 'latin1') : content;
  const found = sniff(bytes, 'heap.pb.gz');
  const got = found.format === 'other' ? found.message.id : found.format;
  assert.equal(got, id);
  if (found.format !== 'other') return;
  const text = formatMessage(found.message);
  assert.match(text, /^heap\.pb\.gz is /);
  assert.doesNotMatch(text, /[{}\n]/);
}

describe('sniffing', () => {
  it('knows profiles, packed and not', () => {
    check(gzipSync('anything'), 'gzip');
    check(profileBytes('main;put 1'), 'pprof');
    // Fields may come in any order: here the string table, and a sample.
    check('\x32\x00\x32\x05samples', 'pprof');
    check('\x12\x04\x0a\x02\x01\x02', 'pprof');
  });

  it('knows the text forms of profiles by their first line', () => {
    check('heap profile: 5: 640 [12: 1536] @ heap/1048576\n', 'legacyText');
    check('heap profile:      1:        2 [     3:     4] @ heap_v2/524288', 'legacyText');
    check('goroutine profile: total 12\n', 'legacyText');
    check('goroutine profile: total 12\r\n', 'legacyText');
    check('\n# a comment\n\nthreadcreate profile: total 9\n', 'legacyText');
    check('example.com/leases profile: total 9\n', 'legacyText');
    check('--- threadz 1 ---\n', 'legacyText');
    check('--- Thread 7eff063d9940 (name: main/25376) stack: ---', 'legacyText');
    check('--- contention:\ncycles/second=2', 'legacyText');
    check('--- mutex:\ncycles/second=2', 'legacyText');
    check('--- contentionz 1 ---\n', 'legacyText');
    check('--- heapz 1 ---\n', 'legacyText');
  });

  it('takes no other text for one of them', () => {
    check('heap_v2 profile: 5', 'sniff.text');
    check('goroutine profile: total many\n', 'sniff.text');
    check('the goroutine profile: total 12\n', 'sniff.text');
    check('words\nheap profile: 5: 640 [12: 1536] @ heap/1048576\n', 'sniff.text');
  });

  it('knows texts with goroutines in them, wherever the first one begins', () => {
    check('goroutine 1 [running]:\nmain.main()\n', 'goroutines');
    check('SIGQUIT: quit\nPC=0x46\n\ngoroutine 7 gp=0xc000002380 m=nil [select]:\n', 'goroutines');
    check('panic: boom\n\ngoroutine 1 [running]:\n', 'goroutines');
    check(`${'a line of a log\n'.repeat(1000)}goroutine 12 [select]:\n`, 'goroutines');
    check('2022-12-25T16:09:45.95Z goroutine 12 [select]:\n', 'goroutines');
    check('{"log":"goroutine 1 [running]:\\n","stream":"stderr"}\n', 'goroutines');
    check('panic: runtime error\n', 'sniff.text');
    check('goroutine leaks: see goroutine 12, and goroutine x [select]', 'sniff.text');
    check('goroutine 12', 'sniff.text');
  });

  it('knows texts with GC traces in them, wherever the first one begins', () => {
    const line =
      'gc 1 @0.011s 1%: 0.13+16+0.24 ms clock, 0.41+16/1.4/18+0.74 ms cpu, 16->16->16 MB, 17 MB goal, 40 P';
    check(line, 'gctrace');
    check(`${'a line of a log\n'.repeat(10_000)}Feb 26 12:52:23 web shop[1]: ${line}\n`, 'gctrace');
    check(`\x1b[32mweb |\x1b[0m ${line}`, 'gctrace');
    check(`{"log":"${line.replaceAll('>', '\\u003e')}\\n","stream":"stderr"}\n`, 'gctrace');
    check('gc12(4): 1+2+3+4 us, 5 -> 6 MB, 30 (100-70) objects', 'gctrace');
    check('SCHED 1ms: gomaxprocs=2 idleprocs=0 threads=5 idlethreads=1 runqueue=0 [0 0]', 'gctrace');
    check(`${line}\ngoroutine 1 [running]:\n`, 'goroutines');
    check('gc 1 @0.012s 2%: 0.021+0.45', 'sniff.text');
    check('gc 12 is what they call it', 'sniff.text');
  });

  it('says what else a file is', () => {
    check('', 'sniff.empty');
    check('version https://git-lfs.github.com/spec/v1\noid sha256:4d7a', 'sniff.gitLfs');
    check('<!DOCTYPE html>\n<html>', 'sniff.html');
    check('\n  <html><head>', 'sniff.html');
    check('go 1.22 trace\0\0\0', 'sniff.trace');
    check('mode: atomic\nexample.com/a.go:1.1', 'sniff.coverage');
    check('{"nodes": []}', 'sniff.json');
    check('[1, 2]', 'sniff.json');
    check('[]', 'sniff.json');
    check('\x7fELF\x02\x01\x01', 'sniff.elf');
    check('MZ\x90\0', 'sniff.elf');
    check('PK\x03\x04\x14', 'sniff.zip');
    check('\x28\xb5\x2f\xfd\x04', 'sniff.zstd');
    check('just some words\nand more', 'sniff.text');
  });

  it('knows gzip that was read as text and written back', () => {
    const gzip = gzipSync('profile');
    check(Buffer.from(gzip.toString('utf8'), 'utf8'), 'gzip.mangled');
    check(Buffer.from(gzip.toString('latin1'), 'utf8'), 'gzip.mangled');
  });

  it('quotes the first line of a text, and no more than 60 characters of it', () => {
    const quoted = (content: string) => {
      const found = sniff(Buffer.from(content), 'a.prof');
      return found.format === 'other' ? formatMessage(found.message) : found.format;
    };
    assert.equal(
      quoted('Showing nodes\r\nflat'),
      'a.prof is text that starts with "Showing nodes": no profile, dump, GC trace or memory figures that Heaplens knows.',
    );
    assert.equal(
      quoted('x'.repeat(200)),
      `a.prof is text that starts with "${'x'.repeat(60)}": no profile, dump, GC trace or memory figures that Heaplens knows.`,
    );
  });

  it('looks at the beginning only', () => {
    check(`${'words '.repeat(200)}\0\x01\x02`, 'sniff.text');
    check(Uint8Array.of(0x0a, 0x04, ...Buffer.from('heap profile: 1')), 'pprof');
  });
});
