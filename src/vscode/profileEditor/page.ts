import type { WebviewBoot } from '../../protocol/profileEditor';

export interface PageParts {
  /** `webview.cspSource`: where the webview's own files come from. */
  readonly cspSource: string;
  readonly nonce: string;
  readonly scriptUri: string;
  readonly styleUri: string;
  readonly title: string;
  readonly boot: WebviewBoot;
}

/**
 * The editor's page: nothing inline but the boot data in an attribute. The nonce lets the main script in, and with it
 * the chunks that it imports; `cspSource` names their place for engines that do not pass a nonce on to `import()`. The
 * control toolkit finds the nonce in its `meta`: it tries an empty style sheet to learn what the browser can do.
 */
export function buildPage(parts: PageParts): string {
  return `<!DOCTYPE html>
<html lang="${escapeAttribute(parts.boot.locale)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(contentSecurityPolicy(parts))}">
<meta property="csp-nonce" content="${escapeAttribute(parts.nonce)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeText(parts.title)}</title>
<link rel="stylesheet" href="${escapeAttribute(parts.styleUri)}">
</head>
<body data-boot="${escapeAttribute(JSON.stringify(parts.boot))}">
<script type="module" nonce="${escapeAttribute(parts.nonce)}" src="${escapeAttribute(parts.scriptUri)}"></script>
</body>
</html>
`;
}

export function contentSecurityPolicy({ cspSource, nonce }: Pick<PageParts, 'cspSource' | 'nonce'>): string {
  return [
    "default-src 'none'",
    `script-src 'nonce-${nonce}' ${cspSource}`,
    `style-src 'nonce-${nonce}' ${cspSource}`,
    `font-src ${cspSource}`,
    `img-src ${cspSource}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
}

/** 128 random bits in the alphabet that a nonce may have. */
export function newNonce(): string {
  return crypto.randomUUID().replaceAll('-', '');
}

function escapeText(text: string): string {
  return text.replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`);
}

function escapeAttribute(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
}
