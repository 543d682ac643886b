import assert from 'node:assert/strict';
import { parseCaptureTarget } from '../../../../src/capture/captureTarget';
import { memoryEndpoints } from '../../../../src/capture/memory/memoryEndpoints';

describe('capture/memory/memoryEndpoints', () => {
  const usual = ['/metrics', '/debug/vars', '/debug/pprof/heap?debug=1'];
  const prefixed = ['/x/metrics', '/x/debug/vars', '/x', '/x/debug/pprof/heap?debug=1'];

  it('asks the cheapest first', () => {
    check('6060', usual);
    check('localhost:6060/debug/pprof/', usual);
    check('http://localhost:6060/debug/pprof/heap?gc=1', usual);
  });

  it('takes the address of one of them for the program', () => {
    check('localhost:6060/metrics', usual);
    check('localhost:6060/x/metrics', ['/x/metrics', '/x/debug/vars', '/x/debug/pprof/heap?debug=1']);
  });

  it('begins with what the address names, although the other costs less', () => {
    check('localhost:6060/debug/vars/', ['/debug/vars', '/metrics', '/debug/pprof/heap?debug=1']);
  });

  it('stays below a prefix, which may be the metrics themselves', () => {
    check('https://shop.example/x', prefixed);
    check('https://shop.example/x/debug/pprof/heap', prefixed);
    check('https://shop.example/x/y', [
      '/x/y/metrics',
      '/x/y/debug/vars',
      '/x/y',
      '/x/y/debug/pprof/heap?debug=1',
    ]);
  });

  it('finds the rest beside handlers that were moved', () => {
    check('localhost:6060/internal/pprof/', [
      '/internal/metrics',
      '/internal/debug/vars',
      '/internal/pprof/heap?debug=1',
    ]);
  });

  it('asks with the query of the address, and shows it to nobody', () => {
    const endpoints = memoryEndpoints(parseCaptureTarget('localhost:6060/debug/pprof/?token=s3cret'));
    assert.deepEqual(
      endpoints.map(({ url }) => url.href),
      [
        'http://localhost:6060/metrics?token=s3cret',
        'http://localhost:6060/debug/vars?token=s3cret',
        'http://localhost:6060/debug/pprof/heap?token=s3cret&debug=1',
      ],
    );
    assert.deepEqual(
      endpoints.map(({ path }) => path),
      usual,
    );
  });
});

function check(address: string, expected: readonly string[]): void {
  assert.deepEqual(
    memoryEndpoints(parseCaptureTarget(address)).map(({ path }) => path),
    expected,
  );
}
