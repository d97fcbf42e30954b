// Room cli: `stowage why DIGEST`: one line a proof, from what holds the blob down to it.
import type { BlobExplanation, BlobProof } from '../../../preload/contract/upkeep-model.ts';
import type { CommandRun, View } from '../session.ts';
import { bytesText } from '../text/bytes.ts';
import { bad, type Line, notice, strong } from '../text/line.ts';
import { labelled } from '../text/table.ts';
import { timeText } from '../text/times.ts';
import { count, familiar, shortDigest } from '../text/words.ts';

export const run: CommandRun<'why'> = async (session, [digest = '']) => {
  const explanation = await session.call('blob.explain', { digest });
  session.answer(explanation, {
    lines: (view) => explanationLines(explanation, view),
    names: () => explanation.proofs.flatMap(({ steps }) => steps.slice(0, 1).map(({ name }) => shortName(name))),
  });
  return 0;
};

export function explanationLines(blob: BlobExplanation, view: View): readonly Line[] {
  const rest = blob.proofCount - blob.proofs.length;
  return [
    [strong(blob.digest)],
    ...labelled([
      ['Size', [bytesText(blob.sizeBytes)]],
      ['Type', blob.mediaType === null ? [] : [blob.mediaType]],
      ['Added', blob.addedAt === null ? [] : [timeText(blob.addedAt, view.nowMs)]],
      ['Verified', blob.verifiedAt === null ? [] : [timeText(blob.verifiedAt, view.nowMs)]],
    ]),
    verdict(blob),
    ...blob.proofs.map((proof): Line => ['  ', proofText(proof)]),
    ...(rest > 0 ? [`  and ${count(rest, 'more way', 'more ways')}`] : []),
  ];
}

function verdict({ status, proofCount, keptFor }: BlobExplanation): Line {
  if (keptFor !== null)
    return `Nothing that can be read needs it. What ${keptFor} needs is not known, so no cleanup takes it away.`;
  if (status === 'not-needed') return 'Nothing needs it. A cleanup takes it away.';
  if (status === 'absent') return [notice('It is not in the store'), proofCount === 0 ? '.' : ', and it is needed:'];
  if (status === 'damaged') {
    return [
      bad('It is damaged'),
      '; repair it with `stowage repair`.',
      proofCount === 0 ? ' Nothing needs it.' : ' It is needed:',
    ];
  }
  return 'It is needed:';
}

/** `app:1.0 → index sha256:aaaaaaaaaaaa → linux/amd64 sha256:bbbbbbbbbbbb → layer`; the blob itself is only told by its part. */
function proofText({ steps }: BlobProof): string {
  return steps.map((step, at) => stepText(step, at > 0 && at === steps.length - 1)).join(' → ');
}

function stepText({ role, name, platform }: BlobProof['steps'][number], last: boolean): string {
  if (role === 'tag') return familiar(name);
  if (role === 'untagged') return `untagged ${shortName(name)}`;
  if (role === 'lease') return `running: ${name}`;
  const what = platform ?? role;
  return last ? (platform === null ? role : `${platform} ${role}`) : `${what} ${shortName(name)}`;
}

/** A digest, or a name that ends in one, with its first 12 hex digits; other names in their familiar form. */
function shortName(name: string): string {
  const [digest] = /sha(?:256|512):[0-9a-f]{64,}$/.exec(name) ?? [];
  if (digest === undefined) return familiar(name);
  const before = name.slice(0, -digest.length);
  const repository = before.endsWith('@') ? `${familiar(before.slice(0, -1))}@` : before;
  return `${repository}${digest.slice(0, digest.indexOf(':') + 1)}${shortDigest(digest)}`;
}
