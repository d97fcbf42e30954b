// Room main/oci: strict reading of JSON bytes that came from outside, and the typed field readers the documents share.
// Fields follow Go's encoding/json, which every real tool reads with: null counts as absent, a wrong type is refused.
import { DocumentError } from './document-error.ts';

export type JsonObject = { readonly [key: string]: unknown };

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/**
 * Parses one JSON text. Refuses, by DocumentError, what is not valid UTF-8, a byte order mark (RFC 8259, chapter 8.1; Go's
 * tools refuse it too), and objects and arrays nested more than `limitDepth` deep, before anything is built from them.
 */
export function parseJson(bytes: Uint8Array, limitDepth = 64): unknown {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new DocumentError('it is not UTF-8 text', { cause });
  }
  if (text.startsWith('\ufeff')) throw new DocumentError('it starts with a byte order mark');
  refuseDepth(bytes, limitDepth);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new DocumentError(text.trim() === '' ? 'it is empty' : 'it is not JSON', { cause });
  }
}

function refuseDepth(bytes: Uint8Array, limitDepth: number): void {
  let depth = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = endOfString(bytes, at);
    } else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > limitDepth) throw new DocumentError(`it is nested more than ${limitDepth} levels deep`);
    } else if (byte === 0x7d || byte === 0x5d) {
      depth -= 1;
    }
  }
}

/** Offset of the quote that closes the string opened at `open`; the end of the bytes when nothing closes it. */
function endOfString(bytes: Uint8Array, open: number): number {
  let at = open + 1;
  while (at < bytes.length && bytes[at] !== QUOTE) at += bytes[at] === BACKSLASH ? 2 : 1;
  return at;
}

/** Neither absent nor null. */
export function isPresent(value: unknown): boolean {
  return value !== undefined && value !== null;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `where` names the thing read, as in `layers[2]`; it stands first in the reason. */
export function asObject(value: unknown, where: string): JsonObject {
  if (!isObject(value)) throw new DocumentError(`${where} is not an object`);
  return value;
}

/** The non-empty string, or undefined when it is absent, null or empty. */
export function optionalString(value: unknown, where: string): string | undefined {
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw new DocumentError(`${where} is not a string`);
  return value;
}

/** The array; an empty one when it is absent or null. */
export function optionalArray(value: unknown, where: string): readonly unknown[] {
  if (!isPresent(value)) return [];
  if (!Array.isArray(value)) throw new DocumentError(`${where} is not an array`);
  return value;
}

export function stringArray(value: unknown, where: string): readonly string[] {
  const array = optionalArray(value, where);
  if (!array.every((item) => typeof item === 'string')) throw new DocumentError(`${where} holds something that is not a string`);
  return array;
}

/** A map of strings, empty when it is absent or null; a null value is left out. */
export function stringMap(value: unknown, where: string): Readonly<Record<string, string>> {
  if (!isPresent(value)) return {};
  const map = asObject(value, where);
  let hasNull = false;
  for (const key of Object.keys(map)) {
    if (map[key] === null) hasNull = true;
    else if (typeof map[key] !== 'string') throw new DocumentError(`${where} has a value that is not a string (${key})`);
  }
  // fromEntries defines own properties, so a key such as __proto__ stays plain data.
  return (hasNull ? Object.fromEntries(Object.entries(map).filter(([, text]) => text !== null)) : map) as Record<string, string>;
}
