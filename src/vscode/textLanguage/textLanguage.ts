import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable';
import type { Engine } from '../../engine/engine';
import { packageNameOf } from '../../model/goName';
import type { SourceOverlay } from '../overlay/overlay';
import { showFailure } from '../translate';
import { dumpLanguageId, TextDetector } from './detectTexts';
import { DumpOutlines } from './dumpOutlines';
import { FrameLinks, openFrameCommand, parseFrame } from './frameLinks';
import { GoroutineFolding, GoroutineSymbols } from './outlineProviders';

export interface TextLanguageDeps {
  readonly engine: Engine;
  readonly overlay: Pick<SourceOverlay, 'openSource' | 'sourceUri'>;
}

/**
 * Dumps and GC traces in text editors: found when a text is opened. Dumps are folded, outlined, and linked to the source.
 */
export function registerTextLanguage({ engine, overlay }: TextLanguageDeps): vscode.Disposable {
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
  owned.add(new TextDetector(provide));
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
