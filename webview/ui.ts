import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';

/**
 * Brings the form controls to life. Loaded after the first paint: the toolkit is as large as everything else together.
 * Its colours come from main.css, not from its own theme listener, which waits for a load event that is long over.
 */
export async function defineControls(): Promise<void> {
  provideVSCodeDesignSystem().register(vsCodeButton(), vsCodeDropdown(), vsCodeOption(), vsCodeTextField());
  const names = ['vscode-button', 'vscode-dropdown', 'vscode-option', 'vscode-text-field'];
  await Promise.all(names.map((name) => customElements.whenDefined(name)));
  // The text field names itself "Text field" when it is connected.
  for (const control of document.querySelectorAll<HTMLElement>('[data-label]')) {
    control.setAttribute('aria-label', control.dataset.label!);
  }
}
