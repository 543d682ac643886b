import type { FlameView } from '../../src/model/views';

/*
 * Flame views without a profile. As text, a line per box: its name, its total, and its own value where it is not what the
 * children leave over. Indentation is the tree.
 *
 *     all 10
 *       main.a 7
 *         main.b 4
 *       main.c 3
 */

/** `-7` stands for a total of -7 in a box that is 7 wide. Node ids count from 0 in the order of the lines. */
export function flameFromText(text: string, options: Partial<FlameView> = {}): FlameView {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const indent = Math.min(...lines.map((line) => line.search(/\S/)));
  const boxes = lines.map((line) => {
    const [, name = '', total = '0', self] = /^\s*(.+?) (-?[\d.]+)(?: self (-?[\d.]+))?$/.exec(line) ?? [];
    if (name === '') throw new Error(`"${line}" is not "name total"`);
    const depth = (line.search(/\S/) - indent) / 2;
    return { name, depth, total: Number(total), self: self === undefined ? null : Number(self) };
  });
  return flameFromBoxes(boxes, options);
}

export interface SketchBox {
  readonly name: string;
  readonly depth: number;
  readonly total: number;
  readonly self: number | null;
}

export function flameFromBoxes(boxes: readonly SketchBox[], options: Partial<FlameView> = {}): FlameView {
  const names = [...new Set(boxes.slice(1).map(({ name }) => name))];
  const total = Float64Array.from(boxes, (box) => box.total);
  const self = Float64Array.from(total);
  boxes.forEach((box, i) => {
    const parent = boxes.findLastIndex((other, at) => at < i && other.depth === box.depth - 1);
    if (parent >= 0) self[parent] = self[parent]! - box.total;
  });
  boxes.forEach((box, i) => {
    if (box.self !== null) self[i] = box.self;
  });
  return {
    sampleIndex: 0,
    root: 0,
    ancestors: [],
    length: boxes.length,
    node: Uint32Array.from(boxes.keys()),
    frame: Int32Array.from(boxes, ({ name }, i) => (i === 0 ? -1 : names.indexOf(name))),
    depth: Uint16Array.from(boxes, ({ depth }) => depth),
    weight: total.map(Math.abs),
    total,
    self,
    compared: null,
    frames: frameNames(names),
    omitted: 0,
    maxDepth: boxes.reduce((most, { depth }) => Math.max(most, depth), 0),
    ...options,
  };
}

function frameNames(names: readonly string[]): FlameView['frames'] {
  const packageName = names.map(packageOf);
  return {
    id: Uint32Array.from(names, (_, i) => 100 + i),
    name: names,
    packageName,
    file: names.map((_, i) => `/src/${packageName[i]}/file.go`),
    startLine: Float64Array.from(names, (_, i) => 10 + i),
  };
}

