// Room test: the import rule and the habits of the sources, checked over texts. It reads imports from the syntax tree,
// so comments and strings cannot fool it; it does not look at node_modules or follow computed names (they are violations).
import { basename, posix } from 'node:path';
import { parseSync } from 'vite';

/** Path from the root, with `/` → text. */
export type Sources = ReadonlyMap<string, string>;

const lineLimit = 400;

/** Floors from the top; a room imports from lower floors and from itself. README: main/README.md. */
const floors: readonly (readonly string[])[] = [
  ['main/index.ts'],
  ['main/compose.ts'],
  ['main/electron/', 'main/web/', 'main/cli/'],
  ['main/host/'],
  ['main/app/'],
  ['main/archive/', 'main/layers/', 'main/registry/'],
  ['main/store/'],
  ['main/catalog/'],
  ['main/tar/', 'main/oci/'],
  ['main/errors.ts'],
  ['preload/contract/'],
];

/** Rooms beside the floors: they import from the contract and from themselves. */
const borders = ['preload/index.ts', 'renderer/'];
const rooms = [...floors.flat(), ...borders];

/** Packages that belong somewhere; all others are free for every room but the contract. */
const packageHomes: Readonly<Record<string, readonly string[]>> = {
  electron: ['main/electron/', 'main/index.ts', 'preload/index.ts'],
  'better-sqlite3': ['main/catalog/'],
  react: ['renderer/'],
  'react-dom': ['renderer/'],
};

const forbiddenNames = /^(utils?|helpers?|managers?|common)$/;
const kebabFile = /^[a-z0-9]+(-[a-z0-9]+)*(\.test)?\.tsx?$/;

/** Every violation, as `path: what is wrong`. Sources under `test/` answer for their habits only, not for floors. */
export function violations(sources: Sources): readonly string[] {
  const found: string[] = [];
  const graph = new Map<string, readonly string[]>();
  for (const [path, text] of sources) {
    const { imports, faults } = readImports(path, text);
    const targets = imports.map((specifier) => resolve(path, specifier));
    const own = path.startsWith('test/') ? [] : imports.flatMap((specifier) => importFault(path, specifier) ?? []);
    found.push(...[...habitFaults(path, text), ...faults, ...own].map((fault) => `${path}: ${fault}`));
    graph.set(
      path,
      targets.filter((target) => sources.has(target)),
    );
  }
  return [...found, ...cycles(graph).map((cycle) => `${cycle[0]}: import cycle ${cycle.join(' -> ')}`)];
}

function habitFaults(path: string, text: string): readonly string[] {
  const faults: string[] = [];
  if (!kebabFile.test(basename(path))) faults.push('file name is not kebab-case');
  const names = path.split('/').flatMap((part) => part.split('.')[0]?.split('-') ?? []);
  for (const name of names) if (forbiddenNames.test(name)) faults.push(`forbidden name "${name}"`);
  const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0);
  if (lines > lineLimit) faults.push(`${lines} lines, more than ${lineLimit}`);
  if (!/^(#!.*\n)?\/[/*]/.test(text)) faults.push('does not open with a comment');
  return faults;
}

interface Node {
  readonly type: string;
  readonly [key: string]: unknown;
}

/** All module names a file mentions: import, export from, import type, import(), typed import(), require, new URL beside import.meta. */
function readImports(path: string, text: string): { readonly imports: readonly string[]; readonly faults: readonly string[] } {
  const { program, errors } = parseSync(path, text);
  const imports: string[] = [];
  const faults = errors.map((error) => `does not parse: ${error.message}`);
  for (const node of nodesUnder(program)) {
    if (node.type === 'ExportDefaultDeclaration' || (node.type === 'ExportSpecifier' && nameOf(node['exported']) === 'default')) {
      faults.push('default export');
    }
    const source = moduleName(node);
    if (source === undefined) continue;
    const name = literalText(source);
    if (name === undefined) faults.push(`computed module name in ${node.type}`);
    else if (node.type !== 'NewExpression' || /\.[cm]?[jt]sx?$/.test(name)) imports.push(name);
  }
  return { imports, faults };
}

/** The node that names a module, if this node loads one. */
function moduleName(node: Node): unknown {
  const [first, second] = Array.isArray(node['arguments']) ? (node['arguments'] as readonly unknown[]) : [];
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
    case 'ImportExpression':
    case 'TSImportType':
      return node['source'];
    case 'ExportNamedDeclaration':
      return node['source'] ?? undefined;
    case 'TSExternalModuleReference':
      return node['expression'];
    case 'CallExpression':
      return nameOf(node['callee']) === 'require' ? first : undefined;
    case 'NewExpression':
      return nameOf(node['callee']) === 'URL' && isImportMetaUrl(second) ? first : undefined;
    default:
      return undefined;
  }
}

