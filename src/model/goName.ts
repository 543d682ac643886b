/**
 * Names as Go's linker writes them, taken apart without the source. From cmd/compile/internal/ir (closureName, MethodSym)
 * and cmd/internal/objabi (PathToPrefix), Go 1.17 to 1.26:
 *
 *     example.com/app/v2.(*Cache[...]).Put.func1.2      import path . receiver . method . closures
 *     gopkg.in/yaml%2ev3.Unmarshal                      dots of the last path element are escaped
 *     main.run-range1  main.run.gowrap1  main.T.Get-fm  loop bodies, go and defer wrappers, method values
 *     main.init.0  main.init.func1  main.glob..func1    init functions, literals of package variables (glob. before 1.21)
 *     main.run.(*Pool).Get.func1                        literal of (*Pool).Get, which was inlined into main.run
 */

/** A declared name and what the compiler hung on it. All but `packagePath` are as written, without the package. */
export interface GoNameParts {
  /** Unescaped import path; '' for names that are not Go's. */
  readonly packagePath: string;
  /** The declared function whose text this is: `(*Cache[...]).Put`, `Cache.Get`, `init.0`, `glob..func1`. */
  readonly declared: string;
  /** `.func1.2`, `-range1`, `.gowrap1`, `-fm`; '' for a declared function itself. */
  readonly suffix: string;
  /** The declared function that the text was inlined into and named after: `run` in the last example; '' for none. */
  readonly inlinedInto: string;
}

/** Import path of a Go function, '' for C, C++, Rust and other names without a package. */
export function packageNameOf(name: string): string {
  const end = packageEnd(name);
  return end <= 0 ? '' : unescapePath(name.slice(0, end));
}

/**
 * Name of the declared function that holds the text of `name`: closures, loop bodies and wrappers stripped, type arguments
 * written `[...]`, import path unescaped. A literal of an inlined function belongs to that function; its package is not in
 * the name: pass the package of its file as `filePackage` where it is known, else the caller's package stands in. The same
 * name may be a method's: `isFunction` says what it says in parseGoName.
 * Names that are not Go's come back as they are.
 */
export function declaredNameOf(
  name: string,
  filePackage?: string,
  isFunction?: (name: string) => boolean,
): string {
  const parts = parseGoName(name, isFunction);
  if (parts.packagePath === '') {
    return name;
  }
  const packagePath = parts.inlinedInto === '' ? parts.packagePath : (filePackage ?? parts.packagePath);
  return `${packagePath}.${parts.declared}`;
}

/** `main.Map[go.shape.[]int].func1` → `main.Map.func1`; names of C++ and Rust stay as they are. */
export function withoutTypeArguments(name: string): string {
  return replaceTypeArguments(name, '');
}

/** `main.Map[go.shape.int].func1` → `main.Map[...].func1`: one name for all instances. Names that are not Go's stay as they are. */
export function foldTypeArguments(name: string): string {
  return packageEnd(name) > 0 ? replaceTypeArguments(name, '[...]') : name;
}

/**
 * `main.Cache.Get.func1` can be a literal of method Get or of a function Get that was inlined into function Cache. It counts as
 * the method's unless `isFunction` (whether the profile has a function of that full name) knows `main.Cache` as a function.
 */
export function parseGoName(name: string, isFunction?: (name: string) => boolean): GoNameParts {
  const end = packageEnd(name);
  if (end <= 0) {
    return { packagePath: '', declared: name, suffix: '', inlinedInto: '' };
  }
  const packagePath = unescapePath(name.slice(0, end));
  const local = replaceTypeArguments(name.slice(end + 1), '[...]');
  return {
    packagePath,
    ...splitLocalName(local, (first) => isFunction?.(`${name.slice(0, end)}.${first}`) === true),
  };
}

/**
 * What else `parts` may mean to somebody who has the file: `main.Cache.Get.func1` is a literal of method Get of Cache, or one
 * of function Get, inlined into function Cache. Likelier first, `parts.declared` included.
 */
export function declaredCandidates(parts: GoNameParts): string[] {
  const { declared } = parts;
  const dot = declared.lastIndexOf('.');
  const isPlainPair = dot > 0 && !declared.startsWith('(') && !isInitialiser(declared);
  return isPlainPair ? [declared, declared.slice(dot + 1)] : [declared];
}

