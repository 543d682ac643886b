/** Any text in letters, digits, `-` and `_`: it passes through addresses, however often they are decoded. */
export function encodeBase64url(text: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
}

/** null where it is none, or not of a text. */
export function decodeBase64url(encoded: string): string | null {
  if (!/^[\w-]*$/.test(encoded)) return null;
  try {
    const binary = atob(encoded.replaceAll('-', '+').replaceAll('_', '/'));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // atob and TextDecoder throw at what they cannot read: that is the answer.
    return null;
  }
}
