import fs from 'node:fs';
import { bundleFor, bundlePath, collectTexts } from './l10nBundle';

// `npm run l10n`: brings media/l10n up to date with the texts of src and webview.
const texts = collectTexts();
for (const call of texts.unreadable) console.error(`Not a literal text, so it cannot be translated: ${call}`);
fs.writeFileSync(bundlePath, bundleFor(texts));
console.log(`${texts.places.size} texts`);
process.exitCode = texts.unreadable.length > 0 ? 1 : 0;
