import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  captureUrl,
  isLoopback,
  parseCaptureTarget,
  rememberedAddress,
} from '../../../src/capture/captureTarget';

describe('capture/captureTarget', () => {
  it('understands what people type', () => {
    check('localhost:6060', 'http://localhost:6060/debug/pprof/heap');
    check('6060', 'http://localhost:6060/debug/pprof/heap');
    check(':6060', 'http://localhost:6060/debug/pprof/heap');
    check('  http://host:6060/  ', 'http://host:6060/debug/pprof/heap');
    check('host', 'http://host/debug/pprof/heap');
    check('HTTPS://Host:443', 'https://host/debug/pprof/heap');
    check('http://host:6060/debug/pprof', 'http://host:6060/debug/pprof/heap');
    check('http://host:6060/debug/pprof/', 'http://host:6060/debug/pprof/heap');
    check('http://host:6060//debug//pprof//', 'http://host:6060/debug/pprof/heap');
    check('http://host/debug/pprof/#top', 'http://host/debug/pprof/heap');
    check('[::1]:6060', 'http://[::1]:6060/debug/pprof/heap');
    check('::1', 'http://[::1]/debug/pprof/heap');
    check('fe80::1/internal', 'http://[fe80::1]/internal/debug/pprof/heap');
  });

  it('keeps a path prefix, and a mux that moved the handlers', () => {
    check('host/internal', 'http://host/internal/debug/pprof/heap');
    check('host/internal/', 'http://host/internal/debug/pprof/heap');
    check('host/internal/debug/pprof/', 'http://host/internal/debug/pprof/heap');
    check('host/dev/pprof', 'http://host/dev/pprof/heap');
    check('host/mypprof', 'http://host/mypprof/debug/pprof/heap');
  });

  it('takes kind, seconds and gc from the address of a profile', () => {
    checkParts('http://h/debug/pprof/heap?gc=1', { kind: 'heap', seconds: null, gc: true });
    checkParts('http://h/debug/pprof/heap?gc=0&debug=1', { kind: 'heap', seconds: null, gc: false });
    checkParts('http://h/debug/pprof/profile?seconds=5', { kind: 'cpu', seconds: 5, gc: null });
    checkParts('http://h/x/debug/pprof/goroutine/', { kind: 'goroutine', seconds: null, gc: null });
    checkParts('http://h/debug/pprof/profile?seconds=soon', { kind: 'cpu', seconds: null, gc: null });
    checkParts('http://h/debug/pprof/goroutineleak', { kind: 'goroutineleak', seconds: null, gc: null });
    checkParts('http://h/debug/pprof/goroutine?debug=2', { kind: 'goroutines', seconds: null, gc: null });
    checkParts('http://h/debug/pprof/goroutine?debug=1', { kind: 'goroutine', seconds: null, gc: null });
    checkParts('http://h/debug/pprof/heap?debug=2', { kind: 'heap', seconds: null, gc: null });
    checkParts('http://h/debug/pprof', { kind: null, seconds: null, gc: null });
  });

  it('asks for cpu as /profile, and for gc only of heap', () => {
    const target = parseCaptureTarget('http://h/debug/pprof/heap?debug=1&token=t%2F1');
    const ask = (query: Parameters<typeof captureUrl>[1]) => captureUrl(target, query).href;

    assert.equal(ask({ kind: 'cpu', seconds: 30 }), 'http://h/debug/pprof/profile?token=t%2F1&seconds=30');
    assert.equal(ask({ kind: 'heap', gc: true }), 'http://h/debug/pprof/heap?token=t%2F1&gc=1');
    assert.equal(ask({ kind: 'goroutines' }), 'http://h/debug/pprof/goroutine?token=t%2F1&debug=2');
    assert.equal(ask({ kind: 'goroutine', debug: 1 }), 'http://h/debug/pprof/goroutine?token=t%2F1&debug=1');
    assert.equal(ask({ kind: 'goroutineleak' }), 'http://h/debug/pprof/goroutineleak?token=t%2F1');
    assert.equal(ask({ kind: 'mutex', gc: true, seconds: 0 }), 'http://h/debug/pprof/mutex?token=t%2F1');
  });

  it('turns user info into a header and never shows it', () => {
    const target = parseCaptureTarget('http://me:p%40ss%C3%A9%@h:6060/debug/pprof/heap?token=secret');

    assert.equal(target.authorization, `Basic ${Buffer.from('me:p@ssé%').toString('base64')}`);
    assert.equal(captureUrl(target, { kind: 'heap' }).username, '');
    assert.equal(rememberedAddress(target), 'http://h:6060');
    assert.equal(
      rememberedAddress(parseCaptureTarget('http://h/in/debug/pprof/heap')),
      'http://h/in/debug/pprof/',
    );
    assert.equal(parseCaptureTarget('http://h').authorization, null);
  });

  it('says what is wrong with an address', () => {
    checkFailure('', 'Give the address of the Go program, for example http://localhost:6060.');
    checkFailure('ftp://h', /^Profiles are captured over http or https, not "ftp"\. /);
    checkFailure('http://', /^"http:\/\/" is not an address\. /);
    checkFailure('localhost:99999', /^"localhost:99999" is not an address\. /);
    checkFailure('http://me:secret@ho st', /^"http:\/\/ho st" is not an address\. /);
  });

  it('knows which hosts mean this machine', () => {
    const loopback = (address: string) => isLoopback(new URL(address));
    assert.deepEqual(
      [
        'http://localhost:1',
        'http://127.0.0.1',
        'http://127.9.9.9',
        'http://[::1]:6',
        'http://a.localhost',
      ].map(loopback),
      [true, true, true, true, true],
    );
    assert.deepEqual(
      ['http://localhost.example', 'http://128.0.0.1', 'http://127.0.0.1.example', 'http://[::2]'].map(
        loopback,
      ),
      [false, false, false, false],
    );
  });

  it('any address gives a target that gives itself again', () => {
    const address = fc
      .tuple(
        fc.constantFrom('', 'http://', 'https://'),
        fc.domain(),
        fc.integer({ min: 1, max: 65535 }),
        fc.webPath(),
      )
      .map(([scheme, host, port, path]) => `${scheme}${host}:${port}${path}`);
    fc.assert(
      fc.property(address, (text) => {
        const target = parseCaptureTarget(text);
        const again = parseCaptureTarget(rememberedAddress(target));

        assert.match(target.base.pathname, /\/pprof\/$/);
        assert.equal(again.base.href, target.base.href);
        assert.equal(captureUrl(target, { kind: 'heap' }).pathname, `${target.base.pathname}heap`);
        assert.equal(rememberedAddress(again), rememberedAddress(target));
      }),
    );
  });

  it('never lets user info into what is remembered or asked', () => {
    const secret = fc.stringMatching(/^zq[a-z0-9]{6,20}$/);
    fc.assert(
      fc.property(secret, fc.constantFrom('http://', 'https://', ''), (password, scheme) => {
        const target = parseCaptureTarget(`${scheme}user:${password}@host:6060/debug/pprof/heap?gc=1`);
        const shown = `${rememberedAddress(target)} ${captureUrl(target, { kind: 'cpu', seconds: 1 }).href} ${target.base.href}`;
        assert.ok(!shown.includes(password), shown);
      }),
    );
  });
});

function check(text: string, heapUrl: string): void {
  assert.equal(captureUrl(parseCaptureTarget(text), { kind: 'heap' }).href, heapUrl);
}

function checkParts(
  text: string,
  expected: { kind: string | null; seconds: number | null; gc: boolean | null },
): void {
  const { kind, seconds, gc } = parseCaptureTarget(text);
  assert.deepEqual({ kind, seconds, gc }, expected);
}

function checkFailure(text: string, expected: string | RegExp): void {
  assert.throws(() => parseCaptureTarget(text), { name: 'MessageError', message: expected });
}
