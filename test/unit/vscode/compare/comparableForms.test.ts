import assert from 'node:assert/strict';
import type { DumpForm } from '../../../../src/model/goroutines';
import { comparedAs, formByName } from '../../../../src/vscode/compare/comparableForms';

const files = (...forms: (DumpForm | null)[]) => forms.map((form, at) => ({ name: `file ${at + 1}`, form }));

describe('what is compared', () => {
  it('is told by the names of captures; other texts have to be read', () => {
    assert.equal(formByName('20261121-100203-localhost-6060-goroutines.goroutines'), 'stacks');
    assert.equal(formByName('goroutine.pb.gz'), null);
    assert.equal(formByName('dump.txt'), undefined);
    assert.equal(formByName('service.log'), undefined);
  });

  it('are dumps where a text of goroutines is among them, and profiles otherwise', () => {
    assert.equal(comparedAs(files('stacks', 'stacks', 'stacks')), 'dumps');
    assert.equal(comparedAs(files('counts', 'counts')), 'dumps');
    assert.equal(comparedAs(files('profile', 'stacks')), 'dumps');
    assert.equal(comparedAs(files('counts', 'stacks', 'profile')), 'dumps');
    assert.equal(comparedAs(files(null, null)), 'profiles');
    assert.equal(comparedAs(files('profile', 'profile')), 'profiles');
    assert.equal(comparedAs(files('counts', null)), 'profiles');
  });

  it('are not stacks of goroutines with what holds none', () => {
    assert.throws(() => comparedAs(files(null, 'stacks')), {
      message:
        'file 2 is a goroutine dump, and file 1 holds no goroutines. Compare goroutine dumps with goroutine dumps or goroutine profiles.',
    });
  });
});
