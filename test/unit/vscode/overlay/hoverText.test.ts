import assert from 'node:assert/strict';
import { formatMessage } from '../../../../src/base/message';
import { escapeMarkdown, hoverText } from '../../../../src/vscode/overlay/hoverText';
import { sketchTypes } from '../../../helpers/lineCostsSketch';

describe('hoverText', () => {
  it('has a row per value type with data, errors where known, and links', () => {
    const types = sketchTypes(['inuse_space/bytes=1024', 'inuse_objects/count=0', 'alloc_space/bytes=4096']);
    const text = hoverText(
      {
        title: 'store.(*Cache).Put · heap.pb.gz',
        types,
        flat: [512, 0, 0],
        cum: [1024, 0, 2048],
        flatError: [0.031, null, null],
        cumError: [0.001, null, null],
        callers: [{ name: 'example.com/app.main', value: 300, link: 'command:c' }],
        callerType: types[0],
        showLink: 'command:s',
      },
      formatMessage,
    ).replaceAll('\u00a0', ' ');
    assert.equal(
      text,
      [
        '**store\\.\\(\\*Cache\\)\\.Put · heap\\.pb\\.gz** — [Show in flame graph](command:s)',
        '',
        '| | flat | | cum | |',
        '|:--|--:|--:|--:|--:|',
        '| inuse\\_space | 512 B ± 3 % | 50.0 % | 1.00 kB ± < 1 % | 100 % |',
        '| alloc\\_space | 0 B | 0 % | 2.00 kB | 50.0 % |',
        '',
        'Called from (inuse\\_space):',
        '- [app\\.main](command:c) 300 B',
      ].join('\n'),
    );
  });
});

describe('escapeMarkdown', () => {
  it('lets no name be read as markup, a table or an icon', () => {
    assert.equal(
      escapeMarkdown('a|b[c](d) $(flame) <b>\n_x_'),
      'a\\|b\\[c\\]\\(d\\) \\$\\(flame\\) \\<b\\> \\_x\\_',
    );
  });
});
