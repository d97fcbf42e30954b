// Feature artifact: answers "why is this kept" on whichever page it is asked.
import { useState } from 'react';
import { type Intents, useIntent } from '../../../app/intents.ts';
import { WhyDialog } from './why-dialog.tsx';

export function WhyOverlay() {
  const [asked, setAsked] = useState<Intents['blob.explain'] | null>(null);
  useIntent('blob.explain', setAsked);
  return asked === null ? null : <WhyDialog key={asked.digest} digest={asked.digest} onClose={() => setAsked(null)} />;
}
