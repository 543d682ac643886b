import type { GoroutineReport, GoroutineRow } from '../../src/model/goroutineReport';
import { stateClasses } from '../../src/model/goroutines';
import { Busy } from '../busy';
import { createIconButton } from '../controls';
import { deliver, type ProfileState } from '../data';
import { element, fill } from '../dom';
import { HostActions } from '../hostActions';
import { createDeletedBanner, createFailure, createNotice } from '../notices';
import type { PageOptions } from '../profilePage';
import { splitMinWidth, type ViewState } from '../state';
import { t } from '../strings';
import type { Theme } from '../theme';
import { Toast } from '../toast';
import { choicesOf, type FilterChoices } from './completeFilter';
import { CrashBanner } from './crashBanner';
import { CreatorsView } from './creatorsView';
import { GoroutineData } from './data';
import { type DetailsAbout, GoroutineDetails } from './details';
import { isCrash } from './dumpFacts';
import { FilterBar } from './filterBar';
import { FilterRun } from './filterRun';
import { addTerm, toggleValue, valuesOfField, writeTerm } from './filterText';
import { type FindingRow, filterOfKey, filterOfRow, findingKey, findingRows, rowOfKey } from './findings';
import { FindingsStrip } from './findingsStrip';
import { FlameTab } from './flameTab';
import { openGroupMenu } from './groupMenu';
import { creatorOf, type GroupFrame, groupKeys, groupOfKey } from './groups';
import { GroupsTable } from './groupsTable';
import { GoroutineHeader } from './header';
import { matchingByClass, matchTotals, onlyMatch } from './layout';
import { OverviewBar } from './overviewBar';
import { DumpPanes } from './panes';
import type { GoroutineState, GoroutineView } from './state';
import { DumpToolbar, dumpViewOfKey } from './toolbar';
import { WaitsView } from './waitsView';

/** The page of a goroutine dump: facts, findings, what they do, and views of the goroutines that a filter leaves. */
export class GoroutinePage {
  readonly element: HTMLElement;
  readonly #options: PageOptions;
  readonly #toast = new Toast();
  readonly #busy = new Busy(() => this.element);
  readonly #actions: HostActions;
  readonly #header: GoroutineHeader;
  readonly #fileBanner = element('div', { class: 'banner-place' });
  readonly #crash: CrashBanner;
  readonly #findings: FindingsStrip;
  readonly #overview: OverviewBar;
  readonly #toolbar: DumpToolbar;
  readonly #filter: FilterBar;
  readonly #run: FilterRun;
  readonly #back: HTMLButtonElement;
  readonly #forward: HTMLButtonElement;
  readonly #groups: GroupsTable;
  readonly #flame: FlameTab;
  readonly #creators: CreatorsView;
  readonly #waits: WaitsView;
  readonly #details: GoroutineDetails;
  readonly #main = element('div', { class: 'other-pane dump-main' });
  readonly #standIn = element('div', { class: 'empty-place', attributes: { hidden: '' } });
  readonly #panes: DumpPanes;
  #profile: ProfileState | null = null;
  #state: ViewState;
  /** Of the report that is shown; the next one's stands beside it until its report is there. */
  #data: GoroutineData | null = null;
  #next: GoroutineData | null = null;
  #report: GoroutineReport | null = null;
  #choices: FilterChoices = new Map();
  #crashed: GoroutineRow | null = null;
  /** The filter whose only group is to be selected. */
  #selectOnly: string | null = null;
  #painted = false;

