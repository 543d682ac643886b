import type { SourceTarget } from '../src/protocol/profileEditor';
import { type FunctionView, openFunctionMenu } from './functionMenu';
import type { CallPlace, HostActions } from './hostActions';
import { addExpression, askedOf } from './query/apply';
import type { Option } from './query/options';
import type { Action, ViewState } from './state';

export interface FunctionMenusOptions {
  readonly actions: HostActions;
  readonly state: () => ViewState;
  readonly dispatch: (action: Action) => void;
  readonly selectFunction: (name: string, file: string) => void;
  readonly focusView: () => void;
}

/** The menus at functions, wherever they stand on the page. */
export class FunctionMenus {
  readonly #options: FunctionMenusOptions;

  constructor(options: FunctionMenusOptions) {
    this.#options = options;
  }

  /** A function as a whole, or a file, which has no function name. */
  open(name: string, target: SourceTarget, clientX: number, clientY: number): void {
    const { actions } = this.#options;
    const isFile = target.functionName === '';
    const menu = {
      ...(isFile ? {} : { onShow: (view: FunctionView) => this.#show(name, target.file, view) }),
      onOpenSource: () => actions.openSource(target),
      onCopyName: () => actions.copy(name),
      onAsk: this.#ask,
    };
    openFunctionMenu(name, menu, clientX, clientY);
  }

  openOfCall(call: CallPlace, clientX: number, clientY: number): void {
    const found = call.data.functionOf(call.frame);
    if (!found) return;
    const { actions } = this.#options;
    const menu = {
      onShow: (view: FunctionView) => this.#show(found.name, found.file, view),
      onOpenSource: () => actions.openCall(call, false),
      onCopyName: () => actions.copyCall(call, 'name'),
      onCopyStack: () => actions.copyCall(call, 'stack'),
      onAsk: this.#ask,
    };
    openFunctionMenu(found.name, menu, clientX, clientY);
  }

  #show(name: string, file: string, view: FunctionView): void {
    const { dispatch, selectFunction, focusView } = this.#options;
    selectFunction(name, file);
    if (view === 'around') dispatch({ type: 'shape', shape: { kind: 'around', name } });
    dispatch({ type: 'view', view: view === 'around' ? 'flame' : view });
    focusView();
  }

  readonly #ask = (option: Option, expression: string) => {
    const { state, dispatch } = this.#options;
    dispatch({ type: 'ask', asked: addExpression(askedOf(state()), option, expression) });
  };
}
