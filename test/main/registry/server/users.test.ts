// Tests of the files of users: what htpasswd writes, what is refused and where, and that a change is seen.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { ownUsersText, UsersFile } from '../../../../main/registry/server/users.ts';
import { temporaryFolder } from '../../opened-store.ts';
import { userOf } from './lone-endpoint.ts';

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** As `htpasswd -B -C 5 users ann` of apache2-utils 2.4.62 writes it. */
const line = 'ann:$2y$05$uvqZxBAh7RNbgsVSZ7vDHuHzRvEr0eSRWPiXSdfgmyjZ3ku4tvJoG';

function written(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

it('reads names and bcrypt passwords; everyone in it may do all that is allowed', () => {
  const path = written('good', `# users\n\n${line}\r\n${line.replace('ann', 'bob.b@site').replace('$2y$', '$2b$')}\n`);
  const users = new UsersFile(path, 'htpasswd').users();
  expect(users.map(({ name, kind, rights }) => [name, kind, rights.length])).toEqual([
    ['ann', 'password', 3],
    ['bob.b@site', 'password', 3],
  ]);
});

it.each([
  ['plain text', 'bob:secret'],
  ['MD5', 'bob:$apr1$x8nJqJZS$9Sxv0ZfSFVpmRkvnRIOnY/'],
  ['SHA-1', 'bob:{SHA}fEqNCco3Yq9h5ZUglD3CZJT4lBs='],
  ['a cost that takes minutes', line.replace('$05$', '$31$')],
  ['half a hash', line.slice(0, -3)],
  ['no name', line.slice(3)],
])('refuses %s with the number of its line', (_what, bad) => {
  const file = new UsersFile(written('bad', `${line}\n${bad}\n`), 'htpasswd');
  expect(() => file.users()).toThrow(expect.objectContaining({ code: 'users-unreadable' }));
  expect(() => file.users()).toThrow(/line 2/);
});

it('is read again when it changes; one that is gone or spoilt lets nobody in', () => {
  const path = written('changing', `${line}\n`);
  const file = new UsersFile(path, 'htpasswd');
  expect(file.users().length).toBe(1);
  writeFileSync(path, `${line}\n${line.replace('ann', 'bob')}\n`);
  expect(file.users().map(({ name }) => name)).toEqual(['ann', 'bob']);
  writeFileSync(path, 'bob');
  expect(() => file.users()).toThrow(/users-unreadable/);
  rmSync(path);
  expect(() => file.users()).toThrow(/ENOENT/);
});

it("Stowage's own file comes back as it was written; without one there are none", () => {
  const users = [userOf('ann', 'password', 'pull'), { ...userOf('robot', ''), kind: 'token' as const, hash: 'a'.repeat(64) }];
  expect(new UsersFile(written('own.json', ownUsersText(users)), 'own').users()).toEqual(users);
  expect(new UsersFile(join(folder, 'none.json'), 'own').users()).toEqual([]);
  for (const text of ['', '{}', '{"users":[{"name":"a","kind":"token","rights":["pull"],"hash":"plain"}]}'])
    expect(() => new UsersFile(written('spoilt.json', text), 'own').users()).toThrow(/users-unreadable/);
});
