// Feature artifact: which environment variables and labels look like secrets, by name or by a password inside an address. A guess
// that errs on the side of hiding: what is hidden can be shown. Pure.

const words: ReadonlySet<string> = new Set([
  'password',
  'passwd',
  'passphrase',
  'pass',
  'secret',
  'secrets',
  'token',
  'apikey',
  'credential',
  'credentials',
  'auth',
]);
const keyQualifiers: ReadonlySet<string> = new Set([
  'api',
  'private',
  'access',
  'secret',
  'encryption',
  'signing',
  'account',
  'master',
]);
const passwordInAddress = /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i;

export function looksSecret(name: string, value: string): boolean {
  if (value === '') return false;
  if (passwordInAddress.test(value)) return true;
  const parts = name
    .replaceAll(/([a-z])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  return parts.some(
    (part, at) =>
      words.has(part) ||
      part.endsWith('password') ||
      (part === 'pwd' && parts.length > 1) ||
      (part === 'key' && keyQualifiers.has(parts[at - 1] ?? '')),
  );
}
