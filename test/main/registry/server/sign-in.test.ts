// Tests of signing in: who gets in with what, how often bcrypt runs for it, and that a flood of wrong passwords has an end.
import { compareSync } from 'bcryptjs';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { SignIn, tokenHash } from '../../../../main/registry/server/sign-in.ts';
import type { KnownUser } from '../../../../main/registry/server/users.ts';
import { userOf } from './lone-endpoint.ts';

const ann = userOf('ann', 'correct horse', 'pull', 'push');
const bob = userOf('bob', 'battery staple', 'pull');
const robot: KnownUser = { name: 'robot', kind: 'token', rights: ['pull'], hash: tokenHash('0123-token') };
const everybody = [ann, bob, robot];

/** Counts what is compared. */
class Compared {
  count = 0;
  readonly compare = async (password: string, hash: string): Promise<boolean> => {
    this.count++;
    return await Promise.resolve(compareSync(password, hash));
  };
}

it('lets in nobody but a user with the right password or token', async () => {
  const signIn = new SignIn(() => everybody, new Compared().compare, Date.now);
  const name = fc.oneof(fc.constantFrom('ann', 'bob', 'robot', '', '__proto__', 'ANN'), fc.string());
  const password = fc.oneof(
    fc.constantFrom('correct horse', 'battery staple', '0123-token', robot.hash, ann.hash, ''),
    fc.string(),
  );
  const right = new Map([
    ['ann', 'correct horse'],
    ['bob', 'battery staple'],
    ['robot', '0123-token'],
  ]);
  await fc.assert(
    fc.asyncProperty(name, password, async (who, word) => {
      const user = await signIn.byPassword(who, word, 'here');
      expect(user?.name ?? null).toBe(right.get(who) === word ? who : null);
      expect(signIn.byToken(word)?.name ?? null).toBe(word === '0123-token' ? 'robot' : null);
    }),
    { numRuns: 80 },
  );
});

it('compares a password once for many requests, also at once, and again after a while', async () => {
  let nowMs = 0;
  const compared = new Compared();
  const signIn = new SignIn(
    () => everybody,
    compared.compare,
    () => nowMs,
  );
  const ask = async (): Promise<KnownUser | null> => await signIn.byPassword('ann', 'correct horse', 'here');
  expect(await Promise.all(Array.from({ length: 64 }, ask))).toEqual(Array(64).fill(ann));
  for (let index = 0; index < 10; index++) expect(await ask()).toBe(ann);
  expect(compared.count).toBe(1);
  nowMs = 3_600_000;
  expect(await ask()).toBe(ann);
  expect(compared.count).toBe(2);
  expect(await signIn.byPassword('ann', 'correct horsE', 'here')).toBeNull();
});

it('whoever does not exist is compared as well, and so takes as long', async () => {
  const compared = new Compared();
  const signIn = new SignIn(() => everybody, compared.compare, Date.now);
  for (const name of ['nobody', 'robot', 'bob']) await signIn.byPassword(name, 'wrong', 'here');
  expect(compared.count).toBe(3);
});

it('lets few wrong passwords of one address wait, and those of another address through', async () => {
  const gate = Promise.withResolvers<void>();
  const compare = async (password: string, hash: string): Promise<boolean> => {
    await gate.promise;
    return compareSync(password, hash);
  };
  const signIn = new SignIn(() => everybody, compare, Date.now);
  const flood = Array.from({ length: 100 }, async (_, index) => await signIn.byPassword('ann', `guess ${index}`, 'flooder'));
  const settled = Promise.allSettled(flood);
  const other = signIn.byPassword('bob', 'battery staple', 'elsewhere');
  gate.resolve();
  const refused = (await settled).filter(({ status }) => status === 'rejected');
  expect(refused.length).toBe(92);
  expect(refused[0]).toMatchObject({ reason: { status: 429, headers: { 'Retry-After': expect.any(String) } } });
  expect(await other).toBe(bob);
  expect(await signIn.byPassword('ann', 'correct horse', 'flooder')).toBe(ann);
});

it('a user who is changed or removed is another at once', async () => {
  let users: readonly KnownUser[] = everybody;
  const signIn = new SignIn(() => users, new Compared().compare, Date.now);
  const stamp = signIn.stampOf(ann);
  expect(await signIn.byPassword('ann', 'correct horse', 'here')).toBe(ann);
  expect(signIn.byStamp('ann', stamp)).toBe(ann);
  users = [{ ...ann, rights: ['pull'] }];
  expect((await signIn.byPassword('ann', 'correct horse', 'here'))?.rights).toEqual(['pull']);
  expect(signIn.byStamp('ann', stamp)).toBeNull();
  users = [userOf('ann', 'new password', 'pull')];
  expect(await signIn.byPassword('ann', 'correct horse', 'here')).toBeNull();
  users = [];
  expect(await signIn.byPassword('ann', 'new password', 'here')).toBeNull();
  expect(signIn.byToken('0123-token')).toBeNull();
});
