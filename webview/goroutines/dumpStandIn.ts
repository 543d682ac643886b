import type { DumpFacts } from '../../src/model/goroutineReport';
import { element } from '../dom';
import { createNotice } from '../notices';
import { t } from '../strings';

/** What stands in place of the views of a dump without goroutines. */
export function createEmptyDump(facts: DumpFacts, onOpenText: (line: number) => void): HTMLElement {
  return createNotice({
    icon: facts.onlyLeaked ? 'pass' : 'info',
    title: facts.onlyLeaked ? t('No leaked goroutine was found.') : t('There is no goroutine in this text.'),
    sentences: [
      facts.onlyLeaked
        ? t(
            'The garbage collector proved none. It sees only those whose channel or lock nothing else can reach: others may wait for ever all the same.',
          )
        : t('What looks like a dump holds no stack that could be read.'),
    ],
    actions: [{ label: t('Open as text'), run: () => onOpenText(facts.line) }],
  });
}

export function createLoadingDump(): HTMLElement {
  return element('div', { class: 'page loading', role: 'status', text: t('Grouping the goroutines…') });
}
