// Room renderer/i18n: the texts of taking back the last deletion in Traditional Chinese.
import type { undo as english } from '../en/undo.ts';
import type { Twin } from '../twin.ts';

export const undo: Twin<typeof english> = {
  group: 'Stowage',
  command: '復原',
  commandWhat: '復原：{{what}}',
  title: '要復原嗎？',
  titleOther: '要改為復原上一個變更嗎？',
  other: '存放區在此之後已變更。可復原的上一個變更為：',
  failed: '無法復原',
  artifacts_other: '已刪除 {{count, number}} 個成品',
  tags_other: '已變更 {{count, number}} 個標籤',
  comesBack: '以下內容會恢復原狀：',
  more_other: '以及其他 {{count, number}} 個',
  act: '復原',
  done: '已復原。',
  doneArtifacts_other: '已恢復 {{count, number}} 個成品，{{size}}。',
  doneTags_other: '{{count, number}} 個標籤已恢復原狀。',
};
