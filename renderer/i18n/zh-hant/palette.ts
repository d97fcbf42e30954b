// Room renderer/i18n: texts of the command palette, in Traditional Chinese.
import type { palette as english } from '../en/palette.ts';
import type { Twin } from '../twin.ts';

export const palette: Twin<typeof english> = {
  title: '前往、搜尋或執行',
  placeholder: '前往、搜尋或執行…',
  placeholderDigest: '摘要的開頭…',
  placeholderCommand: '執行命令…',
  group: 'Stowage',
  open: '命令面板',
  recent: '最近使用',
  artifacts: '成品',
  repositories: '存放庫',
  commands: '命令',
  actionsFor: '{{name}} 的動作',
  noHits: '沒有符合「{{query}}」的項目。',
  typeDigest: '輸入摘要的前幾個字元。',
  hintCommands: '命令',
  hintDigest: '摘要',
  hintActions: '此成品的動作',
  hintBack: '返回',
  escape: 'Esc',
  results_other: '{{count}} 個結果',
  act: {
    open: '開啟',
    layers: '顯示圖層',
    manifest: '顯示資訊清單',
    repository: '顯示其存放庫',
    copyTag: '複製標籤位址',
    copyDigestAddress: '複製摘要位址',
    copyDigest: '複製摘要',
    copyName: '複製名稱',
    push: '推送…',
    export: '匯出…',
  },
  copied: '已複製 {{text}}',
};
