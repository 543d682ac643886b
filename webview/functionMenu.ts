import { openMenu } from './menu';
import { exactly } from './query/format';
import { findOption, type Option } from './query/options';
import { t } from './strings';

/** Views that are about one function. `around`: the flame graph with its callers and callees. */
export type FunctionView = 'around' | 'peek' | 'source' | 'graph';

export interface FunctionMenuActions {
  onOpenSource(): void;
  onCopyName(): void;
  /** Only where one call is meant. */
  onCopyStack?(): void;
  /** Not where a file is meant. */
  onShow?(view: FunctionView): void;
  /** Adds the expression to what is asked. */
  onAsk(option: Option, expression: string): void;
}

/** What can be done with a function, or with a file where a table has files. */
export function openFunctionMenu(
  name: string,
  actions: FunctionMenuActions,
  clientX: number,
  clientY: number,
): void {
  const { onCopyStack, onShow } = actions;
  const show = (label: string, view: FunctionView) => ({ label, keys: '', run: () => onShow?.(view) });
  const ask = (label: string, optionName: string) => ({
    label,
    keys: '',
    run: () => actions.onAsk(findOption(optionName)!, exactly(name)),
  });
  openMenu(
    name,
    [
      { label: t('Open source'), keys: 'F12', run: actions.onOpenSource },
      { label: t('Copy name'), keys: onCopyStack ? 'Ctrl+C' : '', run: actions.onCopyName },
      ...(onCopyStack ? [{ label: t('Copy stack'), keys: 'Ctrl+Alt+C', run: onCopyStack }] : []),
      ...(onShow
        ? [
            null,
            show(t('Show callers and callees'), 'around'),
            show(t('Peek'), 'peek'),
            show(t('Show its lines'), 'source'),
            show(t('Show in the graph'), 'graph'),
          ]
        : []),
      null,
      ask(t('Focus on this'), 'focus'),
      ask(t('Ignore samples with this'), 'ignore'),
      ask(t('Show from here'), 'show_from'),
      ask(t('Prune below'), 'prune_from'),
      ask(t('Hide'), 'hide'),
    ],
    clientX,
    clientY,
  );
}
