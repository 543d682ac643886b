import assert from 'node:assert/strict';
import { framePlace, functionOfPlace } from '../../../../src/vscode/textLanguage/frameText';

/** `expected` is the file, the line and what is linked, which shows where it stands. */
function checkPlace(text: string, expected: readonly [file: string, line: number] | null): void {
  const place = framePlace(text);
  assert.deepEqual(place && [place.file, place.line], expected);
  if (place) assert.equal(text.slice(place.start, place.end), `${place.file}:${place.line}`);
}

describe('places that a dump names', () => {
  it('are files and lines of frames', () => {
    checkPlace('\t/src/main.go:7 +0x2c', ['/src/main.go', 7]);
    checkPlace('\t/src/main.go:7', ['/src/main.go', 7]);
    checkPlace('        /src/main.go:7 +0x2c', ['/src/main.go', 7]);
    checkPlace('\t/go/src/runtime/asm_amd64.s:1650 +0x1 fp=0xc0 sp=0xc1 pc=0x47', [
      '/go/src/runtime/asm_amd64.s',
      1650,
    ]);
    checkPlace('\t/0/c/go/src/pkg/runtime/netpoll.goc:146 +0x9c', [
      '/0/c/go/src/pkg/runtime/netpoll.goc',
      146,
    ]);
    checkPlace('\tC:/Users/felixge/pprof.go:693 +0x9f', ['C:/Users/felixge/pprof.go', 693]);
    checkPlace('\tC:/Program Files/Go/src/net/http/server.go:3142 +0x9f', [
      'C:/Program Files/Go/src/net/http/server.go',
      3142,
    ]);
    checkPlace('\tgithub.com/acme/shop@v1.2.3/cart.go:12 +0x9f', ['github.com/acme/shop@v1.2.3/cart.go', 12]);
    checkPlace('2022-12-25T16:09:45.9555654Z \t/home/x/y.go:55 +0xd8', ['/home/x/y.go', 55]);
    checkPlace('2022-12-25T16:09:45Z app    /home/x/y.go:55 +0xd8', ['/home/x/y.go', 55]);
    checkPlace('msg="failed at store.go:12 again"', ['store.go', 12]);
    checkPlace('#\t0x6a14b5\tmain.work+0x35\t\t/src/leaks.go:36', ['/src/leaks.go', 36]);
  });

  it('are nothing else', () => {
    checkPlace('main.worker(0xc000010000)', null);
    checkPlace('goroutine 18 [chan receive, 12 minutes]:', null);
    checkPlace('10:02:03 request served', null);
    checkPlace('\t/src/main.go', null);
    checkPlace('\t.go:7', null);
    checkPlace('main.go:7:12: undefined: x', null);
    checkPlace('', null);
  });

  it('are found in time, however long and odd a line is', () => {
    const started = performance.now();
    for (const odd of ['a:', '/x.go', ' /x.go', 'a.(x)', '(', ')', '/', '.go:1']) {
      const text = odd.repeat(20_000);
      framePlace(text);
      functionOfPlace('', `${text})`);
      functionOfPlace(`#${text}`, '');
    }
    assert.ok(performance.now() - started < 2000);
  });

  it('belong to the function above, or in the same line', () => {
    const check = (line: string, above: string, expected: string) =>
      assert.equal(functionOfPlace(line, above), expected);
    const place = '\t/x.go:7 +0x2c';
    check(place, 'main.worker(0xc000010000)', 'main.worker');
    check(place, 'net/http.(*conn).serve(0xc0000a, {0x7, 0xc0})', 'net/http.(*conn).serve');
    check(
      place,
      'github.com/smallnest/chanx.process[...](0xc0880dccc0)',
      'github.com/smallnest/chanx.process[...]',
    );
    check(place, 'main.main.func1(...)', 'main.main.func1');
    check(place, 'created by main.serve in goroutine 1', 'main.serve');
    check(place, 'created by net/http.(*Server).Serve', 'net/http.(*Server).Serve');
    check(place, '2022-12-25T16:09:45Z main.worker(0xc000010000)', 'main.worker');
    check('#\t0x6a14b5\tmain.work+0x35\t\t/src/leaks.go:36', '', 'main.work');
    check(place, 'something else', '');
  });
});
