import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readAuthorities } from '../../../src/capture/authorities';
import { testAuthority } from '../../helpers/localServer';

describe('capture/authorities', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'heaplens-authorities-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('takes the certificates, whatever stands around them', async () => {
    const pem = testAuthority().trim();
    const file = await write(`# ours\n${pem}\n\n${pem}\ntext\n`);
    assert.equal(await readAuthorities(file), `${pem}\n${pem}`);
  });

  it('says what is wrong with the file', async () => {
    await fails(path.join(folder, 'absent.pem'), /cannot be read: ENOENT/);
    await fails(await write('-----BEGIN PRIVATE KEY-----'), /holds no certificate in PEM form/);
    const damaged = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
    await fails(
      await write(testAuthority() + damaged),
      /^Certificate 2 of the file \S+ in "heaplens\.capture\.caFile" is damaged\.$/,
    );
  });

  async function write(text: string): Promise<string> {
    const file = path.join(folder, 'authorities.pem');
    await writeFile(file, text);
    return file;
  }

  async function fails(file: string, expected: RegExp): Promise<void> {
    await assert.rejects(readAuthorities(file), { name: 'MessageError', message: expected });
  }
});
