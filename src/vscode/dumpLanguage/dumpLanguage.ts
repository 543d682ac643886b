import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import type { Engine } from '../../engine/engine';
import { packageNameOf } from '../../model/goName';
import type { SourceOverlay } from '../overlay/overlay';
import { showFailure } from '../translate';
import { DumpDetector, dumpLanguageId } from './detectDumps';
import { DumpOutlines } from './dumpOutlines';
import { FrameLinks, openFrameCommand, parseFrame } from './frameLinks';
import { GoroutineFolding, GoroutineSymbols } from './outlineProviders';

export interface DumpLanguageDeps {
  readonly engine: Engine;
  readonly overlay: Pick<SourceOverlay, 'openSource' | 'sourceUri'>;
}

/** The text of a dump in a text editor: found when it is opened, folded, outlined, and linked to the source. */
export function registerDumpLanguage({ engine, overlay }: DumpLanguageDeps): vscode.Disposable {
  const owned = new DisposableStore();
  const { languages } = vscode;
  const outlines = owned.add(new DumpOutlines(engine));
  const links = new FrameLinks(({ file, functionName }) =>
    overlay.sourceUri({ path: file, packagePath: packageNameOf(functionName) }),
  );
  const folding = new GoroutineFolding(outlines);
  const symbols = new GoroutineSymbols(outlines);
  const provide = (selector: vscode.DocumentSelector) =>
    vscode.Disposable.from(
      languages.registerFoldingRangeProvider(selector, folding),
      languages.registerDocumentSymbolProvider(selector, symbols),
      languages.registerDocumentLinkProvider(selector, links),
      languages.registerDefinitionProvider(selector, links),
    );
  owned.add(provide({ language: dumpLanguageId }));
  owned.add(new DumpDetector(provide));
  owned.add(
    vscode.commands.registerCommand(openFrameCommand, async (argument: unknown) => {
      try {
        const asked = parseFrame(argument);
        if (asked) await overlay.openSource(asked.frame, asked.dump);
      } catch (error) {
        showFailure(error);
      }
    }),
  );
  return owned;
}
