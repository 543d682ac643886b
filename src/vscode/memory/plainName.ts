/** A mark names a file beside its history: a history from elsewhere must not lead out of its folder. */
export function isPlainName(file: string): boolean {
  return file !== '' && file !== '.' && file !== '..' && !/[\\/:]/.test(file);
}
