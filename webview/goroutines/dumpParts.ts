import { element } from '../dom';
import type { HostActions } from '../hostActions';
import type { Action } from '../state';
import type { Theme } from '../theme';
import type { Choosing } from './choosing';
import { CrashBanner } from './crashBanner';
import { CreatorsView } from './creatorsView';
import { GoroutineDetails } from './details';
import type { DumpShown } from './dumpShown';
import { DumpViews } from './dumpViews';
import { FilterLine } from './filterLine';
import { FindingsStrip } from './findingsStrip';
import { FlameTab } from './flameTab';
import { openGroupMenu } from './groupMenu';
import { GroupsTable } from './groupsTable';
import { GoroutineHeader } from './header';
import { OverviewBar } from './overviewBar';
import { DumpPanes } from './panes';
import { DumpToolbar } from './toolbar';
import { WaitsView } from './waitsView';

/** What the parts of a dump's page can make it do. */
export interface DumpActs {
  readonly shown: DumpShown;
  readonly dispatch: (action: Action) => void;
  readonly choosing: Choosing;
  readonly actions: HostActions;
  /** A sentence in passing. */
  say(sentence: string): void;
  during(work: Promise<void>): Promise<void>;
  focusView(): void;
  toggleDetails(): void;
  /** Back (-1) or Forward (1). */
  onGo(by: -1 | 1): void;
}

export interface DumpParts {
  readonly header: GoroutineHeader;
  readonly crash: CrashBanner;
  readonly findings: FindingsStrip;
  readonly overview: OverviewBar;
  readonly toolbar: DumpToolbar;
  readonly line: FilterLine;
  readonly views: DumpViews;
  readonly details: GoroutineDetails;
  readonly panes: DumpPanes;
}

/** The parts of a dump's page, each with what a person's doings in it lead to. */
export function createDumpParts(page: DumpActs, theme: Theme): DumpParts {
  const { shown, choosing, actions } = page;
  const flame = createFlame(page, theme);
  const views = new DumpViews(shown, {
    groups: createGroups(page),
    flame,
    creators: createCreators(page),
    waits: createWaits(page),
  });
  const details = createDetails(page);
  return {
    header: createHeader(page),
    crash: new CrashBanner({
      onSelect: (group) => choosing.openGroup(group),
      onOpenSource: (target) => actions.openSource(target),
    }),
    findings: new FindingsStrip({
      onChoose: (row) => choosing.chooseFindings(row),
      onCompare: () => actions.compareDump(),
    }),
    overview: new OverviewBar((name) => choosing.toggleClass(name)),
    toolbar: new DumpToolbar(flame.search.element, {
      onView: (view) => choosing.change({ view }),
      onFold: (foldSimilar) => choosing.change({ foldSimilar }),
    }),
    line: createLine(page),
    views,
    details,
    panes: createPanes(page, views, details),
  };
}

function createHeader({ shown, choosing, actions }: DumpActs): GoroutineHeader {
  return new GoroutineHeader({
    onPage: (page) => choosing.change({ page }),
    onPiece: (piece) => actions.choosePiece(piece),
    onCompare: () => actions.compareDump(),
    onOpenText: () => actions.openText(shown.profile?.goroutines?.line ?? 1),
  });
}

function createLine({ shown, choosing, focusView, onGo }: DumpActs): FilterLine {
  return new FilterLine(
    {
      onFilter: (filter) => choosing.change({ filter }),
      onLeave: () => focusView(),
      choices: () => shown.choices,
    },
    onGo,
  );
}

function createGroups(page: DumpActs): GroupsTable {
  const { choosing, actions, focusView } = page;
  return new GroupsTable({
    onSelect: (group) => choosing.selectGroup(group),
    onOpen: (group) => choosing.openGroup(group),
    onSort: (sort) => choosing.change({ sort }),
    onOpenSource: (target) => actions.openSource(target),
    onCopy: (text) => actions.copy(text),
    onMenu: (group, clientX, clientY) => openMenu(page, group, clientX, clientY),
    onClearFilter: () => {
      choosing.change({ filter: '' });
      focusView();
    },
    onClearSelection: () => choosing.change({ selection: null }),
  });
}

function createFlame(page: DumpActs, theme: Theme): FlameTab {
  const { shown, choosing, actions, say, during, toggleDetails } = page;
  return new FlameTab({
    theme,
    actions,
    flame: shown.dump.flame,
    onFlame: (part) => choosing.change({ flame: { ...shown.dump.flame, ...part } }),
    onToggleDetails: () => toggleDetails(),
    onNarrow: (term) => choosing.narrow(term),
    say: (sentence) => say(sentence),
    during: (work) => during(work),
  });
}

function createCreators({ choosing, actions, during }: DumpActs): CreatorsView {
  return new CreatorsView({
    onSelectCreator: (creator) => choosing.selectCreator(creator),
    onNarrow: (term) => choosing.narrow(term),
    onOpenSource: (target) => actions.openSource(target),
    onCopy: (text) => actions.copy(text),
    during: (work) => during(work),
  });
}

function createWaits({ choosing, actions, during }: DumpActs): WaitsView {
  return new WaitsView({
    onSelect: (group) => choosing.selectGroup(group),
    onOpen: (group) => choosing.openGroup(group),
    onOpenSource: (target) => actions.openSource(target),
    onCopy: (text) => actions.copy(text),
    during: (work) => during(work),
  });
}

function createDetails(page: DumpActs): GoroutineDetails {
  const { choosing, actions, say, focusView, toggleDetails } = page;
  // What was pressed there is no more: the focus goes where one goes on.
  const details = new GoroutineDetails({
    onToggle: () => toggleDetails(),
    onClear: () => {
      choosing.change({ selection: null });
      focusView();
    },
    onSelectGroup: (group) => choosing.openGroup(group),
    onChooseFindings: (row) => {
      choosing.chooseFindings(row);
      details.focus();
    },
    onOpenSource: (target) => actions.openSource(target),
    onOpenRule: (ruleId) => actions.openRule(ruleId),
    onOpenText: (line) => actions.openText(line),
    onCopy: (text) => actions.copy(text),
    onNarrow: (term) => {
      choosing.narrow(term);
      focusView();
    },
    onMenu: (group, clientX, clientY) => openMenu(page, group, clientX, clientY),
    say: (sentence) => say(sentence),
  });
  return details;
}

function openMenu(
  { shown, choosing, actions }: DumpActs,
  group: number,
  clientX: number,
  clientY: number,
): void {
  const menuActions = {
    onOpenSource: (target: Parameters<HostActions['openSource']>[0]) => actions.openSource(target),
    onCopy: (text: string) => actions.copy(text),
    onNarrow: (term: string) => choosing.narrow(term),
  };
  openGroupMenu(shown.report!.groups, group, menuActions, clientX, clientY);
}

/** The flame graph has details of its own, which take the place of the others. */
function createPanes({ dispatch }: DumpActs, { element: main, flame }: DumpViews, details: GoroutineDetails) {
  flame.details.element.hidden = true;
  const place = element('div', { class: 'details-place' }, details.element, flame.details.element);
  return new DumpPanes(main, place, dispatch);
}