/** Position of the dot that ends the import path, -1 for names that are not Go's. */
function packageEnd(name: string): number {
  let head = name.search(/[[({<\s]/);
  if (head < 0) {
    head = name.length;
  } else if (name[head] === '(' && !(name[head - 1] === '.' && name[head + 1] === '*')) {
    return -1; // a C++ argument list or "(anonymous namespace)"
  } else if (name[head] !== '(' && name[head] !== '[') {
    return -1;
  }
  const start = name.lastIndexOf('/', head - 1) + 1;
  let dot = name.indexOf('.', start);
  if (dot <= 0 || dot >= head || NOT_GO.test(name.slice(0, head)) || COMPILER_CLONE.test(name)) {
    return -1;
  }
  // Producers that unescape: gopkg.in/yaml.v3.Unmarshal
  const version = name.startsWith('gopkg.in/') ? /^\.v\d+(?=\.)/.exec(name.slice(dot, head)) : null;
  if (version) {
    dot += version[0].length;
  }
  return dot;
}

/** `::` of C++ and Rust, `type:.eq.` and `go:` of Go's linker, versions of ELF symbols, bytes no import path has. */
const NOT_GO = /[:@<>&*,;"'`|\\?!=\0]/;

/** Clones that gcc and clang make of C functions: `copy.part.0`, `free.llvm.1234`, `je_malloc.cold`. */
const COMPILER_CLONE =
  /^[^./]+\.(?:(?:part|isra|constprop|llvm|lto_priv|localalias)\.\d+(?:\..*)?|cold(?:\.\d+)?)$/;

function unescapePath(path: string): string {
  if (!path.includes('%')) {
    return path;
  }
  try {
    return decodeURIComponent(path);
  } catch {
    // Not UTF-8, or a percent sign of its own: the path as written is the only name there is.
    return path;
  }
}

function replaceTypeArguments(name: string, replacement: string): string {
  const first = name.indexOf('[');
  if (first < 0 || name.lastIndexOf('::', first) >= 0 || name.lastIndexOf('<', first) >= 0) {
    return name;
  }
  let result = '';
  let depth = 0;
  let kept = 0;
  for (let i = first; i < name.length; i++) {
    if (name[i] === '[') {
      if (depth === 0) {
        result += name.slice(kept, i) + replacement;
        kept = i;
      }
      depth++;
    } else if (name[i] === ']' && depth > 0) {
      depth--;
      if (depth === 0) {
        kept = i + 1;
      }
    }
  }
  return depth > 0 ? name : result + name.slice(kept);
}

function splitLocalName(
  local: string,
  isFunction: (local: string) => boolean,
): Omit<GoNameParts, 'packagePath'> {
  const initialiser = INITIALISER.exec(local);
  let outer = initialiser ? initialiser[0] : '';
  let rest = local.slice(outer.length);
  if (outer === '') {
    outer = leadingNames(local);
    rest = local.slice(outer.length);
  }
  // After a closure's number a name can only be an inlined function: main.run.func1.Get.2
  let suffix = leadingSuffix(rest);
  let declared = outer;
  let inlinedInto = '';
  while (suffix.length < rest.length && rest[suffix.length] === '.') {
    const name = leadingNames(rest.slice(suffix.length + 1));
    if (name === '') {
      break;
    }
    inlinedInto ||= outer;
    declared = name;
    rest = rest.slice(suffix.length + 1 + name.length);
    suffix = leadingSuffix(rest);
  }
  const chain = isInitialiser(declared)
    ? { before: '', declared }
    : splitChain(declared, rest !== '' && isFunction);
  if (chain.declared !== declared) {
    inlinedInto ||= chain.before;
    declared = chain.declared;
  }
  return { declared, suffix: rest, inlinedInto };
}

/** `init.0`, `map.init.0`, `init.func1`, `glob..func1`: things that run at start and have no name in the source. */
const INITIALISER = /^(?:map\.init\.\d+|init\.\d+|init\.func\d+|glob\.\.func\d+|init(?=$|\.))(?![^.-])/;

function isInitialiser(declared: string): boolean {
  return INITIALISER.test(declared);
}

const SUFFIX_TOKEN = /^(?:\.(?:func\d+|gowrap\d+|deferwrap\d+|\d+)(?![^.\-·])|-range\d+|-fm|·dwrap·\d+|·\d+)/;

function leadingSuffix(text: string): string {
  let length = 0;
  for (;;) {
    const token = SUFFIX_TOKEN.exec(text.slice(length));
    if (!token) {
      return text.slice(0, length);
    }
    length += token[0].length;
  }
}

/** Names up to the first closure mark; the first one is always a name: a function may be called func1. */
function leadingNames(text: string): string {
  let end = elementEnd(text, 0);
  while (text[end] === '.' && (!SUFFIX_TOKEN.test(text.slice(end)) || text[end - 1] === ')')) {
    end = elementEnd(text, end + 1);
  }
  return text.slice(0, end);
}

function elementEnd(text: string, from: number): number {
  let depth = 0;
  for (let i = from; i < text.length; i++) {
    const c = text[i];
    if (c === '(' || c === '[' || c === '{') {
      depth++;
    } else if (c === ')' || c === ']' || c === '}') {
      depth--;
    } else if (depth <= 0 && (c === '.' || (c === '-' && SUFFIX_TOKEN.test(text.slice(i))) || c === '·')) {
      return i;
    }
  }
  return text.length;
}

/**
 * The last declared name of a chain that inlining made: `run.(*Pool).Get` → `(*Pool).Get`, `(*T).M.Get` → `Get`. Two plain
 * names in a row are a method with a value receiver, unless the second has type parameters or the first is a function.
 */
function splitChain(
  chain: string,
  isFunction: false | ((local: string) => boolean),
): { before: string; declared: string } {
  const units: string[] = [];
  const starts: number[] = [];
  for (let i = 0; i < chain.length; ) {
    let end = elementEnd(chain, i);
    if (chain[i] === '(' && end < chain.length) {
      end = elementEnd(chain, end + 1);
    }
    units.push(chain.slice(i, end));
    starts.push(i);
    i = end + 1;
  }
  const last = units.length - 1;
  if (last < 1) {
    return { before: '', declared: chain };
  }
  const isPair =
    !units[last].startsWith('(') &&
    !units[last].endsWith(']') &&
    !units[last - 1].startsWith('(') &&
    units.length % 2 === 0 &&
    !(isFunction && last === 1 && isFunction(units[0]));
  const start = starts[isPair ? last - 1 : last];
  return { before: start === 0 ? '' : chain.slice(0, start - 1), declared: chain.slice(start) };
}
