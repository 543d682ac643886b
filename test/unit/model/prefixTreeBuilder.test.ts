import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PrefixTreeBuilder } from '../../../src/model/prefixTreeBuilder';

/** The same tree with maps: slow, and plainly right. */
class MapTree {
  readonly nodes: { parent: number; key: number }[] = [];
  readonly #known = new Map<string, number>();

  child(parent: number, key: number): number {
    const pair = `${parent} ${key}`;
    const known = this.#known.get(pair);
    if (known !== undefined) return known;
    const node = this.nodes.push({ parent, key }) - 1;
    this.#known.set(pair, node);
    return node;
  }
}

function check(stacks: readonly (readonly number[])[], capacity?: number): void {
  const builder = new PrefixTreeBuilder(capacity);
  const expected = new MapTree();
  for (const stack of stacks) {
    let node = -1;
    let expectedNode = -1;
    for (const key of stack) {
      node = builder.child(node, key);
      expectedNode = expected.child(expectedNode, key);
      assert.equal(node, expectedNode);
    }
  }
  assert.equal(builder.length, expected.nodes.length);
  const { parent, key } = builder.finish();
  assert.deepEqual(
    [...parent].map((above, node) => ({ parent: above, key: key[node]! })),
    expected.nodes,
  );
}

describe('prefix tree builder', () => {
  it('finds every (parent, key) pair again, as a map does', () => {
    const key = fc.oneof(fc.nat(3), fc.nat(200), fc.nat(0xffff_ffff));
    fc.assert(
      fc.property(fc.array(fc.array(key, { maxLength: 12 })), fc.nat(4), (stacks, capacity) =>
        check(stacks, capacity),
      ),
    );
  });

  it('grows with many siblings and with deep chains', () => {
    const wide = Array.from({ length: 5000 }, (_, key) => [key * 7919]);
    const deep = Array.from({ length: 20 }, (_, end) => [
      ...Array.from({ length: 3000 }, (_, key) => key),
      end,
    ]);
    check([...wide, ...wide, ...deep], 1);
  });

  it('appends what is known to be new without finding it again', () => {
    const builder = new PrefixTreeBuilder(1);
    const root = builder.child(-1, 7);
    const appended = builder.append(root, 8);
    const child = builder.child(appended, 9);
    assert.deepEqual(
      [root, appended, child, builder.child(appended, 9), builder.child(root, 8)],
      [0, 1, 2, 2, 3],
    );
    assert.deepEqual([...builder.finish().parent], [-1, 0, 1, 0]);
  });

  it('puts parents before their children, with room for keys up to 2^32 - 1', () => {
    const builder = new PrefixTreeBuilder();
    const root = builder.child(-1, 0xffff_ffff);
    const leaf = builder.child(root, 0xffff_fffe);
    assert.deepEqual([root, leaf], [0, 1]);
    assert.deepEqual([...builder.finish().key], [0xffff_ffff, 0xffff_fffe]);
  });
});
