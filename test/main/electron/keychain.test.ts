// Room test/main/electron: what counts as a keychain, and that what cannot be opened is nothing rather than a failure.
import { afterEach, describe, expect, test } from 'vitest';
import { keychain } from '../../../main/electron/keychain.ts';
import { safeStorage } from '../../electron/system.ts';

type Storage = Parameters<typeof keychain>[0];
const storage = safeStorage as unknown as Storage;

afterEach(() => {
  safeStorage.backend = 'gnome_libsecret';
});

describe('the keychain', () => {
  test('opens what it sealed, which is nothing that can be read', async () => {
    const keeper = keychain(storage, 'linux');
    const sealed = await keeper.seal('pass:wörd');
    expect(Buffer.from(sealed ?? '', 'base64').toString('latin1')).not.toContain('pass');
    expect(await keeper.open(sealed ?? '')).toBe('pass:wörd');
  });

  test('opens nothing that it did not seal', async () => {
    for (const text of ['', 'no base64 at all', Buffer.alloc(64).toString('base64')])
      expect(await keychain(storage, 'darwin').open(text)).toBeNull();
  });

  test('is none where the system has none, or keeps a key that everybody knows', async () => {
    const sealed = (await keychain(storage, 'linux').seal('secret')) ?? '';
    safeStorage.backend = 'basic_text';
    expect(await keychain(storage, 'linux').seal('secret')).toBeNull();
    expect(await keychain(storage, 'linux').open(sealed)).toBeNull();
    expect(await keychain(storage, 'win32').open(sealed)).toBe('secret');
    const none: Storage = { ...storage, isEncryptionAvailable: () => false };
    expect(await keychain(none, 'win32').seal('secret')).toBeNull();
  });
});
