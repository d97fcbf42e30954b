// Feature artifact: saves a blob of the store, byte for byte, where the user says. The job's end is told by Transfers.
import { useTranslation } from 'react-i18next';
import { useHost } from '../../host/host-provider.tsx';
import { useAct } from '../../host/use-call.ts';
import { useSentences } from '../../i18n/use-sentences.ts';
import { showToast } from '../../ui/toast.tsx';

export function useSaveBlob(): (digest: string, suggestedName: string) => Promise<void> {
  const { t } = useTranslation('artifact');
  const sentences = useSentences();
  const { client } = useHost();
  const { mutateAsync: read } = useAct('blob.read');
  return async (digest, suggestedName) => {
    try {
      const target = await client.pickTarget(suggestedName);
      if (target === null) return;
      await read({ digest, target: target.pick });
      showToast({ text: t('said.saving', { name: target.name }) });
    } catch (error) {
      showToast({ text: sentences.error(error).what });
    }
  };
}
