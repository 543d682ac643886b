/** What the pictures need to know about VS Code's theme, resolved to plain CSS colours and pixels. */
export interface Theme {
  readonly kind: ThemeKind;
  /** True in both high contrast themes: boxes get borders, colour carries less. */
  readonly highContrast: boolean;
  /** True where VS Code or the system asks for less motion. */
  readonly reduceMotion: boolean;
  readonly fontFamily: string;
  readonly cssFontSize: number;
  /** Opaque CSS colours, except where noted. */
  readonly background: string;
  readonly foreground: string;
  readonly mutedForeground: string;
  readonly border: string;
  readonly focusBorder: string;
  /** The theme's contrast border, '' outside the high contrast themes. */
  readonly contrastBorder: string;
}

export type ThemeKind = 'light' | 'dark' | 'hcLight' | 'hcDark';

/** Reads the theme from the CSS variables and body classes that VS Code gives to a webview. */
export function readTheme(document: Document): Theme {
  const style = getComputedStyle(document.body);
  const variable = (name: string, fallback: string) => style.getPropertyValue(name).trim() || fallback;
  const kind = readThemeKind(document.body);
  const dark = kind === 'dark' || kind === 'hcDark';
  const foreground = variable('--vscode-editor-foreground', dark ? '#cccccc' : '#3b3b3b');
  const contrastBorder = variable('--vscode-contrastBorder', '');
  return {
    kind,
    highContrast: kind === 'hcLight' || kind === 'hcDark',
    reduceMotion: readReduceMotion(document),
    fontFamily: variable('--vscode-font-family', 'system-ui, sans-serif'),
    cssFontSize: Number.parseFloat(variable('--vscode-font-size', '13px')) || 13,
    background: variable('--vscode-editor-background', dark ? '#1f1f1f' : '#ffffff'),
    foreground,
    mutedForeground: variable('--vscode-descriptionForeground', foreground),
    border: variable('--vscode-panel-border', contrastBorder || (dark ? '#2b2b2b' : '#e5e5e5')),
    focusBorder: variable('--vscode-focusBorder', dark ? '#0078d4' : '#005fb8'),
    contrastBorder,
  };
}

/** Calls back whenever VS Code changes the theme or the system changes its wish for motion. */
export function watchTheme(document: Document, changed: (theme: Theme) => void): { dispose(): void } {
  const update = () => changed(readTheme(document));
  const observer = new MutationObserver(update);
  // VS Code writes its variables to the root's style and the kind to the body's classes.
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style', 'class'] });
  observer.observe(document.body, { attributes: true, attributeFilter: ['class', 'data-vscode-theme-kind'] });
  const motion = matchMedia('(prefers-reduced-motion: reduce)');
  motion.addEventListener('change', update);
  return {
    dispose() {
      observer.disconnect();
      motion.removeEventListener('change', update);
    },
  };
}

function readThemeKind(body: HTMLElement): ThemeKind {
  const classes = body.classList;
  if (classes.contains('vscode-high-contrast-light')) return 'hcLight';
  if (classes.contains('vscode-high-contrast')) return 'hcDark';
  return classes.contains('vscode-light') ? 'light' : 'dark';
}

function readReduceMotion(document: Document): boolean {
  return (
    document.body.classList.contains('vscode-reduce-motion') ||
    matchMedia('(prefers-reduced-motion: reduce)').matches
  );
}
