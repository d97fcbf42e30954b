// What is hidden in Config until it is shown.
import { describe, expect, it } from 'vitest';
import { looksSecret } from '../../../../../renderer/features/artifact/config/secret-names.ts';

describe('what looks like a secret', () => {
  it.each([
    ['DB_PASSWORD', 'x'],
    ['MYSQL_ROOT_PASSWORD', 'x'],
    ['PGPASSWORD', 'x'],
    ['GITHUB_TOKEN', 'x'],
    ['AWS_SECRET_ACCESS_KEY', 'x'],
    ['apiKey', 'x'],
    ['STRIPE_API_KEY', 'x'],
    ['DB_PWD', 'x'],
    ['DATABASE_URL', 'postgres://app:hunter2@db/app'],
    ['REDIS_URL', 'redis://:hunter2@cache'],
  ])('hides %s', (name, value) => expect(looksSecret(name, value)).toBe(true));

  it.each([
    ['PATH', '/usr/bin'],
    ['PWD', '/app'],
    ['AUTHOR', 'someone'],
    ['KEYBOARD', 'us'],
    ['COMPASS_VERSION', '1'],
    ['GPG_KEY', 'E3FF2839C048B25C084DEBE9B26995E310250568'],
    ['DATABASE_URL', 'postgres://db/app'],
    ['SOURCE', 'https://example.org/a@b'],
    ['DB_PASSWORD', ''],
  ])('shows %s', (name, value) => expect(looksSecret(name, value)).toBe(false));
});
