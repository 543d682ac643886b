import type { GoDeclaration, GoOutline } from './goOutline';

export type GoTestKind = 'test' | 'benchmark' | 'fuzz';

/** A function that `go test` runs by name. */
export interface GoTest {
  readonly kind: GoTestKind;
  readonly name: string;
  /** Of `func` and of the closing brace, 1-based. */
  readonly line: number;
  readonly lastLine: number;
}

/** Whether `go test` looks for tests in a file of this name: it passes over those that begin with `_` or `.`. */
export function isGoTestFile(path: string): boolean {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return name.endsWith('_test.go') && !/^[_.]/.test(name);
}

/**
 * Tests, benchmarks and fuzz targets of a `_test.go` file, by cmd/go's rule (load/test.go, isTest and isTestFunc of Go 1.26): a
 * function, no method, without type parameters and result, named `Test` and something that does not begin with a
 * lower-case letter, whose one parameter is `*testing.T`. The package of `T` is not checked: it can be imported under any
 * name. So `TestMain(m *testing.M)` is none, and `TestMain(t *testing.T)` is one.
 */
export function findGoTests(outline: GoOutline): GoTest[] {
  return outline.declarations.flatMap((declaration) => {
    const form = forms.find(({ prefix }) => isNamed(declaration.bareName, prefix));
    if (!form || declaration.kind !== 'function' || !declaration.hasBody) return [];
    if (!takesOnly(headerOf(declaration, outline.text), form.parameter)) return [];
    const { bareName: name, line, lastLine } = declaration;
    return { kind: form.kind, name, line, lastLine };
  });
}

/** The test whose text, from `func` to the closing brace, holds the line. */
export function goTestAt(outline: GoOutline, line: number): GoTest | null {
  return findGoTests(outline).find((test) => test.line <= line && line <= test.lastLine) ?? null;
}

/** What a `//go:build` line above the package clause demands: `integration && !race`; '' for nothing. */
export function buildConstraint(text: string): string {
  const head = text.slice(0, text.search(/^package\s/m) + 1 || text.length);
  return /^\/\/go:build\s+(.+?)\s*$/m.exec(head)?.[1] ?? '';
}

interface Form {
  readonly kind: GoTestKind;
  readonly prefix: string;
  readonly parameter: string;
}

const forms: readonly Form[] = [
  { kind: 'test', prefix: 'Test', parameter: 'T' },
  { kind: 'benchmark', prefix: 'Benchmark', parameter: 'B' },
  { kind: 'fuzz', prefix: 'Fuzz', parameter: 'F' },
];

/** `Test` alone is a name too; `Testify` is not. */
function isNamed(name: string, prefix: string): boolean {
  return name.startsWith(prefix) && !/^\p{Ll}/u.test(name.slice(prefix.length));
}

/** From behind `func` and the name to the brace: `(t *testing.T) {`. Longer ones have no single parameter. */
const longestHeader = 1000;

function headerOf({ start, end, bareName }: GoDeclaration, text: string): string {
  const code = text
    .slice(start, Math.min(end, start + longestHeader))
    .replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, ' ');
  return code.replace(/^func\s+/, '').slice(bareName.length);
}

/** `(t *testing.T) {`, `(*testing.T) {`, `(\n\tt *T,\n) {`. */
function takesOnly(header: string, parameter: string): boolean {
  const word = '[\\p{L}_][\\p{L}\\p{N}_]*';
  const pattern = `^\\s*\\(\\s*(?:${word}\\s+)?\\*\\s*(?:${word}\\s*\\.\\s*)?${parameter}\\s*,?\\s*\\)\\s*\\{`;
  return new RegExp(pattern, 'u').test(header);
}
