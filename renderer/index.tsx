// Room renderer: starts the interface: the carrier, the settings of language and look, then the frame.
import { createRoot } from 'react-dom/client';
import { Frame } from './app/frame.tsx';
import { FormatProvider } from './format/format-provider.tsx';
import { createQueryClient, HostProvider } from './host/host-provider.tsx';
import { openHostClient } from './host/open-client.ts';
import { languageOf, startLanguages } from './i18n/languages.ts';

const client = openHostClient();
const queries = createQueryClient();

// The settings are read before the first text, so that nothing flashes in the wrong language. A host that is gone does not
// keep the frame away: it says so itself.
const settings = await client.call('settings.get', {}).catch(() => null);
if (settings?.ok === true) queries.setQueryData(['settings.get', {}], settings.value);
await startLanguages(languageOf(settings?.ok === true ? settings.value.language : 'system'));

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no root');
createRoot(root).render(
  <HostProvider client={client} queries={queries}>
    <FormatProvider>
      <Frame />
    </FormatProvider>
  </HostProvider>,
);
