import * as vscode from 'vscode';

/** Someone pressed Back. Cancelling is null. */
export const back = Symbol('back');
export type Answer<T> = T | typeof back | null;

/** One question of a row of questions; a state is never changed, an answer makes a new one. */
export interface InputStep<State> {
  /** Whether the question makes sense for what was answered before. */
  applies(state: State): boolean;
  ask(state: State, place: StepPlace): Promise<Answer<State>>;
}

export interface StepPlace {
  readonly title: string;
  readonly step: number;
  readonly canGoBack: boolean;
}

/** Asks one question after the other, with a way back; null when cancelled. */
export async function askSteps<State>(
  title: string,
  steps: readonly InputStep<State>[],
  start: State,
): Promise<State | null> {
  const asked: { index: number; before: State }[] = [];
  let state = start;
  let index = 0;
  while (index < steps.length) {
    if (!steps[index]!.applies(state)) {
      index++;
      continue;
    }
    const place = { title, step: asked.length + 1, canGoBack: asked.length > 0 };
    const answer = await steps[index]!.ask(state, place);
    if (answer === null) return null;
    if (answer === back) {
      ({ index, before: state } = asked.pop()!);
    } else {
      asked.push({ index, before: state });
      state = answer;
      index++;
    }
  }
  return state;
}

export interface TextQuestion {
  readonly prompt: string;
  readonly value?: string;
  readonly placeholder?: string;
  /** Hides what is typed. */
  readonly password?: boolean;
  /** What is wrong with the text, or null. */
  readonly problem: (text: string) => string | null;
}

export function askText(question: TextQuestion, place: StepPlace): Promise<Answer<string>> {
  const box = vscode.window.createInputBox();
  box.value = question.value ?? '';
  box.prompt = question.prompt;
  box.placeholder = question.placeholder;
  box.password = question.password ?? false;
  const check = () => {
    box.validationMessage = question.problem(box.value) ?? undefined;
    return box.validationMessage === undefined;
  };
  return askWith(box, place, (finish) => [
    box.onDidChangeValue(() => {
      if (box.validationMessage !== undefined) check();
    }),
    box.onDidAccept(() => {
      if (check()) finish(box.value);
    }),
  ]);
}

export interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
}

export function askChoice<T>(
  placeholder: string,
  choices: readonly Choice<T>[],
  place: StepPlace,
  chosen?: T,
): Promise<Answer<T>> {
  const pick = vscode.window.createQuickPick<Choice<T>>();
  pick.items = choices;
  pick.placeholder = placeholder;
  pick.matchOnDescription = true;
  const active = choices.find(({ value }) => value === chosen);
  if (active) pick.activeItems = [active];
  return askWith(pick, place, (finish) => [
    pick.onDidAccept(() => {
      const item = pick.selectedItems[0];
      if (item) finish(item.value);
    }),
  ]);
}

/** Shows an input until it is answered, left or hidden. */
function askWith<T>(
  input: vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>,
  place: StepPlace,
  listen: (finish: (answer: Answer<T>) => void) => vscode.Disposable[],
): Promise<Answer<T>> {
  input.title = place.title;
  input.step = place.step;
  input.ignoreFocusOut = true;
  if (place.canGoBack) input.buttons = [vscode.QuickInputButtons.Back];
  return new Promise((resolve) => {
    const finish = (answer: Answer<T>) => {
      resolve(answer);
      for (const listener of listeners) listener.dispose();
      input.dispose();
    };
    const listeners = [
      ...listen(finish),
      input.onDidTriggerButton(() => finish(back)),
      input.onDidHide(() => finish(null)),
    ];
    input.show();
  });
}
