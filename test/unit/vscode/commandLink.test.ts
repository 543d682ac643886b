import assert from 'node:assert/strict';
import { commandLink } from '../../../src/vscode/commandLink';

describe('commandLink', () => {
  const hostile = '/src/a) [click](command:other?x "y")\n<b>.go';

  it('holds nothing that could end a link of Markdown, or begin another', () => {
    const link = commandLink('heaplens.openFrame', { file: hostile, functionName: 'main.(*T).run' });
    assert.match(link, /^command:heaplens\.openFrame\?[\w%.*!'~-]+$/);
  });

  it('hands its argument over as it is', () => {
    const [command, parameters] = commandLink('c', { file: hostile, line: 3 }).split('?');
    assert.equal(command, 'command:c');
    assert.deepEqual(JSON.parse(decodeURIComponent(parameters!)), [{ file: hostile, line: 3 }]);
  });
});