function packageOf(name: string): string {
  const bracket = name.search(/[[({]/);
  const head = bracket < 0 ? name : name.slice(0, bracket);
  const slash = head.lastIndexOf('/');
  const dot = head.indexOf('.', slash + 1);
  return dot < 0 ? '' : head.slice(0, dot);
}

/** A leaky web shop, as a heap profile shows it. */
export const shopText = `
all 1288490188
  net/http.(*conn).serve 846200832
    net/http.serverHandler.ServeHTTP 846200832
      net/http.(*ServeMux).ServeHTTP 838860800
        net/http.HandlerFunc.ServeHTTP 838860800
          example.com/shop/web.(*Server).handleCart 503316480
            example.com/shop/store.(*Cache).Put 325058560
              bytes.growSlice 209715200
              example.com/shop/store.(*Cache[go.shape.string,*example.com/shop/model.Item]).insertSlow 83886080
                runtime.mapassign_faststr 46137344
                  runtime.growWork_faststr 33554432
                  runtime.newobject 12582912
            encoding/json.Marshal 125829120
              encoding/json.(*encodeState).reflectValue 115343360
                encoding/json.structEncoder.encode 109051904
                  encoding/json.arrayEncoder.encode 75497472
                    encoding/json.structEncoder.encode 71303168
                      encoding/json.stringEncoder 41943040
                        bytes.(*Buffer).grow 39845888
                          bytes.growSlice 39845888
                      encoding/json.mapEncoder.encode 20971520
                  encoding/json.stringEncoder 16777216
              bytes.(*Buffer).Write 8388608
            example.com/shop/web.renderCart 33554432
              html/template.(*Template).Execute 27262976
                text/template.(*state).walk 25165824
                  text/template.(*state).walkRange 20971520
                    text/template.(*state).evalField 10485760
          example.com/shop/web.(*Server).handleSearch 251658240
            github.com/blevesearch/bleve/v2.(*indexImpl).SearchInContext 230686720
              github.com/blevesearch/bleve/v2/search/collector.(*TopNCollector).Collect 178257920
                github.com/blevesearch/bleve/v2/search/scorer.(*TermQueryScorer).Score 94371840
                  github.com/blevesearch/bleve/v2/search.(*DocumentMatchPool).Get 62914560
                github.com/blevesearch/bleve/v2/index/scorch.(*IndexSnapshot).DocumentVisitFieldTerms 52428800
                  github.com/RoaringBitmap/roaring.(*Bitmap).Iterator 20971520
              github.com/blevesearch/bleve/v2/search/query.ParseQuery 26214400
            example.com/shop/web.(*Server).handleSearch.func1 12582912
          example.com/shop/web.(*Server).handleImage 75497472
            image/jpeg.Decode 62914560
              image.NewYCbCr 58720256
      net/http.(*ServeMux).Handler 4194304
  example.com/shop/jobs.(*Queue).run 314572800
    example.com/shop/jobs.(*Queue).run.func1 262144000
      example.com/shop/jobs.resize 157286400
        golang.org/x/image/draw.(*kernelScaler).Scale 115343360
        image.NewRGBA 41943040
      example.com/shop/jobs.report 83886080
        encoding/csv.(*Writer).Write 52428800
          bufio.NewWriterSize 41943040
        strings.(*Builder).grow 20971520
    time.NewTimer 41943040
  runtime.main 104857600
    main.main 83886080
      example.com/shop/store.Open 52428800
        go.etcd.io/bbolt.Open 41943040
          go.etcd.io/bbolt.(*DB).mmap 25165824
      example.com/shop/web.NewServer 20971520
        html/template.ParseFS 15728640
    runtime.doInit1 20971520
      unicode.init 6291456
      golang.org/x/net/http2.init 4194304
  runtime.mstart 12582912
    runtime.allocm 12582912
  runtime.gcBgMarkWorker 6291456
`;

/** A recursion of `depth` calls, with a small branch at every one of them. */
export function deepFlame(depth: number): FlameView {
  const boxes: SketchBox[] = [{ name: 'all', depth: 0, total: 1 << 30, self: null }];
  const branches: SketchBox[] = [];
  let total = (1 << 30) * 0.98;
  const names = ['visitNode', 'visitExpr', 'visitCall', 'visitBlock', 'visitStmt'];
  for (let level = 1; level <= depth; level++) {
    boxes.push({
      name: `example.com/compiler/ast.(*Walker).${names[level % names.length]}`,
      depth: level,
      total: Math.round(total),
      self: null,
    });
    branches.unshift({
      name: `example.com/compiler/types.(*Checker).infer${level % 7}`,
      depth: level + 1,
      total: Math.round(total * 0.012),
      self: null,
    });
    total *= 0.983;
  }
  branches.shift();
  return flameFromBoxes([...boxes, ...branches]);
}

/** Names that no tidy program has. */
export const hardNamesText = `
all 1000
  main.Обработать(данные) 220
    example.com/интернет/магазин.(*Корзина).ДобавитьТовар 140
    main.数据处理.解析请求头部信息 80
  main.Transform[example.com/very/long/path/to/module/v2/internal/types.Request[map[string]interface {}],*example.com/other.Response].func1.2 200
    github.com/some-organisation/some-repository/pkg/subsystem/implementation/detail.(*ExtraordinarilyLongReceiverTypeName).AnEquallyExtraordinaryMethodName 150
      main.glob..func1 60
      gopkg.in/yaml%2ev3.(*parser).parse 50
  std::vector<std::basic_string<char>, std::allocator<int> >::_M_realloc_insert(char const&) 150
    void absl::lts_20230802::container_internal::raw_hash_set<X>::resize(unsigned long) 100
  👩‍👩‍👧‍👦.family👍🏽 120
  [unknown] 90
  0x7fff5fc01000 80
  com.example.Outer$Inner.lambda$run$0(Ljava/lang/String;)V 70
  a 30
  <b>&amp;</b><script>alert(1)</script> 30
`;

/** Pseudo-random numbers from 0 to 1, the same for the same seed. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A tree of `length` boxes as large programs have them: long chains, forks of a few, wide fans of small ones. */
export function largeFlame(length: number, seed = 1): FlameView {
  const random = randomNumbers(seed);
  const names = largeNames(random);
  const frame = new Int32Array(length);
  const depth = new Uint16Array(length);
  const weight = new Float64Array(length);
  const self = new Float64Array(length);
  const pending = [{ depth: 0, weight: 2 ** 40, budget: length - 1 }];
  let count = 0;
  for (let next = pending.pop(); next && count < length; next = pending.pop()) {
    const i = count++;
    frame[i] = i === 0 ? -1 : Math.floor(random() ** 2 * names.length);
    depth[i] = next.depth;
    weight[i] = next.weight;
    self[i] = next.budget === 0 ? next.weight : next.weight * 0.02;
    if (next.budget > 0) pending.push(...forkOf(next, random));
  }
  return {
    sampleIndex: 0,
    root: 0,
    ancestors: [],
    length: count,
    node: Uint32Array.from({ length: count }, (_, i) => i),
    frame: frame.subarray(0, count),
    depth: depth.subarray(0, count),
    weight: weight.subarray(0, count),
    total: weight.slice(0, count),
    self: self.subarray(0, count),
    compared: null,
    frames: frameNames(names),
    omitted: 0,
    maxDepth: depth.subarray(0, count).reduce((most, each) => Math.max(most, each), 0),
  };
}

interface Fork {
  readonly depth: number;
  readonly weight: number;
  readonly budget: number;
}

function forkOf(parent: Fork, random: () => number): Fork[] {
  const wanted =
    random() < 0.35 ? 1 : random() < 0.9 ? 2 + Math.floor(random() * 4) : 8 + Math.floor(random() * 40);
  const children = Math.min(parent.budget, parent.depth > 90 ? parent.budget : wanted);
  const shares = Array.from({ length: children }, () => random() ** 3 + 0.02).sort((a, b) => b - a);
  const sum = shares.reduce((all, share) => all + share, 0);
  let budget = parent.budget - children;
  const forks = shares.map((share, i) => {
    const part =
      i === children - 1 ? budget : Math.min(budget, Math.round((parent.budget - children) * (share / sum)));
    budget -= part;
    return { depth: parent.depth + 1, weight: (parent.weight * 0.98 * share) / sum, budget: part };
  });
  // Taken from the end: the heaviest comes out first.
  return forks.reverse();
}

function largeNames(random: () => number): string[] {
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)]!;
  const roots = ['runtime', 'net/http', 'encoding/json', 'reflect', 'bytes', 'github.com/acme/platform/pkg'];
  const parts = [
    'store',
    'wire',
    'query',
    'index',
    'codec',
    'plan',
    'cache',
    'stream',
    'batch',
    'merge',
    'shard',
  ];
  const types = ['Reader', 'Writer', 'Planner', 'Builder', 'Node', 'Iterator', 'Table', 'Session', 'Batch'];
  const verbs = [
    'read',
    'Write',
    'Next',
    'flush',
    'Marshal',
    'grow',
    'visit',
    'Compare',
    'encodeValue',
    'apply',
  ];
  const names = new Set<string>();
  while (names.size < 3000) {
    const root = pick(roots);
    const path = root.includes('.') ? `${root}/${pick(parts)}/${pick(parts)}` : root;
    const receiver = random() < 0.7 ? `(*${pick(types)}).` : '';
    names.add(`${path}.${receiver}${pick(verbs)}${Math.floor(random() * 40)}`);
  }
  return [...names];
}
