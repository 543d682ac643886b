import type * as vscode from 'vscode';
import type { Captures, CapturesDeps } from './capture/captureFiles';
import { registerCompareCommands } from './compare/compareCommands';
import { readDumpForm } from './compare/dumpForm';
import { type CompareDumpsDeps, compareDump } from './dumpEditor/compareDumps';
import { registerDumpCommands } from './dumpEditor/dumpCommands';
import { openRulePage } from './dumpEditor/rulePages';
import { EngineHost, type StartEngine } from './engineHost';
import type { GoToolDeps } from './gotool/goToolDeps';
import type { LocalMachine } from './localMachine';
import { LiveFiles } from './memory/liveFiles';
import { SourceOverlay } from './overlay/overlay';
import { registerOpenCommands, sampleUris } from './profileEditor/openCommands';
import { ProfileEditors } from './profileEditor/profileEditor';
import { registerViewLinks } from './profileEditor/viewLinks';
import { registerTextLanguage } from './textLanguage/textLanguage';

/** What differs by host. */
export interface HostParts {
  readonly startEngine: StartEngine;
  /** Null in a browser. */
  readonly machine: LocalMachine | null;
  readonly registerCaptures: (context: vscode.ExtensionContext, deps: CapturesDeps) => Captures;
  readonly registerTests: (context: vscode.ExtensionContext, deps: GoToolDeps) => vscode.Disposable;
}

/** All that works in every host: profiles, their editors, the annotated source and comparisons. */
export function registerProfiles(context: vscode.ExtensionContext, host: HostParts): void {
  const engine = new EngineHost(host.startEngine);
  const overlay = new SourceOverlay({
    engine: () => engine,
    memento: context.workspaceState,
    machine: host.machine,
    sampleModule: sampleUris(context.extensionUri).module,
    openProfile: (uri, focus) => editors.openProfile(uri, focus),
    openDump: (uri, filter) => editors.openGoroutines(uri, filter),
    openRule: (ruleId) => openRulePage(context.extensionUri, ruleId),
  });
  const watches = new LiveFiles();
  const openProfile = (uri: vscode.Uri) => editors.openProfile(uri);
  const compareDumps: CompareDumpsDeps = {
    openProfile,
    listCaptures: () => captures.list(),
    openDumps: () => editors.openDumps(),
    readDumpForm: (uri) => readDumpForm(engine, uri),
  };
  const editors = new ProfileEditors(context, {
    engine,
    overlay,
    compareDump: (shown) => compareDump(shown, compareDumps),
    listCaptures: () => captures.list(),
    watches,
  });
  const commands = registerOpenCommands(context.extensionUri, openProfile);
  const captures = host.registerCaptures(context, { engine, openProfile, watches });
  const compare = registerCompareCommands({
    openProfile,
    listCaptures: () => captures.list(),
    selectedCaptures: () => captures.selected(),
    readDumpForm: (uri) => readDumpForm(engine, uri),
  });
  const tests = host.registerTests(context, {
    engine,
    openProfile: (uri, focus) => editors.openProfile(uri, focus),
    openBeside: (uri) => editors.openBeside(uri),
    watches,
    annotate: (profile) => overlay.activate(profile),
    onDidClear: overlay.onDidClear,
  });
  const links = registerViewLinks({
    openView: (uri, state) => editors.openView(uri, state),
    openRule: (ruleId) => openRulePage(context.extensionUri, ruleId),
  });
  const dumps = registerDumpCommands({
    openProfile,
    compareDump: (uri) => editors.compareDump(uri),
    exportMemory: (uri, format) => editors.exportMemory(uri, format),
  });
  const language = registerTextLanguage({ engine, overlay });
  context.subscriptions.push(engine, overlay, editors, commands, captures, compare, tests, links);
  context.subscriptions.push(dumps, language, watches);
}