function isImportMetaUrl(value: unknown): boolean {
  return isNode(value) && value.type === 'MemberExpression' && isNode(value['object']) && value['object'].type === 'MetaProperty';
}

/** The name of an identifier, or the text of a string in its place (`export { a as 'default' }`). */
function nameOf(value: unknown): string | undefined {
  return isNode(value) && typeof value['name'] === 'string' ? value['name'] : literalText(value);
}

/** The text of a string literal; a template without holes counts. */
function literalText(value: unknown): string | undefined {
  if (!isNode(value)) return undefined;
  if (value.type === 'Literal') return typeof value['value'] === 'string' ? value['value'] : undefined;
  const quasis = value.type === 'TemplateLiteral' ? value['quasis'] : undefined;
  if (!Array.isArray(quasis) || quasis.length !== 1) return undefined;
  return (quasis[0] as { readonly value: { readonly cooked: string } }).value.cooked;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}

function* nodesUnder(value: unknown): Generator<Node> {
  if (isNode(value)) yield value;
  if (typeof value !== 'object' || value === null) return;
  for (const child of Object.values(value)) yield* nodesUnder(child);
}

function resolve(path: string, specifier: string): string {
  return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier;
}

function roomOf(path: string): string | undefined {
  return rooms.find((room) => (room.endsWith('/') ? path.startsWith(room) : path === room));
}

/** What is wrong with this import, or undefined. */
function importFault(path: string, specifier: string): string | undefined {
  const room = roomOf(path);
  if (room === undefined) return `imports ${specifier} from outside every room`;
  if (!specifier.startsWith('.')) return packageFault(path, room, specifier);
  const target = resolve(path, specifier);
  // What the package says of itself is nobody's room.
  if (target === 'package.json' && path.startsWith('main/')) return undefined;
  const targetRoom = roomOf(target);
  if (targetRoom === undefined) return `imports ${target}, which is in no room`;
  if (room === 'renderer/' && targetRoom === room) return featureFault(path, target);
  if (targetRoom === room || targetRoom === 'preload/contract/') return undefined;
  if (borders.includes(room) || borders.includes(targetRoom)) return `${room} may not import ${target}`;
  return floorOf(room) < floorOf(targetRoom) ? undefined : `${room} may not import upwards or sideways: ${target}`;
}

/** A feature of the interface is entered by its door, and what features stand on knows none of them. */
function featureFault(path: string, target: string): string | undefined {
  const [, feature] = /^renderer\/features\/([^/]+)\//.exec(target) ?? [];
  if (feature === undefined || path.startsWith(`renderer/features/${feature}/`)) return undefined;
  if (basename(target) !== 'index.ts') return `the only door of feature ${feature} is its index.ts, not ${target}`;
  return /^renderer\/(features|app)\//.test(path) ? undefined : `${path} stands below the features and imports ${target}`;
}

function packageFault(path: string, room: string, specifier: string): string | undefined {
  const [scope = '', rest = ''] = specifier.split('/');
  const name = scope.startsWith('@') ? `${scope}/${rest}` : scope;
  if (room === 'preload/contract/') return name === 'zod' ? undefined : `the contract imports zod only, not ${specifier}`;
  if (room === 'renderer/' && name.startsWith('node:')) return `renderer may not import ${specifier}`;
  const homes = packageHomes[name];
  return homes === undefined || homes.some((home) => path.startsWith(home))
    ? undefined
    : `${name} belongs to ${homes.join(', ')}`;
}

function floorOf(room: string): number {
  return floors.findIndex((floor) => floor.includes(room));
}

/** One cycle for each import that closes one, found depth first. */
function cycles(graph: ReadonlyMap<string, readonly string[]>): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [];
  const done = new Set<string>();
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push([...trail.slice(start), path]);
    if (start >= 0 || done.has(path)) return;
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path]);
    done.add(path);
  };
  for (const path of graph.keys()) visit(path, []);
  return found;
}
