/**
 * A text that PowerShell redirected into a file is UTF-16: as UTF-8, or the same bytes where it is none. Recognised by its byte
 * order mark.
 */
export function withoutUtf16(bytes: Uint8Array): Uint8Array {
  if (!isUtf16(bytes)) return bytes;
  return new TextEncoder().encode(new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes));
}

export function isUtf16(bytes: Uint8Array): boolean {
  return (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
}
