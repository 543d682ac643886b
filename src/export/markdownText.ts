/** Shown as it is, in one cell or line: nothing in it is Markdown, HTML or the start of a list. */
export function markdownText(text: string): string {
  return text
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*_{}[\]<>|&~#]/g, '\\$&')
    .replace(/^[-+=]/, '\\$&')
    .replace(/^(\d+)([.)])/, '$1\\$2');
}

/**
 * Where a picture comes from, as a destination in angle brackets; null for what is neither a picture's data nor a path: an address
 * would be fetched by whoever reads the report.
 */
export function pictureSource(source: string): string | null {
  const isData = /^data:image\/(?:png|svg\+xml|jpeg|webp);base64,[A-Za-z0-9+/=]*$/.test(source);
  const isPath = !/^[a-z][a-z0-9+.-]*:/i.test(source) && !/^\s*[/\\]{2}/.test(source);
  if (isData) return `<${source}>`;
  return isPath && source.trim() !== '' ? `<${source.replace(/[<>\\\r\n\t]/g, encodeURIComponent)}>` : null;
}