  constructor(options: PageOptions) {
    const { host, state, theme } = options;
    this.#options = options;
    this.#state = state;
    this.#actions = new HostActions(host, this.#toast);
    this.#header = new GoroutineHeader({
      onPage: (page) => this.#change({ page }),
      onPiece: (piece) => this.#actions.choosePiece(piece),
      onCompare: () => this.#compare(),
      onOpenText: () => this.#openText(this.#profile?.goroutines?.line ?? 1),
    });
    this.#crash = new CrashBanner({
      onSelect: (group) => this.#openGroup(group),
      onOpenSource: (target) => this.#actions.openSource(target),
    });
    this.#findings = new FindingsStrip({
      onChoose: (row) => this.#chooseFindings(row),
      onCompare: () => this.#compare(),
    });
    this.#overview = new OverviewBar((name) =>
      this.#change({ filter: toggleValue(this.#dump.filter, 'class', name) }),
    );
    this.#run = new FilterRun((filter) => this.#onMatches(filter));
    this.#filter = new FilterBar({
      onFilter: (filter) => this.#change({ filter }),
      onLeave: () => this.#focusView(),
      choices: () => this.#choices,
    });
    this.#flame = new FlameTab({
      theme,
      actions: this.#actions,
      flame: state.goroutines.flame,
      onFlame: (part) => this.#change({ flame: { ...this.#dump.flame, ...part } }),
      onToggleDetails: () => this.#toggleDetails(),
      onNarrow: (term) => this.#narrow(term),
      say: (sentence) => this.#toast.show(sentence),
      during: (work) => this.#busy.during(work),
    });
    this.#toolbar = new DumpToolbar(this.#flame.search.element, {
      onView: (view) => this.#change({ view }),
      onFold: (foldSimilar) => this.#change({ foldSimilar }),
    });
    this.#back = createIconButton('arrow-left', t('Back (Alt+Left)'), () => options.onGo(-1));
    this.#forward = createIconButton('arrow-right', t('Forward (Alt+Right)'), () => options.onGo(1));
    this.#groups = this.#createGroups();
    this.#creators = this.#createCreators();
    this.#waits = this.#createWaits();
    this.#details = this.#createDetails();
    this.#panes = this.#createPanes();
    this.element = this.#assemble();
    this.showWays({ back: false, forward: false });
  }

  /** Shows this state of the file in this way. Cheap where little changed. */
  show(profile: ProfileState, state: ViewState): void {
    const before = this.#profile;
    this.#profile = profile;
    this.#state = state;
    if (before?.fileState !== profile.fileState) {
      fill(this.#fileBanner, profile.fileState === 'deleted' ? createDeletedBanner(profile.fileName) : null);
    }
    if (before?.revision !== profile.revision || before.piece !== profile.piece) this.#load(profile);
    this.#draw();
  }

  /** Fits the panes into the width there is. */
  layout(): void {
    this.#details.setOpen(this.#detailsOpen);
    this.#flame.details.setOpen(this.#detailsOpen);
    this.#panes.show(this.#detailsOpen, this.#state.sizes);
  }

  setTheme(theme: Theme): void {
    this.#flame.setTheme(theme);
  }

  noteReload(): void {
    this.#header.noteReload(Date.now());
  }

  focusSearch(): void {
    if (this.#dump.view === 'flame') this.#flame.search.focus();
    else this.#filter.focus();
  }

  focusSwitch(): void {
    this.#header.pageSwitch.focus();
  }

  /** Goes to the view that the key means; false where it means none. */
  showViewOfKey(key: string): boolean {
    const view = dumpViewOfKey(key, this.#dump.view);
    if (!view) return false;
    this.#change({ view });
    this.#focusView();
    return true;
  }

  /** Whether Back and Forward lead anywhere. */
  showWays({ back, forward }: { readonly back: boolean; readonly forward: boolean }): void {
    this.#back.disabled = !back;
    this.#forward.disabled = !forward;
  }

  look(): void {
    this.#flame.look();
  }

  /** The goroutines that have this function in their stacks. */
  showFunction(name: string): void {
    this.#change({ filter: writeTerm('func', name) });
  }

  /** When this filter is answered and a single group matches, that one is selected. */
  selectOnly(filter: string): void {
    this.#selectOnly = filter;
    if (this.#report && this.#run.isSettled && this.#run.filter === filter) this.#onMatches(filter);
  }

  get #dump(): GoroutineState {
    return this.#state.goroutines;
  }

  /** Until someone opens or closes them: where there is room, and where there is something to tell. */
  get #detailsOpen(): boolean {
    const { detailsOpen } = this.#state;
    return detailsOpen ?? (this.#dump.selection !== null || this.element.clientWidth >= splitMinWidth);
  }

  // The report

  #load(profile: ProfileState): void {
    this.#next?.dispose();
    this.#data?.retire();
    const next = new GoroutineData(this.#options.host, profile);
    this.#next = next;
    void this.#busy.during(
      deliver(
        next.report(),
        () => this.#next === next,
        (report) => this.#takeReport(next, report),
        (error) => this.#showFailure(error.message),
      ),
    );
  }

  #showFailure(sentence: string): void {
    this.#showStandIn(createFailure(sentence, () => this.#load(this.#profile!)));
    this.#noteFirstPaint();
  }

  #takeReport(data: GoroutineData, report: GoroutineReport): void {
    this.#data?.dispose();
    this.#data = data;
    this.#next = null;
    this.#report = report;
    this.#choices = choicesOf(report);
    this.#crashed = null;
    this.#loadCrashed(data);
    this.#draw();
  }

  /** The goroutine that ended the program is the first of its text. */
  #loadCrashed(data: GoroutineData): void {
    if (!isCrash(data.state.goroutines?.crash ?? null)) return;
    void deliver(
      data.goroutines(null, '', 0),
      () => this.#data === data,
      ({ rows }) => {
        this.#crashed = rows.find(({ index }) => index === 0) ?? null;
        this.#draw();
      },
      // The banner names what happened without it.
      () => {},
    );
  }

  // Drawing

  #draw(): void {
    const profile = this.#profile;
    if (!profile?.goroutines) return;
    const report = this.#report;
    const data = this.#data;
    this.#header.show(profile, report);
    this.#crash.show(profile.goroutines.crash, report, this.#crashed);
    if (!report || !data) {
      this.element.dataset.content = 'loading';
      this.#showLoading();
      return;
    }
    this.#run.update(data, this.#dump.filter);
    const isWaiting = this.#run.matches === null && !this.#run.isSettled;
    // A first answer that is about to come: everything would be shown for a moment.
    if (isWaiting && this.#painted) return;
    const isEmpty = report.facts.parsed === 0 && report.comparison === null;
    this.element.dataset.content = isEmpty ? 'empty' : 'goroutines';
    this.#showFindings(report);
    if (isEmpty) {
      this.#showStandIn(this.#createEmpty(report));
      this.#noteFirstPaint();
      return;
    }
    this.#standIn.hidden = true;
    this.#panes.element.hidden = false;
    if (isWaiting) return;
    this.#showFilter(report);
    this.#showView(data, report);
    this.layout();
    this.#showDetails(data, report);
    this.#noteFirstPaint();
  }

  #showFindings(report: GoroutineReport): void {
    const { selection } = this.#dump;
    this.#findings.show(report, selection?.kind === 'finding' ? selection.key : '');
  }

  #showFilter(report: GoroutineReport): void {
    const { filter, view, foldSimilar } = this.#dump;
    const { groups, facts } = report;
    const matching = this.#run.matches?.matching ?? null;
    this.#overview.show({
      byClass: facts.byClass,
      matching: matching && matchingByClass(groups, matching, stateClasses.length),
      chosen: valuesOfField(filter, 'class'),
    });
    this.#filter.show(filter, this.#run.problem);
    const hasSimilar = groups.similarTo.some((head, group) => head !== group);
    this.#toolbar.show({
      view,
      fold: hasSimilar ? foldSimilar : null,
      isFiltered: matching !== null,
      matching: matchTotals(groups, matching),
      all: matchTotals(groups, null),
    });
    this.#flame.search.element.hidden = view !== 'flame';
  }

  #showView(data: GoroutineData, report: GoroutineReport): void {
    const { view, sort, foldSimilar, flame } = this.#dump;
    const matching = this.#run.matches?.matching ?? null;
    const { filter } = this.#run;
    const selected = this.#selectedGroup(report);
    const shown = this.#elementOf(view);
    if (!shown.isConnected) fill(this.#main, shown);
    this.#main.dataset.view = view;
    switch (view) {
      case 'groups':
        this.#groups.show({ report, matching, sort, foldSimilar, selected });
        break;
      case 'flame':
        this.#flame.show({ data, filter, total: matchTotals(report.groups, matching).goroutines, flame });
        break;
      case 'creators':
        this.#creators.show({ data, filter, selected });
        break;
      case 'waits':
        this.#waits.show({ data, filter, selected, report, counts: matching ?? report.groups.count });
        break;
    }
  }

  #showDetails(data: GoroutineData, report: GoroutineReport): void {
    const isFlame = this.#dump.view === 'flame';
    this.#details.element.hidden = isFlame;
    this.#flame.details.element.hidden = !isFlame;
    if (isFlame) return;
    this.#details.show({ data, report, about: this.#aboutOf(report), filter: this.#run.filter });
  }

  #aboutOf(report: GoroutineReport): DetailsAbout {
    const { selection } = this.#dump;
    if (selection?.kind === 'finding') {
      const finding = report.findings.find((each) => findingKey(each) === selection.key);
      if (finding) return { kind: 'finding', finding };
      const row = rowOfKey(findingRows(report.findings), selection.key);
      if (row) return { kind: 'findings', row };
    }
    const group = this.#selectedGroup(report);
    if (group >= 0) return { kind: 'group', group, chosen: true };
    // Whoever opens a crash looks for where it happened.
    return this.#crashed ? { kind: 'group', group: this.#crashed.group, chosen: false } : { kind: 'all' };
  }

  #selectedGroup({ groups }: GoroutineReport): number {
    const { selection } = this.#dump;
    return selection?.kind === 'group' ? groupOfKey(groups, selection.key) : -1;
  }

  #elementOf(view: GoroutineView): HTMLElement {
    switch (view) {
      case 'groups':
        return this.#groups.element;
      case 'flame':
        return this.#flame.pane.element;
      case 'creators':
        return this.#creators.element;
      case 'waits':
        return this.#waits.element;
    }
  }

  #showLoading(): void {
    if (!this.#standIn.hidden) return;
    this.#showStandIn(
      element('div', { class: 'page loading', role: 'status', text: t('Grouping the goroutines…') }),
    );
  }

  #showStandIn(page: HTMLElement): void {
    fill(this.#standIn, page);
    this.#standIn.hidden = false;
    this.#panes.element.hidden = true;
  }

  #createEmpty({ facts }: GoroutineReport): HTMLElement {
    return createNotice({
      icon: facts.onlyLeaked ? 'pass' : 'info',
      title: facts.onlyLeaked
        ? t('No leaked goroutine was found.')
        : t('There is no goroutine in this text.'),
      sentences: [
        facts.onlyLeaked
          ? t(
              'The garbage collector proved none. It sees only those whose channel or lock nothing else can reach: others may wait for ever all the same.',
            )
          : t('What looks like a dump holds no stack that could be read.'),
      ],
      actions: [{ label: t('Open as text'), run: () => this.#openText(facts.line) }],
    });
  }

  // What a person does

  #onMatches(filter: string): void {
    if (this.#selectOnly === filter) {
      this.#selectOnly = null;
      const matching = this.#run.matches?.matching;
      const only = matching ? onlyMatch(matching) : -1;
      if (only >= 0) {
        this.#selectGroup(only);
        return;
      }
    }
    this.#draw();
  }

  #change(part: Partial<GoroutineState>): void {
    this.#options.dispatch({ type: 'goroutines', part });
  }

  #narrow(term: string): void {
    const filter = term.includes(' ') ? term : addTerm(this.#dump.filter, term);
    this.#change({ filter });
  }

  #selectGroup(group: number): void {
    const key = groupKeys(this.#report!.groups)[group]!;
    const { selection } = this.#dump;
    if (selection?.kind === 'group' && selection.key === key) this.#draw();
    else this.#change({ selection: { kind: 'group', key } });
  }

  /** Selects it and goes to its details. */
  #openGroup(group: number): void {
    this.#selectGroup(group);
    this.#options.dispatch({ type: 'details', open: true });
    if (this.#dump.view === 'flame') this.#change({ view: 'groups' });
    this.#details.focus();
  }

  #chooseFindings(row: FindingRow | null): void {
    const { findings } = this.#report!;
    const { filter: shown, selection, view } = this.#dump;
    if (!row) {
      const own = selection?.kind === 'finding' ? filterOfKey(selection.key, findings) : '';
      const isItsOwn = own !== '' && own === shown;
      this.#change({ selection: null, ...(isItsOwn && { filter: '' }) });
      return;
    }
    const filter = filterOfRow(row, findings);
    this.#change({
      selection: { kind: 'finding', key: row.key },
      ...(filter !== '' && { filter }),
      ...(view === 'flame' && { view: 'groups' }),
    });
    this.#options.dispatch({ type: 'details', open: true });
  }

  #selectCreator({ func, file, line }: GroupFrame): void {
    const { groups } = this.#report!;
    const counts = this.#run.matches?.matching ?? groups.count;
    let found = -1;
    for (let group = 0; group < groups.length; group++) {
      const creator = creatorOf(groups, group);
      if (!creator || creator.func !== func || creator.file !== file || creator.line !== line) continue;
      if (found < 0 || counts[group]! > counts[found]!) found = group;
    }
    if (found >= 0) this.#selectGroup(found);
  }

  #toggleDetails(): void {
    this.#options.dispatch({ type: 'details', open: !this.#detailsOpen });
  }

  #compare(): void {
    this.#tell(this.#options.host.request('compareDump', null));
  }

  #openText(line: number): void {
    this.#tell(this.#options.host.request('openText', { line }));
  }

  #tell(answer: Promise<null>): void {
    void deliver(
      answer,
      () => true,
      () => {},
      (error) => this.#toast.show(error.message),
    );
  }

  #focusView(): void {
    switch (this.#dump.view) {
      case 'groups':
        this.#groups.focus();
        break;
      case 'flame':
        this.#flame.focus();
        break;
      case 'creators':
        this.#creators.focus();
        break;
      case 'waits':
        this.#waits.focus();
        break;
    }
  }

  // Parts

  #openMenu(group: number, clientX: number, clientY: number): void {
    const actions = {
      onOpenSource: this.#openSource,
      onCopy: this.#copy,
      onNarrow: (term: string) => this.#narrow(term),
    };
    openGroupMenu(this.#report!.groups, group, actions, clientX, clientY);
  }

  readonly #openSource = (target: Parameters<HostActions['openSource']>[0]) =>
    this.#actions.openSource(target);

  readonly #copy = (text: string) => this.#actions.copy(text);

  #createGroups(): GroupsTable {
    return new GroupsTable({
      onSelect: (group) => this.#selectGroup(group),
      onOpen: (group) => this.#openGroup(group),
      onSort: (sort) => this.#change({ sort }),
      onOpenSource: this.#openSource,
      onCopy: this.#copy,
      onMenu: (group, clientX, clientY) => this.#openMenu(group, clientX, clientY),
      onClearFilter: () => {
        this.#change({ filter: '' });
        this.#focusView();
      },
      onClearSelection: () => this.#change({ selection: null }),
    });
  }

  #createCreators(): CreatorsView {
    return new CreatorsView({
      onSelectCreator: (creator) => this.#selectCreator(creator),
      onNarrow: (term) => this.#narrow(term),
      onOpenSource: this.#openSource,
      onCopy: this.#copy,
      during: (work) => this.#busy.during(work),
    });
  }

  #createWaits(): WaitsView {
    return new WaitsView({
      onSelect: (group) => this.#selectGroup(group),
      onOpen: (group) => this.#openGroup(group),
      onOpenSource: this.#openSource,
      onCopy: this.#copy,
      during: (work) => this.#busy.during(work),
    });
  }

  #createDetails(): GoroutineDetails {
    // What was pressed there is no more: the focus goes where one goes on.
    return new GoroutineDetails({
      onToggle: () => this.#toggleDetails(),
      onClear: () => {
        this.#change({ selection: null });
        this.#focusView();
      },
      onSelectGroup: (group) => this.#openGroup(group),
      onChooseFindings: (row) => {
        this.#chooseFindings(row);
        this.#details.focus();
      },
      onOpenSource: this.#openSource,
      onOpenRule: (ruleId) => this.#tell(this.#options.host.request('openRule', { ruleId })),
      onOpenText: (line) => this.#openText(line),
      onCopy: this.#copy,
      onNarrow: (term) => {
        this.#narrow(term);
        this.#focusView();
      },
      onMenu: (group, clientX, clientY) => this.#openMenu(group, clientX, clientY),
      say: (sentence) => this.#toast.show(sentence),
    });
  }

  #createPanes(): DumpPanes {
    const details = element(
      'div',
      { class: 'details-place' },
      this.#details.element,
      this.#flame.details.element,
    );
    this.#flame.details.element.hidden = true;
    return new DumpPanes(this.#main, details, this.#options.dispatch);
  }

  #assemble(): HTMLElement {
    return element(
      'div',
      { class: 'profile-page goroutine-page' },
      this.#header.element,
      this.#fileBanner,
      this.#crash.element,
      this.#findings.element,
      this.#overview.element,
      this.#toolbar.element,
      element(
        'div',
        { class: 'query-bar', role: 'group', attributes: { 'aria-label': t('Which goroutines') } },
        this.#back,
        this.#forward,
        this.#filter.element,
      ),
      this.#filter.problem,
      element('div', { class: 'progress', role: 'progressbar', attributes: { 'aria-label': t('Working') } }),
      this.#standIn,
      this.#panes.element,
      this.#toast.element,
    );
  }

  #noteFirstPaint(): void {
    if (this.#painted) return;
    this.#painted = true;
    requestAnimationFrame(() => requestAnimationFrame(() => this.#options.onFirstPaint()));
  }
}
