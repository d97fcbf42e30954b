// Room renderer/i18n: the texts of the first run in Traditional Chinese.
import type { firstRun as english } from '../en/first-run.ts';
import type { Twin } from '../twin.ts';

export const firstRun: Twin<typeof english> = {
  title: '存放區是空的',
  text: '匯入封存檔後，無論有多少映像使用，每個圖層都只保存一份。',
  drop: '將封存檔拖放到此視窗的任何位置',
  kinds: 'docker save .tar、.tar.gz、.tar.zst、OCI 封存檔、OCI 配置資料夾',
  choose: '選擇檔案…',
  sample: '試用範例封存檔',
  sampleText: '幾個共用圖層的小型映像，方便先看看',
  folder: '匯入 OCI 配置資料夾',
  folderText: '將資料夾中的內容複製到存放區；資料夾維持原狀',
  registry: '啟用本機登錄並推送到其中',
  registryText: 'docker、podman、skopeo 和 helm 可推送到 {{address}}',
  pull: '從遠端登錄提取',
  pullText: '適用於有網路的一端',
  keptIn: '存放於',
  free: '可用 {{size}}',
  change: '變更…',
  offline: '可離線使用。只有在提取、推送或測試連線時，Stowage 才會連線到網路。',
};
