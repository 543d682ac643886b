import { formatMessage, type Message, message } from '../src/base/message';
import type { WebviewBoot } from '../src/protocol/profileEditor';

let translations: Readonly<Record<string, string>> = {};
let locale = 'en';

/** Takes the language that the host wrote into the page. */
export function useStrings(boot: WebviewBoot): void {
  translations = boot.l10n;
  locale = boot.locale;
}

/** The text in the user's language; the English text is the key. */
export function t(english: string, args: Message['args'] = {}): string {
  return tMessage(message('', english, args));
}

/** A sentence that came from another room. */
export function tMessage(sentence: Message): string {
  return formatMessage(sentence, translations[sentence.english] ?? sentence.english);
}

/** `8412` → `8,412`, grouped as the user's language does. */
export function formatInteger(value: number): string {
  return new Intl.NumberFormat(locale).format(value);
}

/** Milliseconds since 1970 → `21 Nov 2026, 10:02`, in the viewer's time zone. */
export function formatTime(timeMs: number): string {
  return new Intl.DateTimeFormat(locale, {
    dateStyle: 'medium',
    timeStyle: 'short',
    hourCycle: 'h23',
  }).format(timeMs);
}

/** The same with seconds and the zone, for tooltips. */
export function formatExactTime(timeMs: number): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'long', hourCycle: 'h23' }).format(
    timeMs,
  );
}

/** The time of day alone; of 24 hours, as all times are: they are read beside logs and axes. */
export function formatClock(timeMs: number): string {
  return new Intl.DateTimeFormat(locale, { timeStyle: 'medium', hourCycle: 'h23' }).format(timeMs);
}

const formatters = new Map<string, Intl.DateTimeFormat>();

/** A moment with these parts. Formatters are kept: making one takes longer than a frame may. */
export function formatMoment(timeMs: number, options: Intl.DateTimeFormatOptions): string {
  const key = `${locale} ${JSON.stringify(options)}`;
  let formatter = formatters.get(key);
  if (!formatter) {
    formatter = new Intl.DateTimeFormat(locale, options);
    formatters.set(key, formatter);
  }
  return formatter.format(timeMs);
}
