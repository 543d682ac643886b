import * as vscode from 'vscode';
import { parseRecordedPath } from '../../source/recordedPath';
import { compareBuild, recordedRevision } from '../../source/vcs';
import type { LocalMachine } from '../localMachine';
import { showFailure, translate } from '../translate';
import { type ActiveProfiles, isLoaded, type LoadedProfile } from './activeProfiles';
import { readElfBuildId } from './elfBuildId';
import { readGitHead } from './gitHead';
import { heaviestFiles } from './heaviestFiles';
import { readText, type SourceFinder } from './sourceFinder';

/** Files that are looked for, costliest functions first, to learn which repository the profile is about. */
const filesToTry = 20;

/** Go's linker puts the build id into the first 4 kB. */
const elfHeadBytes = 4096;

/** Profiles whose difference was said are remembered, the latest ones. */
const saidMaximum = 100;
const saidKey = 'heaplens.saidBuilds';

/**
 * Says once per profile that it was taken from another build or revision than what is here. Only where both sides are known:
 * the profile names a revision and its files lie in a repository here, or it names a build id and its binary is still here.
 */
export class BuildNotice implements vscode.Disposable {
  readonly #memento: vscode.Memento;
  readonly #finder: SourceFinder;
  readonly #machine: LocalMachine | null;
  readonly #compared = new Set<string>();
  readonly #subscription: vscode.Disposable;

  constructor(
    profiles: ActiveProfiles,
    finder: SourceFinder,
    memento: vscode.Memento,
    machine: LocalMachine | null,
  ) {
    this.#memento = memento;
    this.#finder = finder;
    this.#machine = machine;
    this.#subscription = profiles.onDidChange(() => {
      for (const profile of profiles.active) {
        if (isLoaded(profile)) this.#compare(profile).catch(showFailure);
      }
    });
  }

  dispose(): void {
    this.#subscription.dispose();
  }

  async #compare(profile: LoadedProfile): Promise<void> {
    const { facts } = profile;
    const id = `${profile.key} ${facts.timeMs ?? ''} ${facts.buildId}`;
    if (this.#compared.has(id)) return;
    this.#compared.add(id);
    const said = this.#memento.get<string[]>(saidKey, []);
    if (said.includes(id)) return;
    const revision = recordedRevision(facts.comments) === '' ? '' : await this.#checkedOut(profile);
    const buildId = facts.buildId === '' ? '' : await localBuildId(facts.binary, this.#machine);
    const difference = compareBuild(facts, { revision, buildId });
    if (!difference) return;
    await this.#memento.update(saidKey, [id, ...said].slice(0, saidMaximum));
    void vscode.window.showInformationMessage(`${profile.fileName}: ${translate(difference)}`);
  }

  /** HEAD of the repository that holds the costliest file of the profile that lies in the workspace. */
  async #checkedOut({ index }: LoadedProfile): Promise<string> {
    for (const file of heaviestFiles(index).slice(0, filesToTry)) {
      const location = await this.#finder.locate(file);
      if (location.kind !== 'found' || location.origin !== 'workspace') continue;
      const uri = this.#finder.uriOf(location.path);
      const folder = vscode.Uri.joinPath(uri, '..');
      return readGitHead(folder.path, (path) => readText(folder.with({ path })));
    }
    return '';
  }
}

/** Build id of the recorded binary where it is still here, '' elsewhere. Only its beginning is read. */
async function localBuildId(binary: string, machine: LocalMachine | null): Promise<string> {
  // A profile may name a device or a file on another machine: neither is touched.
  const { absolute, isWindows } = parseRecordedPath(binary);
  if (absolute === '' || isWindows || !machine) return '';
  const head = await machine.readHead(absolute, elfHeadBytes);
  return head ? readElfBuildId(head) : '';
}
