import assert from 'node:assert/strict';
import type { TagKey, TagValue } from '../../../src/model/tagReport';
import { tagExpression } from '../../../webview/tags/tagExpression';

function expressionOf(key: Partial<TagKey>, value: Partial<TagValue>): string | null {
  return tagExpression(
    { key: 'k', unit: '', isNumeric: false, total: 1, values: [], valueCount: 1, idleCount: 0, ...key },
    { text: '', number: null, value: 1, samples: 1, ...value },
  );
}

describe('the expression for one value of a label', () => {
  it('means this text alone, whatever characters it has', () => {
    assert.equal(expressionOf({ key: 'handler' }, { text: '/cart' }), 'handler=^/cart$');
    assert.equal(expressionOf({}, { text: 'a.b(c)|d' }), 'k=^a\\.b\\(c\\)\\|d$');
  });

  it('has no comma, which would separate expressions', () => {
    assert.equal(expressionOf({}, { text: 'a,b' }), 'k=^a\\x2cb$');
  });

  it('is the number with its unit', () => {
    assert.equal(
      expressionOf({ key: 'bytes', unit: 'bytes', isNumeric: true }, { text: '512B', number: 512 }),
      'bytes=512bytes',
    );
  });

  it('is none where several numbers share a text', () => {
    assert.equal(expressionOf({ isNumeric: true, unit: 'bytes' }, { text: '1kB' }), null);
  });
});
