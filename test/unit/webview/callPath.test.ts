import assert from 'node:assert/strict';
import { splitName } from '../../../src/base/splitName';
import type { FlameView, NodeDetails, StackFrame } from '../../../src/model/views';
import { findNode, pathOfStack, stackAsText } from '../../../webview/callPath';
import { Latest } from '../../../webview/latest';
import { nameParts, withoutTypeArguments } from '../../../webview/names';

/** One call a line, indented by depth; node ids are 100, 101, … in that order. */
function viewOf(text: string, root = 0): FlameView {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const names = [...new Set(lines.map((line) => line.trim()))];
  const zeros = new Float64Array(lines.length);
  return {
    sampleIndex: 0,
    root,
    ancestors: [],
    length: lines.length,
    node: Uint32Array.from(lines, (_, i) => (i === 0 ? root : 99 + i)),
    frame: Int32Array.from(lines, (line, i) => (i === 0 ? -1 : names.indexOf(line.trim()))),
    depth: Uint16Array.from(lines, (line) => line.search(/\S/)),
    weight: zeros,
    total: zeros,
    self: zeros,
    compared: null,
    frames: {
      id: Uint32Array.from(names, (_, i) => i),
      name: names,
      packageName: names,
      file: names,
      startLine: new Float64Array(names.length),
    },
    omitted: 0,
    maxDepth: 0,
  };
}

const view = viewOf(
  `
all
 main
  serve
   put
   get
  put
 init
`.slice(1),
);

describe('webview call path', () => {
  it('finds a call by the names that lead to it', () => {
    assert.equal(findNode(view, ['main', 'serve', 'put']), 102);
    assert.equal(findNode(view, ['main', 'put']), 104);
    assert.equal(findNode(view, ['init']), 105);
    assert.equal(findNode(view, []), 0);
  });

  it('does not take a cousin for a child', () => {
    assert.equal(findNode(view, ['init', 'put']), -1);
    assert.equal(findNode(view, ['main', 'get']), -1);
  });

  it('finds a call in a view of a part by the whole path', () => {
    const part: FlameView = {
      ...viewOf('serve\n put\n get', 7),
      frame: Int32Array.of(1, 2, 3),
      ancestors: [
        { node: 0, frame: -1, total: 0 },
        { node: 3, frame: 0, total: 0 },
      ],
      frames: { ...view.frames, name: ['main', 'serve', 'put', 'get'] },
    };
    assert.equal(findNode(part, ['main', 'serve', 'get']), 101);
    assert.equal(findNode(part, ['main', 'serve']), 7);
    assert.equal(findNode(part, ['init', 'serve', 'get']), -1);
    assert.equal(findNode(part, ['main']), -1);
  });

  it('leaves "all" out of a path and prints the innermost call first', () => {
    const stack: StackFrame[] = [
      { node: 0, frame: -1, name: 'all', file: '', line: 0 },
      { node: 1, frame: 4, name: 'main.main', file: '/m.go', line: 3 },
      { node: 2, frame: 5, name: 'C.malloc', file: '', line: 0 },
    ];
    assert.deepEqual(pathOfStack(stack), ['main.main', 'C.malloc']);
    assert.equal(stackAsText({ stack } as unknown as NodeDetails), 'C.malloc\nmain.main\n\t/m.go:3\n');
  });
});

describe('webview names', () => {
  function check(name: string, own: string, path: string): void {
    assert.deepEqual(splitName(name), { own, path });
  }

  it('splits the import path off', () => {
    check('github.com/org/app/store.(*Cache).Put', 'store.(*Cache).Put', 'github.com/org/app');
    check('runtime.mallocgc', 'runtime.mallocgc', '');
    check('/usr/src/a.go', 'a.go', '/usr/src');
  });

  it('leaves slashes within type arguments alone', () => {
    check('app/x.Map[example.com/y.Key].Get', 'x.Map[example.com/y.Key].Get', 'app');
    check('main.Of[a/b.C]', 'main.Of[a/b.C]', '');
    check('<alloc::vec::Vec<T> as a/b>::drop', '<alloc::vec::Vec<T> as a/b>::drop', '');
  });
});

describe('webview name parts', () => {
  function check(own: string, ...expected: readonly string[]): void {
    assert.deepEqual(nameParts(own), expected);
    assert.equal(expected.join(''), own);
  }

  it('takes package and receiver apart from what stays', () => {
    check('store.(*Cache).Put', 'store.', '(*Cache).', 'Put');
    check('store.Cache.Get', 'store.', 'Cache.', 'Get');
    check('runtime.mallocgc', 'runtime.', 'mallocgc');
    check('x.(*Map[example.com/y.Key]).Get.func1', 'x.', '(*Map[example.com/y.Key]).', 'Get.func1');
  });

  it('shows type arguments as one sign', () => {
    assert.equal(
      withoutTypeArguments('slices.Clone[go.shape.[]time.Duration,int].func1'),
      'slices.Clone[…].func1',
    );
    assert.equal(withoutTypeArguments('x.(*Map[a.K]).Get'), 'x.(*Map[…]).Get');
    assert.equal(withoutTypeArguments('runtime.main'), 'runtime.main');
    assert.equal(withoutTypeArguments('odd[name'), 'odd[name');
    assert.equal(withoutTypeArguments('[unknown]'), '[unknown]');
  });

  it('never leaves a closure without its function', () => {
    check('main.run.func1', 'main.', 'run.func1');
    check('main.run.func1.2', 'main.', 'run.func1.2');
    check('main.init.0', 'main.', 'init.0');
    check('main.glob..func1', 'main.', 'glob..func1');
  });

  it('knows the scopes of C++ and Rust, and leaves other names whole', () => {
    check('std::vector<int>::push_back', 'std::vector<int>::', 'push_back');
    check('<alloc::vec::Vec<T> as core::iter::X>::from', '<alloc::vec::Vec<T> as core::iter::X>::', 'from');
    check('malloc', 'malloc');
    check('.plt', '.plt');
    check('[unknown]', '[unknown]');
  });
});

describe('webview latest', () => {
  it('runs the first and the newest, none between, and one at a time', async () => {
    const latest = new Latest();
    const ran: string[] = [];
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const last = new Promise<void>((resolve) => {
      latest.run(async () => {
        ran.push('a');
        await held;
      });
      latest.run(async () => void ran.push('b'));
      latest.run(async () => {
        ran.push('c');
        resolve();
      });
    });
    assert.deepEqual(ran, ['a']);
    release();
    await last;
    assert.deepEqual(ran, ['a', 'c']);
  });
});
