import { formatMessage, type Message } from '../base/message';

/** What to do, where the reason of a failure names a command of the editor: in a shell there are options for it. */
const instead: Readonly<Record<string, string>> = {
  'watch.unauthorized':
    '{address} wants to know who asks ({tried}). Give what it expects: --header "Authorization: Bearer …", or user:password@ before the host.',
};

/** A reason in English, as it is to be read in a shell. */
export function shellText(reason: Message): string {
  return formatMessage(reason, instead[reason.id]);
}
