// Stand-in for Electron: values as text, with what structured clone keeps and JSON does not. Runs in every world.
// oxlint-disable no-unused-vars -- these scripts are joined, and the next one uses it
function toWire(value) {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : ['number', String(value)];
  if (value === undefined) return ['undefined'];
  if (typeof value === 'bigint') return ['bigint', String(value)];
  if (typeof value === 'function' || typeof value === 'symbol') throw new Error('An object could not be cloned.');
  if (Array.isArray(value)) return ['array', value.map(toWire)];
  if (value instanceof Date) return ['date', value.getTime()];
  if (value instanceof Map) return ['map', [...value].map(toWire)];
  if (value instanceof Set) return ['set', [...value].map(toWire)];
  if (value instanceof Uint8Array) return ['bytes', [...value]];
  if (value instanceof Error) return ['error', value.message];
  return ['object', Object.entries(value).map(([key, item]) => [key, toWire(item)])];
}

function fromWire(wire) {
  if (!Array.isArray(wire)) return wire;
  const [kind, content] = wire;
  if (kind === 'undefined') return undefined;
  if (kind === 'number') return Number(content);
  if (kind === 'bigint') return BigInt(content);
  if (kind === 'array') return content.map(fromWire);
  if (kind === 'date') return new Date(content);
  if (kind === 'map') return new Map(content.map(fromWire));
  if (kind === 'set') return new Set(content.map(fromWire));
  if (kind === 'bytes') return Uint8Array.from(content);
  if (kind === 'error') return new Error(content);
  return Object.fromEntries(content.map(([key, item]) => [key, fromWire(item)]));
}
