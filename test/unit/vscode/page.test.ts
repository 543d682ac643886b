import assert from 'node:assert/strict';
import {
  buildPage,
  contentSecurityPolicy,
  newNonce,
  type PageParts,
} from '../../../src/vscode/profileEditor/page';

const parts: PageParts = {
  cspSource: "'self' https://*.vscode-cdn.net",
  nonce: 'n0nce',
  scriptUri: 'https://file+.vscode-cdn.net/dist/webview/main.js?a=1&b=2',
  styleUri: 'https://file+.vscode-cdn.net/dist/webview/main.css',
  title: 'heap.pb.gz',
  boot: { locale: 'de', l10n: { Flat: 'Selbst' } },
};

describe('the page of the profile editor', () => {
  it('allows its own files and nothing else', () => {
    assert.deepEqual(contentSecurityPolicy({ cspSource: 'https://own', nonce: 'abc' }).split('; '), [
      "default-src 'none'",
      "script-src 'nonce-abc' https://own",
      "style-src 'nonce-abc' https://own",
      'font-src https://own',
      'img-src https://own',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
  });

  it('has one script, a module with the nonce, and nothing inline', () => {
    const page = buildPage(parts);
    assert.deepEqual(page.match(/<script\b.*/g), [
      '<script type="module" nonce="n0nce" src="https://file+.vscode-cdn.net/dist/webview/main.js?a=1&#38;b=2"></script>',
    ]);
    assert.doesNotMatch(page, /<style|style=|\bon\w+=/);
  });

  it('carries the boot data through any character', () => {
    const l10n = { Flat: `"><script>alert('x')</script>&amp;` };
    const page = buildPage({ ...parts, boot: { locale: 'en', l10n } });
    const attribute = /data-boot="([^"]*)"/.exec(page)?.[1] ?? '';
    const unescaped = attribute.replace(/&#(\d+);/g, (_, code) => String.fromCharCode(Number(code)));
    assert.deepEqual(JSON.parse(unescaped), { locale: 'en', l10n });
    assert.equal(page.match(/<script/g)?.length, 1);
  });

  it('does not let a file name end the title', () => {
    assert.match(
      buildPage({ ...parts, title: 'a</title><b>.prof' }),
      /<title>a&#60;\/title&#62;&#60;b&#62;\.prof</,
    );
  });

  it('takes a new nonce each time', () => {
    assert.match(newNonce(), /^[0-9a-f]{32}$/);
    assert.notEqual(newNonce(), newNonce());
  });
});
