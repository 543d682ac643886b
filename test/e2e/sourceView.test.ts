import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Workbench } from '../helpers/workbench';
import { ProfileEditorPage } from './profilePage';
import { type Stage, setStage } from './stage';

/** The host's half of the source view: it finds, reads and judges the file. */
describe('the source view in VS Code', () => {
  let stage: Stage;
  let workbench: Workbench;
  let profile: ProfileEditorPage;

  before(async () => {
    stage = await setStage('source-view', 'off');
    workbench = await stage.open();
    profile = new ProfileEditorPage(workbench);
    await workbench.openFromExplorer('heap.pb.gz');
    await profile.waitUntilDrawn();
  });
  after(() => stage?.close());

  const show = (view: string) => profile.frame.getByRole('radio', { name: view, exact: true }).click();
  const line = (text: string) => profile.frame.locator('.listing-line').filter({ hasText: text });

  it('shows the code of the function in the workspace beside its costs', async () => {
    await profile.select('session.newSession');
    await show('Source');
    await line('history:     make(').and(profile.frame.locator('[data-heat="3"]')).waitFor();
    await line('func newSession(').waitFor();
  });

  it('finds the function where it has moved to, and says so', async () => {
    const file = path.join(stage.workspace.folder, 'session', 'store.go');
    const text = fs.readFileSync(file, 'utf8');
    fs.writeFileSync(file, text.replace('package session\n', 'package session\n\n// Two lines more.\n'));
    await show('Flame');
    await profile.select('session.(*Store).Open');
    await show('Source');
    await profile.frame.locator('.listing-notice').filter({ hasText: 'moved by 2 lines' }).waitFor();
    await line(') Open(').waitFor();
  });

  it('opens a line', async () => {
    await line(') Open(').click();
    await workbench.tab('store.go').waitFor();
  });
});
