// Room test/support: a program that moves the store its user used last, or the default one, to the folder it is given; for tests
// that kill it.
import { composeHost } from '../../main/compose.ts';
import { runJob } from '../../main/host/client.ts';

const host = composeHost({});
try {
  await runJob(host, 'store.move', { folder: host.picks.offer({ kind: 'path', path: process.argv[2] ?? '' }) });
} finally {
  await host.close();
}
