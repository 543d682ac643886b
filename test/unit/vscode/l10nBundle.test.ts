import assert from 'node:assert/strict';
import fs from 'node:fs';
import { bundlePath, collectTexts, scanTexts } from '../../helpers/l10nBundle';

describe('the translation bundle', () => {
  const texts = collectTexts();
  const bundle = JSON.parse(fs.readFileSync(bundlePath, 'utf8')) as Record<string, string>;

  it('holds every text of src and webview (npm run l10n adds them)', () => {
    const missing = [...texts.places].filter(([text]) => bundle[text] !== text);
    assert.equal(missing.map(([text, files]) => `${files[0]}: ${text}`).join('\n'), '');
  });

  it('holds nothing else', () => {
    const unused = Object.keys(bundle).filter((text) => !texts.places.has(text));
    assert.deepEqual(unused, []);
  });

  it('can read the text of every call', () => {
    assert.deepEqual(texts.unreadable, []);
  });
});

describe('scanTexts', () => {
  const check = (source: string, expected: (string | null)[], inWebview = false) =>
    assert.deepEqual(
      scanTexts(source, inWebview).map(({ text }) => text),
      expected,
    );

  it('finds messages and their English', () => {
    check(`message('a.b', 'It\\'s {n}', { n: 1 }); message(idOf, "x" + 'y')`, ["It's {n}", 'xy']);
  });

  it('finds vscode.l10n.t and, in the webview, t', () => {
    check(`vscode.l10n.t('Open'); t('no')`, ['Open']);
    check(`host.t('Open'); t('Flat', {})`, ['Open', 'Flat'], true);
  });

  it('finds texts in tables, and lets calls hand them over', () => {
    check(`const looks = [{ id: 'x', english: 'A "b"' }]; message(look.id, look.english); t(english)`, [
      'A "b"',
    ]);
    check('t(english, args); t(this.text)', [null], true);
  });

  it('ignores comments, declarations and other names', () => {
    check(`// message('a', 'b')\nfunction message(a, b) {}; postmessage('a', 'b'); f('message')`, []);
  });

  it('tells what it cannot read', () => {
    check('message(`id`, kind ? "a" : "b"); message("id", texts.cut)', [null, null]);
  });
});

describe('package.nls.json', () => {
  const manifest = fs.readFileSync('package.json', 'utf8');
  const used = new Set([...manifest.matchAll(/"%([\w.]+)%"/g)].map((match) => match[1]));
  const given = new Set(Object.keys(JSON.parse(fs.readFileSync('package.nls.json', 'utf8'))));

  it('has a text for every key of package.json, and no other', () => {
    assert.deepEqual([...given].sort(), [...used].sort());
  });
});
