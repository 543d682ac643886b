import * as vscode from 'vscode';
import { isLoopback, parseCaptureTarget } from '../../capture/captureTarget';
import { addressProblem, addressPrompt } from './captureQuestions';
import { askChoice, askSteps, askText, back, type Choice, type InputStep } from './inputSteps';

type Headers = Readonly<Record<string, string>>;

/**
 * Headers for captures by origin. Values live in the secret storage alone; which origins have any stands in the global
 * state, because the secret storage cannot be listed.
 */
export class CaptureHeaders {
  readonly #secrets: vscode.SecretStorage;
  readonly #state: vscode.Memento;

  constructor(secrets: vscode.SecretStorage, state: vscode.Memento) {
    this.#secrets = secrets;
    this.#state = state;
  }

  async read(origin: string): Promise<Headers> {
    const stored = await this.#secrets.get(secretKey(origin));
    return stored === undefined ? {} : parseHeaders(stored);
  }

  async write(origin: string, headers: Headers): Promise<void> {
    await this.#secrets.store(secretKey(origin), JSON.stringify(headers));
    await this.#state.update(originsKey, [...new Set([...this.origins(), origin])].sort());
  }

  async forget(origin: string): Promise<void> {
    await this.#secrets.delete(secretKey(origin));
    await this.#state.update(
      originsKey,
      this.origins().filter((other) => other !== origin),
    );
  }

  origins(): readonly string[] {
    return this.#state.get<readonly string[]>(originsKey, []);
  }
}

/** "Set headers for captures…": address, header, value. */
export async function askAndStoreHeader(headers: CaptureHeaders, address: string): Promise<void> {
  const title = vscode.l10n.t('Set Headers for Captures');
  const answers = await askSteps(title, headerSteps(headers), {
    address,
    origin: '',
    stored: {},
    name: '',
    value: '',
  });
  if (answers === null) return;
  const { origin, name, value } = answers;
  // Read again: another window may have stored one in the meantime.
  const others = Object.entries(await headers.read(origin)).filter(([other]) => !sameName(other, name));
  await headers.write(origin, { ...Object.fromEntries(others), [name]: value });
  void vscode.window.showInformationMessage(
    vscode.l10n.t(
      'The header {name} is sent with every capture from {origin}. It is kept in the secret storage.',
      {
        name,
        origin,
      },
    ),
  );
}

/** "Forget headers for captures…". */
export async function askAndForgetHeaders(headers: CaptureHeaders): Promise<void> {
  const origins = headers.origins();
  if (origins.length === 0) {
    void vscode.window.showInformationMessage(vscode.l10n.t('No headers are stored for captures.'));
    return;
  }
  const items = await Promise.all(
    origins.map(async (origin) => ({
      label: origin,
      description: Object.keys(await headers.read(origin)).join(', '),
      picked: origins.length === 1,
    })),
  );
  const chosen = await vscode.window.showQuickPick(items, {
    title: vscode.l10n.t('Forget Headers for Captures'),
    placeHolder: vscode.l10n.t('The headers of these addresses are deleted'),
    canPickMany: true,
  });
  for (const { label } of chosen ?? []) await headers.forget(label);
}

interface HeaderAnswers {
  readonly address: string;
  readonly origin: string;
  readonly stored: Headers;
  /** '' asks for a name. */
  readonly name: string;
  readonly value: string;
}

function headerSteps(headers: CaptureHeaders): InputStep<HeaderAnswers>[] {
  return [
    {
      applies: () => true,
      ask: async (answers, place) => {
        const text = { prompt: addressPrompt(), value: answers.address, problem: addressProblem };
        const address = await askText(text, place);
        if (address === null || address === back) return address;
        const { origin } = parseCaptureTarget(address).base;
        return { ...answers, address, origin, stored: await headers.read(origin) };
      },
    },
    {
      applies: () => true,
      ask: async (answers, place) => {
        const name = await askChoice(vscode.l10n.t('Which header'), nameChoices(answers.stored), place);
        return name === null || name === back ? name : { ...answers, name };
      },
    },
    {
      applies: ({ name }) => name === '',
      ask: async (answers, place) => {
        const question = {
          prompt: vscode.l10n.t('Name of the header, for example X-Api-Key'),
          problem: nameProblem,
        };
        const name = await askText(question, place);
        return name === null || name === back ? name : { ...answers, name: name.trim() };
      },
    },
    {
      applies: () => true,
      ask: async (answers, place) => {
        const question = { prompt: valuePrompt(answers), password: true, problem: valueProblem };
        const value = await askText(question, place);
        return value === null || value === back ? value : { ...answers, value: value.trim() };
      },
    },
  ];
}

function nameChoices(stored: Headers): Choice<string>[] {
  const names = ['Authorization', ...Object.keys(stored).filter((name) => !sameName(name, 'Authorization'))];
  return [
    ...names.map((name) => ({
      label: name,
      description: Object.keys(stored).some((other) => sameName(other, name))
        ? vscode.l10n.t('stored; a new value replaces it')
        : vscode.l10n.t('for example "Bearer" and a token'),
      value: name,
    })),
    { label: vscode.l10n.t('Another header…'), value: '' },
  ];
}

function nameProblem(text: string): string | null {
  const name = text.trim();
  if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/.test(name)) {
    return vscode.l10n.t('A header name has letters, digits and hyphens, without spaces or colons.');
  }
  return connectionHeaders.has(name.toLowerCase())
    ? vscode.l10n.t('{name} belongs to the connection itself and cannot be set.', { name })
    : null;
}

const connectionHeaders = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'accept-encoding',
  'upgrade',
  'expect',
  'te',
  'trailer',
]);

function valuePrompt({ origin, name }: HeaderAnswers): string {
  const url = new URL(origin);
  return url.protocol === 'http:' && !isLoopback(url)
    ? vscode.l10n.t('Value of {name}. Mind that {origin} is not encrypted: the network can read it.', {
        name,
        origin,
      })
    : vscode.l10n.t('Value of {name} for captures from {origin}', { name, origin });
}

function valueProblem(text: string): string | null {
  if (text.trim() === '') return vscode.l10n.t('Give the value of the header.');
  return /^[\t\u0020-\u007e\u0080-\u00ff]+$/.test(text.trim())
    ? null
    : vscode.l10n.t('A header value cannot hold line breaks or characters beyond Latin-1.');
}

const originsKey = 'heaplens.captureHeaderOrigins';

function secretKey(origin: string): string {
  return `heaplens.captureHeaders ${origin}`;
}

function sameName(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

function parseHeaders(stored: string): Headers {
  const parsed: unknown = JSON.parse(stored);
  if (typeof parsed !== 'object' || parsed === null) return {};
  return Object.fromEntries(
    Object.entries(parsed).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
