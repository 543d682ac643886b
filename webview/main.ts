import './main.css';
import type { WebviewBoot } from '../src/protocol/profileEditor';
import { App } from './app';
import { useStrings } from './strings';

start();

function start(): void {
  useStrings(JSON.parse(document.body.dataset.boot ?? '{"locale":"en","l10n":{}}') as WebviewBoot);
  const root = document.createElement('div');
  root.className = 'app';
  document.body.append(root);
  let controlsWanted = true;
  new App(root, () => {
    performance.mark('heaplens.firstPaint');
    if (!controlsWanted) return;
    controlsWanted = false;
    void import('./ui').then(({ defineControls }) => defineControls());
  }).start();
}
