// Room catalog: opens the SQLite index over one store and runs its critical sections. It is the only file that opens
// a database. It knows no files but its own: what the rows mean on disk is the store's affair.
import { statSync } from 'node:fs';
import Database from 'better-sqlite3';
import { errnoOf, StowageError } from '../errors.ts';
import { CATALOG_VERSION, createSchema, derivedTables, dropSchema, schemaVersion } from './schema.ts';

export type Db = Database.Database;
export type Statement = Database.Statement;

const busyTimeoutMs = 30_000;

/** One open catalogue. Statements are prepared once per connection and kept by their text. */
export class Catalog {
  readonly db: Db;
  readonly #store: string;
  readonly #fileNumber: bigint | null;
  readonly #statements = new Map<string, Statement>();

  private constructor(db: Db, store: string) {
    this.db = db;
    this.#store = store;
    this.#fileNumber = fileNumber(db);
  }

  /**
   * Opens or makes the catalogue at `path` (`:memory:` for a store that cannot be written). A catalogue that is older,
   * or no database at all, is reported by `fresh: true` after it was made anew: the caller fills it again (I4).
   * @throws StowageError store-newer, store-busy, store-read-only, store-damaged
   */
  static open(path: string, store: string): { readonly catalog: Catalog; readonly fresh: boolean } {
    let db: Db | undefined;
    try {
      db = new Database(path, { timeout: busyTimeoutMs });
      db.pragma('journal_mode = WAL');
      // The catalogue is derived, so a lost last commit after a power cut costs a replay, not data (I4).
      db.pragma('synchronous = NORMAL');
      db.pragma('temp_store = MEMORY');
      db.pragma('cache_size = -16384');
      const catalog = new Catalog(db, store);
      const version = schemaVersion(db);
      if (version > CATALOG_VERSION) throw new StowageError('store-newer', { store, version });
      if (version === CATALOG_VERSION) return { catalog, fresh: catalog.meta('complete') === null };
      catalog.critical(() => {
        if (schemaVersion(catalog.db) === CATALOG_VERSION) return;
        dropSchema(catalog.db);
        createSchema(catalog.db);
      });
      return { catalog, fresh: true };
    } catch (error) {
      db?.close();
      throw catalogError(error, store);
    }
  }

  /** A prepared statement, made once per connection. */
  sql(text: string): Statement {
    let statement = this.#statements.get(text);
    if (statement === undefined) {
      statement = this.db.prepare(text);
      this.#statements.set(text, statement);
    }
    return statement;
  }

  /**
   * Runs `work` as the one critical section of the store (I7): `BEGIN IMMEDIATE`, commit when it returns, roll back
   * when it throws. Not re-entrant.
   */
  critical<Value>(work: () => Value): Value {
    try {
      return this.db.transaction(work).immediate();
    } catch (error) {
      throw catalogError(error, this.#store);
    }
  }

  /** Runs `work` as in the critical section, gives its value and takes back all it changed. */
  rehearse<Value>(work: () => Value): Value {
    const held: { value?: Value } = {};
    const back = new Error('taken back');
    try {
      this.critical(() => {
        held.value = work();
        throw back;
      });
    } catch (error) {
      if (error !== back) throw error;
    }
    return held.value as Value;
  }

  /** Runs part of a critical section; what it changed is taken back when it throws, and the section goes on. */
  attempt<Value>(work: () => Value): Value {
    return this.db.transaction(work)();
  }

  /** Runs reads on one consistent snapshot. */
  snapshot<Value>(work: () => Value): Value {
    return this.db.transaction(work).deferred();
  }

  meta(key: string): string | null {
    const value = this.sql('SELECT value FROM meta WHERE key = ?').pluck().get(key);
    return typeof value === 'string' ? value : null;
  }

  setMeta(key: string, value: string): void {
    this.sql('INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value').run(
      key,
      value,
    );
  }

  /** Empties everything but leases: how far a verify came, too, for it may be of another store. Called inside a critical section. */
  clear(): void {
    for (const table of [...derivedTables, 'verify_progress']) this.db.exec(`DELETE FROM ${table}`);
    this.db.exec('DELETE FROM meta');
  }

  /** False once the file is gone or another one: somebody found this one bad and made it again. */
  isInPlace(): boolean {
    return fileNumber(this.db) === this.#fileNumber;
  }

  close(): void {
    this.db.close();
  }
}

function fileNumber(db: Db): bigint | null {
  return db.memory ? null : (statSync(db.name, { bigint: true, throwIfNoEntry: false })?.ino ?? null);
}

/** True for an error that says the database file itself is bad, so that it should be made again. */
export function isCatalogCorrupt(error: unknown): boolean {
  const errno = errnoOf(error instanceof StowageError ? error.cause : error) ?? '';
  return errno.startsWith('SQLITE_CORRUPT') || errno === 'SQLITE_NOTADB';
}

/** The failure of an error that SQLite gave; any other error as it is. */
export function catalogError(error: unknown, store: string): unknown {
  const errno = errnoOf(error) ?? '';
  if (error instanceof StowageError || !errno.startsWith('SQLITE_')) return error;
  if (errno.startsWith('SQLITE_BUSY') || errno.startsWith('SQLITE_LOCKED'))
    return new StowageError('store-busy', { store }, { cause: error });
  if (errno.startsWith('SQLITE_READONLY') || errno.startsWith('SQLITE_CANTOPEN')) {
    return new StowageError('store-read-only', { store }, { cause: error });
  }
  // The file system does not do what SQLite's locks and shared memory need (sqlite.org/rescode.html).
  if (/^SQLITE_(PROTOCOL|IOERR_(\w*LOCK|SHMOPEN|SHMMAP))$/.test(errno))
    return new StowageError('store-cannot-lock', { store, fileSystem: errno }, { cause: error });
  if (errno.startsWith('SQLITE_FULL') || errno === 'SQLITE_IOERR_SHMSIZE' || errno.startsWith('SQLITE_IOERR_WRITE')) {
    return new StowageError('no-space', { path: store, neededBytes: 0, freeBytes: 0 }, { cause: error });
  }
  return new StowageError('store-damaged', { store, reason: `the catalogue cannot be used (${errno})` }, { cause: error });
}
