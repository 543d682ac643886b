import type { WaitTarget } from '../../src/model/goroutineReport';
import { t } from '../strings';

/** `Mutex 0xc000012345`; without an address the kind alone. */
export function targetName({ kind, address }: Pick<WaitTarget, 'kind' | 'address'>): string {
  return address === '' ? kindName(kind) : `${kindName(kind)} ${address}`;
}

export function holderText({ goid }: Pick<WaitTarget['holders'][number], 'goid'>): string {
  return goid < 0 ? t('a goroutine') : t('goroutine {goid}', { goid });
}

function kindName(kind: WaitTarget['kind']): string {
  switch (kind) {
    case 'mutex':
      return t('Mutex');
    case 'rwMutex':
      return t('RWMutex');
    case 'waitGroup':
      return t('WaitGroup');
    case 'cond':
      return t('Cond');
    case 'channel':
      return t('Channel');
    case 'semaphore':
      return t('Semaphore');
  }
}
