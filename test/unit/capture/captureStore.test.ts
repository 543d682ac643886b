import assert from 'node:assert/strict';
import fs from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type CaptureFs, CaptureStore, isUnwritableFolder } from '../../../src/capture/captureStore';

const timeMs = new Date(2026, 10, 21, 10, 2, 3).getTime();
const heap = { timeMs, host: 'localhost-6060', kind: 'heap' };
const bytes = Buffer.from('a profile');

describe('capture/captureStore', () => {
  let parent = '';
  let folder = '';
  beforeEach(async () => {
    parent = await fs.mkdtemp(path.join(tmpdir(), 'heaplens-store-'));
    folder = path.join(parent, 'nested', '.heaplens');
  });
  afterEach(() => fs.rm(parent, { recursive: true, force: true }));

  describe('save', () => {
    it('writes the file into a new folder that git ignores', async () => {
      const file = await new CaptureStore(folder).save(heap, bytes);

      assert.equal(file, path.join(folder, '20261121-100203-localhost-6060-heap.pb.gz'));
      assert.deepEqual(await fs.readFile(file), bytes);
      assert.deepEqual((await fs.readdir(folder)).sort(), ['.gitignore', path.basename(file)]);
      assert.equal(await fs.readFile(path.join(folder, '.gitignore'), 'utf8'), '*\n');
    });

    it('leaves the rules of a folder that was there to its owner', async () => {
      await fs.mkdir(folder, { recursive: true });
      await new CaptureStore(folder).save(heap, bytes);
      assert.deepEqual(await fs.readdir(folder), ['20261121-100203-localhost-6060-heap.pb.gz']);
    });

    it('never overwrites', async () => {
      const store = new CaptureStore(folder);
      const files = [
        await store.save(heap, bytes),
        await store.save(heap, bytes),
        await store.save(heap, bytes),
      ];
      assert.deepEqual(
        files.map((file) => path.basename(file)),
        [
          '20261121-100203-localhost-6060-heap.pb.gz',
          '20261121-100203-localhost-6060-heap-2.pb.gz',
          '20261121-100203-localhost-6060-heap-3.pb.gz',
        ],
      );
    });

    it('the name appears only when the file is whole', async () => {
      const seen: string[][] = [];
      const watched: CaptureFs = {
        ...fs,
        rename: async (from, to) => {
          seen.push((await fs.readdir(folder)).filter((name) => name.endsWith('.pb.gz')));
          assert.deepEqual(await fs.readFile(from), bytes);
          await fs.rename(from, to);
        },
      };
      await new CaptureStore(folder, watched).save(heap, bytes);
      assert.deepEqual(seen, [[]]);
    });

    for (const step of ['write', 'sync', 'rename'] as const) {
      it(`leaves nothing when it fails at ${step}`, async () => {
        const failing = new CaptureStore(folder, failingFs(step, 'ENOSPC'));
        await assert.rejects(failing.save(heap, bytes), {
          name: 'MessageError',
          message: `The capture could not be saved in ${folder}: the disk is full. Free some space and capture again.`,
        });
        assert.deepEqual(await fs.readdir(folder), ['.gitignore']);
      });
    }

    it('leaves nothing when it is cancelled', async () => {
      const controller = new AbortController();
      const cancelling: CaptureFs = {
        ...fs,
        open: async (file, flags) => {
          controller.abort();
          return fs.open(file, flags);
        },
      };
      const saving = new CaptureStore(folder, cancelling).save(heap, bytes, controller.signal);
      await assert.rejects(saving, { name: 'AbortError' });
      assert.deepEqual(await fs.readdir(folder), ['.gitignore']);
    });

    it('removes what a killed process left an hour ago, and nothing of one that still writes', async () => {
      await fs.mkdir(folder, { recursive: true });
      const old = path.join(folder, '.heaplens-00.tmp');
      const fresh = path.join(folder, '.heaplens-11.tmp');
      await fs.writeFile(old, 'x');
      await fs.writeFile(fresh, 'x');
      const hoursAgo = new Date(Date.now() - 2 * 60 * 60 * 1000);
      await fs.utimes(old, hoursAgo, hoursAgo);

      await new CaptureStore(folder).save(heap, bytes);

      const names = await fs.readdir(folder);
      assert.ok(!names.includes('.heaplens-00.tmp') && names.includes('.heaplens-11.tmp'), names.join());
    });

    it('says when the folder cannot be written to, so that another can be taken', async () => {
      await fs.writeFile(path.join(parent, 'nested'), 'a file where the folder should be');
      const error = await new CaptureStore(folder).save(heap, bytes).then(
        () => null,
        (reason: unknown) => reason,
      );
      assert.ok(isUnwritableFolder(error), String(error));
      for (const code of ['EROFS', 'EACCES']) {
        const readOnly = await new CaptureStore(folder, failingFs('mkdir', code))
          .save(heap, bytes)
          .catch((e) => e);
        assert.ok(isUnwritableFolder(readOnly), String(readOnly));
      }
      const full = await new CaptureStore(`${folder}2`, failingFs('mkdir', 'ENOSPC'))
        .save(heap, bytes)
        .catch((e) => e);
      assert.ok(!isUnwritableFolder(full), String(full));
    });
  });

  describe('list', () => {
    it('a folder that does not exist is empty', async () => {
      assert.deepEqual(await new CaptureStore(folder).list(), []);
    });

    it('newest first, with what names say; other profiles by their date; nothing else', async () => {
      await files({
        '20261121-100203-localhost-6060-heap.pb.gz': 0,
        '20261121-100203-localhost-6060-heap-2.pb.gz': 0,
        '20261121-100204-shop.example-cpu.pb.gz': 0,
        'before the fix.pb.gz': timeMs - 1000,
        'old.pprof': timeMs + 5000,
        '.gitignore': timeMs,
        '.hidden.pb.gz': timeMs,
        'notes.txt': timeMs,
      });
      await fs.mkdir(path.join(folder, 'folder.pb.gz'));

      const captures = await new CaptureStore(folder).list();

      assert.deepEqual(
        captures.map(
          ({ fileName, name }) => `${fileName} | ${name ? `${name.kind} of ${name.host}` : 'not ours'}`,
        ),
        [
          'old.pprof | not ours',
          '20261121-100204-shop.example-cpu.pb.gz | cpu of shop.example',
          '20261121-100203-localhost-6060-heap-2.pb.gz | heap of localhost-6060',
          '20261121-100203-localhost-6060-heap.pb.gz | heap of localhost-6060',
          'before the fix.pb.gz | not ours',
        ],
      );
      assert.equal(captures[0]!.bytes, 1);
      assert.equal(captures[2]!.timeMs, timeMs);
    });
  });

  describe('retain', () => {
    const names = [1, 2, 3, 4, 5].map((day) => `2026110${day}-000000-localhost-6060-heap.pb.gz`);

    it('keeps the newest of ours, whatever else is there', async () => {
      await files({ ...allOld(names), 'mine.pb.gz': 1000, '20200101.pb.gz': 1000 });
      const store = new CaptureStore(folder);

      const deleted = await store.retain(2, new Set());

      assert.deepEqual(deleted.map((file) => path.basename(file)).sort(), names.slice(0, 3));
      assert.deepEqual(
        (await fs.readdir(folder)).sort(),
        ['20200101.pb.gz', ...names.slice(3), 'mine.pb.gz'].sort(),
      );
    });

    it('spares what is open', async () => {
      await files(allOld(names));
      const open = path.join(folder, names[0]!);
      const deleted = await new CaptureStore(folder).retain(3, new Set([open]));
      assert.deepEqual(
        deleted.map((file) => path.basename(file)),
        [names[1]],
      );
    });

    it('0 keeps all', async () => {
      await files(allOld(names));
      assert.deepEqual(await new CaptureStore(folder).retain(0, new Set()), []);
      assert.equal((await fs.readdir(folder)).length, 5);
    });
  });

  describe('rename and delete', () => {
    it('keeps the extension, and the file from retention', async () => {
      const store = new CaptureStore(folder);
      const fileName = path.basename(await store.save(heap, bytes));
      const renamed = await store.rename(fileName, ' before the fix ');

      assert.equal(path.basename(renamed), 'before the fix.pb.gz');
      await store.save(heap, bytes);
      assert.deepEqual(await store.retain(1, new Set()), []);
    });

    it('refuses names that some system cannot have, and names that are taken', async () => {
      const store = new CaptureStore(folder);
      await files({ 'a.pb.gz': timeMs, 'b.pb.gz': timeMs });
      const problem = async (name: string) =>
        (await store.renameProblem('a.pb.gz', name))?.message.slice(0, 22) ?? null;

      assert.equal(await problem('a'), null);
      assert.equal(await problem('c (2)'), null);
      assert.equal(await problem('  '), 'Give the capture a nam');
      assert.equal(await problem('b'), 'There is already a fil');
      for (const bad of [
        '../x',
        'x\\y',
        'c:d',
        '.hidden',
        'dot.',
        'NUL',
        'com1.x',
        'x'.repeat(201),
        'a\nb',
      ]) {
        assert.equal(await problem(bad), 'A name can have up to ', bad);
      }
      await assert.rejects(store.rename('a.pb.gz', 'b'), /There is already a file named b\.pb\.gz\./);
      assert.equal((await fs.readdir(folder)).length, 2);
    });

    it('a file that is gone: renaming says so, deleting is content', async () => {
      const store = new CaptureStore(folder);
      await assert.rejects(store.rename('gone.pb.gz', 'x'), {
        message: 'gone.pb.gz could not be renamed: it does not exist any more.',
      });
      await store.delete('gone.pb.gz');
    });
  });

  /** File name → time of its last change; 0 means now. */
  async function files(times: Readonly<Record<string, number>>): Promise<void> {
    await fs.mkdir(folder, { recursive: true });
    for (const [name, time] of Object.entries(times)) {
      const file = path.join(folder, name);
      await fs.writeFile(file, 'x');
      if (time > 0) await fs.utimes(file, time / 1000, time / 1000);
    }
  }
});

function allOld(names: readonly string[]): Record<string, number> {
  return Object.fromEntries(names.map((name) => [name, 1000]));
}

function failingFs(step: 'mkdir' | 'write' | 'sync' | 'rename', code: string): CaptureFs {
  const fail = () => Promise.reject(Object.assign(new Error(`${code}: simulated`), { code }));
  if (step === 'mkdir' || step === 'rename') return { ...fs, [step]: fail };
  return {
    ...fs,
    open: async (file, flags) => {
      const handle = await fs.open(file, flags);
      const method = step === 'write' ? 'writeFile' : 'sync';
      return Object.assign(handle, { [method]: fail });
    },
  };
}
