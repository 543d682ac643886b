/*
 * Stands for VS Code in the test page, before the webview's own script runs: the theme, `acquireVsCodeApi` with a state
 * that lasts as long as the tab's session, and a worker in the extension's place.
 */

interface FakeHostWindow extends Window {
  acquireVsCodeApi(): unknown;
  fakeHost: {
    readonly opened: unknown[];
    readonly copied: unknown[];
    readonly actions: unknown[];
    readonly links: unknown[];
    /** What else was asked of the extension, as `openText 12`. */
    readonly asked: unknown[];
    send(command: unknown): void;
  };
}

const page = window as unknown as FakeHostWindow;
const { theme, profile } = document.body.dataset;
const variables = JSON.parse(theme ?? '{}') as { bodyClass: string; variables: Record<string, string> };
for (const [name, value] of Object.entries(variables.variables)) {
  document.documentElement.style.setProperty(name, value);
}
document.body.classList.add(...variables.bodyClass.split(' '));
document.body.dataset.vscodeThemeKind = variables.bodyClass.split(' ')[0]!;

const worker = new Worker('/host/worker.js');
worker.postMessage({ fakeHost: 'start', source: JSON.parse(profile!) });
const opened: unknown[] = [];
const copied: unknown[] = [];
const actions: unknown[] = [];
const links: unknown[] = [];
const asked: unknown[] = [];
page.fakeHost = { opened, copied, actions, links, asked, send: (command) => worker.postMessage(command) };

worker.addEventListener('message', ({ data }) => {
  if (data.fakeHost === 'openSource') opened.push(data.detail);
  else if (data.fakeHost === 'copy') copied.push(data.detail);
  else if (data.fakeHost === 'link') links.push(data.detail);
  else if (data.fakeHost === 'action') actions.push(data.detail);
  else if (data.fakeHost) asked.push(`${data.fakeHost} ${JSON.stringify(data.detail)}`);
  else window.dispatchEvent(new MessageEvent('message', { data }));
});

page.acquireVsCodeApi = () => ({
  postMessage: (data: unknown) => worker.postMessage(data),
  getState: () => JSON.parse(sessionStorage.getItem('webviewState') ?? 'null') ?? undefined,
  setState: (state: unknown) => sessionStorage.setItem('webviewState', JSON.stringify(state)),
});
