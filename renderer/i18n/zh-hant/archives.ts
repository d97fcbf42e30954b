// Room renderer/i18n: words for archive formats and the names of artifacts, in Traditional Chinese.
import type { archives as english } from '../en/archives.ts';
import type { Twin } from '../twin.ts';

export const archives: Twin<typeof english> = {
  formats: {
    dockerArchive: 'docker save 封存檔',
    oci: 'OCI 映像配置',
    ociDocker: '含 OCI 配置的 docker save 封存檔',
    dockerFolder: 'Docker 映像資料夾',
    registryStorage: '登錄儲存體資料夾',
    other: '映像封存檔',
  },
  compressed: '{{format}}，{{compression}}',
  untagged: '未標籤',
  more_other: '還有 {{count}} 個',
  platformsHere: '{{all}} 個平台中有 {{present}} 個',
  absent: '不在封存檔中：{{platforms}}',
};
