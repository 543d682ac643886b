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

  it('are dumps of one form, or profiles', () => {
    assert.equal(comparedAs(files('stacks', 'stacks', 'stacks')), 'dumps');
    assert.equal(comparedAs(files('counts', 'counts')), 'dumps');
    assert.equal(comparedAs(files(null, null)), 'profiles');
    assert.equal(comparedAs(files('profile', 'profile')), 'profiles');
    assert.equal(comparedAs(files('counts', null)), 'profiles');
  });

  it('are not dumps with something else', () => {
    for (const other of ['counts', 'profile', null] as const) {
      assert.throws(() => comparedAs(files(other, 'stacks')), {
        message:
          'file 2 holds the stacks of single goroutines, and file 1 does not, so their groups could not be told to be the same. Compare goroutine dumps with goroutine dumps.',
      });
    }
  });
});
