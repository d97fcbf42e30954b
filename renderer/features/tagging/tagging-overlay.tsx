// Feature tagging: answers "add a tag" and "remove a tag" with the dialog that asks, or at once where there is nothing to ask.
import { useCallback, useState } from 'react';
import { type TaggedArtifact, useIntent } from '../../app/intents.ts';
import { AddTagDialog } from './add-tag-dialog.tsx';
import { RemoveTagDialog } from './remove-tag-dialog.tsx';
import { useTagActs } from './use-tag-acts.ts';

interface Question {
  readonly kind: 'add' | 'remove';
  readonly artifact: TaggedArtifact;
  readonly suggested: string;
}

export function TaggingOverlay() {
  const { add, remove } = useTagActs();
  const [question, setQuestion] = useState<Question | null>(null);
  const askToAdd = useCallback(
    ({ artifact, suggested = '' }: { artifact: TaggedArtifact; suggested?: string }) =>
      setQuestion({ kind: 'add', artifact, suggested }),
    [],
  );
  const askToRemove = useCallback(
    ({ artifact, tag }: { artifact: TaggedArtifact; tag?: string }) => {
      const [only, ...others] = tag === undefined ? artifact.tags : [tag];
      if (only !== undefined && others.length === 0) void remove(artifact, only);
      else setQuestion({ kind: 'remove', artifact, suggested: '' });
    },
    [remove],
  );
  useIntent('tag.add', askToAdd);
  useIntent('tag.remove', askToRemove);
  if (question === null) return null;
  const { kind, artifact, suggested } = question;
  const close = (): void => setQuestion(null);
  return kind === 'add' ? (
    <AddTagDialog artifact={artifact} suggested={suggested} onAdd={add} onClose={close} />
  ) : (
    <RemoveTagDialog artifact={artifact} onRemove={remove} onClose={close} />
  );
}
