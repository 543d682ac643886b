// npm start: installs what is missing, builds, starts a leaky Go program and opens its source in VS Code with Heaplens.
import { ensureRootPackages, repositoryRoot, runNpm } from './helpers/rootPackages.mjs';

try {
  ensureRootPackages();
  runNpm(['run', '--silent', 'build'], repositoryRoot);
  const { tsImport } = await import('tsx/esm/api');
  const { start } = await tsImport('./start/start.ts', import.meta.url);
  await start();
} catch (error) {
  console.error(error.message);
  process.exit(1);
}
