// Room electron: the system's keychain through Electron's safeStorage, which encrypts with a key that the keychain holds. What it
// calls encryption without a keychain (Linux, `basic_text`: a password that stands in Chromium's source) counts as none.
import type { SafeStorage } from 'electron';
import type { SecretKeeper } from '../host/chooser.ts';

type Storage = Pick<SafeStorage, 'isEncryptionAvailable' | 'encryptString' | 'decryptString' | 'getSelectedStorageBackend'>;

/** Not to be asked before the app is ready. */
export function keychain(storage: Storage, platform: NodeJS.Platform): SecretKeeper {
  const isThere = (): boolean =>
    storage.isEncryptionAvailable() &&
    (platform !== 'linux' || !['basic_text', 'unknown'].includes(storage.getSelectedStorageBackend()));
  return {
    seal: async (text) => await Promise.resolve(isThere() ? storage.encryptString(text).toString('base64') : null),
    open: async (sealed) => {
      if (!isThere()) return await Promise.resolve(null);
      try {
        return storage.decryptString(Buffer.from(sealed, 'base64'));
      } catch {
        // Another user's, or another machine's.
        return null;
      }
    },
  };
}
