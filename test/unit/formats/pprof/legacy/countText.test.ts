import assert from 'node:assert/strict';
import { checkText, problemsOf, readText, refusalOf } from '../../../../helpers/legacyText';

describe('count profiles as text', () => {
  it('are named after their first line', () => {
    const check = (type: string, kind: string) => {
      const { value } = readText(`${type} profile: total 0`);
      assert.deepEqual(value.sampleTypes, [{ type, unit: 'count' }]);
      assert.deepEqual([value.kind, value.period], [kind, 1]);
    };
    check('goroutine', 'goroutine');
    check('goroutineleak', 'goroutine');
    check('threadcreate', 'threadcreate');
    check('example.com/leases', 'other');
  });

  it('take names from the comments; what Go hides at the leaf and runtime.goexit are left out', () => {
    const text = `
      goroutine profile: total 7
      5 @ 0x11 0x21 0x31 0x41
      #	0x20	main.(*Pool).Get[...]+0x8	/a b/pool.go:5
      #	0x30	main.main.func1+0x10		/a b/main.go:9

      2 @ 0x21 0x31 0x41
      #	0x20	main.(*Pool).Get[...]+0x8	/a b/pool.go:5
      #	0x30	main.main.func1+0x10		/a b/main.go:9`;
    checkText(
      text,
      `
      main.main.func1 /a b/main.go:9;main.(*Pool).Get[...] /a b/pool.go:5 5
      main.main.func1 /a b/main.go:9;main.(*Pool).Get[...] /a b/pool.go:5 2`,
    );
    checkText(text, '0x40@;0x30@;0x20@;0x10@ 5\n0x40@;0x30@;0x20@ 2', 'none');
    assert.deepEqual(problemsOf(readText(text)), []);
  });

  it('read comments that were pasted with spaces, and ones without a place', () => {
    checkText(
      `
      goroutine profile: total 1
      1 @ 0x21 0x31
      #    0x20    main.put+0x59d
      #    0x30    main.main+0x1cc    main.go:5`,
      'main.main main.go:5;main.put 1',
    );
  });

  it('take several comments of one address for inlined calls, innermost first', () => {
    checkText(
      `
      goroutine profile: total 3
      1 @ 0x11 0x21
      #	0x10	main.inner+0x1	in.go:1
      #	0x10	main.outer+0x1	out.go:2
      #	0x20	main.main+0x1	m.go:3

      2 @ 0x11 0x11 0x21
      #	0x10	main.inner+0x1	in.go:1
      #	0x10	main.outer+0x1	out.go:2
      #	0x10	main.inner+0x1	in.go:1
      #	0x10	main.outer+0x1	out.go:2
      #	0x20	main.main+0x1	m.go:3`,
      `
      main.main m.go:3;main.outer out.go:2|main.inner in.go:1 1
      main.main m.go:3;main.outer out.go:2|main.inner in.go:1;main.outer out.go:2|main.inner in.go:1 2`,
    );
  });

  it('take the same comment again for recursion', () => {
    checkText(
      `
      goroutine profile: total 1
      1 @ 0x11 0x11 0x11 0x21 0x99
      #	0x10	main.walk+0x1	w.go:1
      #	0x10	main.walk+0x1	w.go:1
      #	0x10	main.walk+0x1	w.go:1
      #	0x20	main.main+0x1	m.go:3`,
      'main.main m.go:3;main.walk w.go:1;main.walk w.go:1;main.walk w.go:1 1',
    );
  });

  it('read the comments of Go before 1.9, which repeat the return address', () => {
    checkText(
      `
      goroutine profile: total 1
      1 @ 0x11 0x21
      #	0x11	main.put+0x1	p.go:1
      #	0x21	main.main+0x1	m.go:3`,
      'main.main m.go:3;main.put p.go:1 1',
    );
  });

  it('keep frames of an excerpt that no comment names', () => {
    checkText(
      `
      goroutine profile: total 1
      1 @ 0x11 0x21 0x31 0x41 0x51
      #	0x20	main.put+0x1	p.go:1`,
      '0x50@;0x40@;0x30@;main.put p.go:1 1',
    );
  });

  it('read labels as Go quotes them', () => {
    const text = `
      goroutine profile: total 1
      1 @ 0x11
      # labels: {"path":"/a \\"b\\"", "tenant":"acm\\u00e9\\n\\xff"}
      #	0x10	main.main+0x1	m.go:3`;
    const { samples, strings } = readText(text).value;
    const labels = [...samples.labels.key].map((key, row) => [
      strings.get(key),
      strings.get(samples.labels.text[row]!),
    ]);
    assert.deepEqual(labels, [
      ['path', '/a "b"'],
      ['tenant', 'acmé\n\ufffd'],
    ]);
    assert.equal(readText(text, 'none').value.samples.labels.key.length, 0);
  });

  it('show zeros once where a thread has no stack, and not behind one', () => {
    checkText(
      `
      threadcreate profile: total 9
      8 @ 0x0 0x0 0x0
      #	0x0

      1 @ 0x11 0x21 0x0 0x0
      #	0x10	runtime.allocm+0x1	p.go:1`,
      `
      0xffffffffffffffff@ 8
      runtime.allocm p.go:1 1`,
    );
  });

  it('say that stacks are missing', () => {
    const excerpt = readText('goroutine profile: total 108805\n36222 @ 0x42cb1a 0x43bda4');
    assert.deepEqual(problemsOf(excerpt), [
      'line 1: The header counts 108,805, the stacks add up to 36,222: this is an excerpt, or it was cut.',
    ]);
  });

  it('are read as Go reads their numbers: a leading 0 makes them octal', () => {
    checkText('x profile: total 8\n010 @ 0x2', '0x1@ 8', 'none');
    assert.match(
      refusalOf('x profile: total 8\n08 @ 0x2'),
      /line 2 should be "count @ 0x… 0x…" and is "08 @ 0x2"/,
    );
  });

  it('are refused with the line that breaks', () => {
    for (const line of ['5', '5 @', '5 @ ', '5 @ 0x1 ', '5 @  0x1', '-5 @ 0x1', '5 @ 0xG', '5 @ 0x1g', 'x']) {
      assert.match(refusalOf(`goroutine profile: total 5\n\n${line}\n`), /: line 3 should be /, line);
    }
  });

  it('begin after comments and end at a section', () => {
    checkText('# by hand\n\nx profile: total 1\n1 @ 0x2\n---\nrubbish', '0x1@ 1', 'none');
    checkText('x profile: total 1\r\n1 @ 0x2\r\n\r\n', '0x1@ 1', 'none');
  });
});
