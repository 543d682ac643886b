import assert from 'node:assert/strict';
import { flameCommand } from '../../../webview/flame/keyboard';
import { besideInRow, endOfRow } from '../../../webview/flame/neighbours';
import { FlameScene } from '../../../webview/flame/scene';
import { flameFromText } from '../../helpers/flameViews';

describe('flame keys', () => {
  it('move, zoom, scroll, open and copy', () => {
    check('ArrowUp', 'parent');
    check('ArrowDown', 'firstChild');
    check('ArrowLeft', 'previous');
    check('ArrowRight', 'next');
    check('Home', 'firstInRow');
    check('End', 'lastInRow');
    check('Enter', 'zoomToSelected');
    check('Backspace', 'zoomOut');
    check('Escape', 'zoomOutOrClear');
    check('+', 'narrower');
    check('-', 'wider');
    check('0', 'resetZoom');
    check('PageUp', 'pageUp');
    check('PageDown', 'pageDown');
    check('F12', 'openSource');
    check('ctrl Enter', 'openSource');
    check('meta Enter', 'openSource');
    check('ctrl alt Enter', 'openSourceBeside');
    check('ctrl c', 'copyName');
    check('meta C', 'copyName');
    check('ctrl alt c', 'copyStack');
    check('shift F10', 'contextMenu');
  });

  it('leave the rest to VS Code', () => {
    for (const key of [
      'a',
      'Tab',
      'ctrl ArrowUp',
      'alt ArrowLeft',
      'ctrl shift c',
      'ctrl f',
      'ctrl 0',
      'F10',
      ' ',
    ]) {
      check(key, null);
    }
  });
});

describe('flame neighbours', () => {
  const scene = FlameScene.from(
    flameFromText(`
    all 100
      a 60
        a1 30
        a2 20
      b 30
        b1 10
    `),
  );
  const all = scene.span(scene.root);

  it('are the siblings, then the cousins', () => {
    assert.equal(beside('a1', 1), 'a2');
    assert.equal(beside('a2', 1), 'b1');
    assert.equal(beside('b1', 1), '-');
    assert.equal(beside('b1', -1), 'a2');
    assert.equal(beside('a1', -1), '-');
    assert.equal(beside('a', 1), 'b');
  });

  it('stay within what is zoomed into', () => {
    const a = scene.span(scene.find(1)!);
    assert.equal(beside('a2', 1, a), '-');
    assert.equal(nameOf(endOfRow(scene, find('a1'), 'last', a)), 'a2');
  });

  it('end with the first and the last box of the row', () => {
    assert.equal(nameOf(endOfRow(scene, find('a2'), 'first', all)), 'a1');
    assert.equal(nameOf(endOfRow(scene, find('a2'), 'last', all)), 'b1');
    assert.equal(nameOf(endOfRow(scene, scene.root, 'last', all)), 'all');
  });

  function find(name: string) {
    return scene.heaviest(100 + scene.layers[0]!.layout.view.frames.name.indexOf(name))!;
  }

  function beside(name: string, by: 1 | -1, span = all): string {
    return nameOf(besideInRow(scene, find(name), by, span));
  }

  function nameOf(box: ReturnType<FlameScene['find']>): string {
    return box ? scene.name(box) || 'all' : '-';
  }
});

function check(text: string, expected: string | null): void {
  const parts = text === ' ' ? [' '] : text.split(' ');
  const key = parts.at(-1)!;
  const has = (name: string) => parts.slice(0, -1).includes(name);
  const pressed = {
    key,
    ctrlKey: has('ctrl'),
    metaKey: has('meta'),
    altKey: has('alt'),
    shiftKey: has('shift'),
  };
  assert.equal(flameCommand(pressed), expected, text);
}
