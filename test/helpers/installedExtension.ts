import * as fs from 'node:fs';
import * as path from 'node:path';
import { listFiles, PackageManager } from '@vscode/vsce';
import { repositoryRoot } from './repository';

/**
 * Puts the extension into an extensions folder as an installed one: exactly the files that the .vsix would hold.
 * The build must be there. Returns the extension's folder.
 */
export async function installExtension(extensionsFolder: string): Promise<string> {
  const manifest = JSON.parse(fs.readFileSync(path.join(repositoryRoot, 'package.json'), 'utf8'));
  const target = path.join(extensionsFolder, `${manifest.publisher}.${manifest.name}-${manifest.version}`);
  const files = await listFiles({ cwd: repositoryRoot, packageManager: PackageManager.None });
  for (const file of ['package.json', ...files]) {
    const destination = path.join(target, file);
    fs.mkdirSync(path.dirname(destination), { recursive: true });
    fs.copyFileSync(path.join(repositoryRoot, file), destination);
  }
  return target;
}
