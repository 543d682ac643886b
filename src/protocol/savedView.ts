/** A way to look at a profile, kept by name for a workspace. */
export interface SavedView {
  readonly name: string;
  /** JSON as the webview wrote it; it checks what it restores. */
  readonly state: string;
}

export const maxSavedViews = 100;
export const maxSavedViewName = 80;
export const maxSavedViewState = 65_536;
