// Room test: renderer/features/artifact/why/step-word.
import { expect, test } from 'vitest';
import { stepWord } from '../../../../../renderer/features/artifact/why/step-word.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;

test('A step of a proof is named as people type it, a digest by its beginning', () => {
  expect(stepWord('docker.io/library/alpine:3.20')).toEqual({ word: 'alpine:3.20', isDigest: false });
  expect(stepWord(`docker.io/team/web@${digest}`)).toEqual({ word: 'team/web@0123456789ab', isDigest: false });
  expect(stepWord(digest)).toEqual({ word: '0123456789abcdef', isDigest: true });
});

test('Running work keeps the name it gave itself', () => {
  expect(stepWord('import of a.tar since 09:12')).toEqual({ word: 'import of a.tar since 09:12', isDigest: false });
});
