// Room renderer/i18n: texts of the keyboard help, in Traditional Chinese.
import type { help as english } from '../en/help.ts';
import type { Twin } from '../twin.ts';

export const help: Twin<typeof english> = {
  title: '鍵盤',
  subtitle: '此處可用按鍵執行的動作。命令面板依名稱列出所有動作。',
  open: '鍵盤說明',
  group: 'Stowage',
  lists: '清單中',
  everywhere: '任何位置',
  move: '移動，不會循環',
  ends: '第一列、最後一列',
  pages: '上一頁、下一頁',
  fold: '摺疊、展開；在邊緣則到相鄰窗格',
  openRow: '開啟',
  toggle: '顯示或隱藏檢查器，或選取該列',
  extend: '擴大選取範圍',
  selectAll: '全部選取',
  toggleRow: '將該列加入選取',
  menu: '快顯功能表',
  panes: '下一個、上一個窗格',
  escape: '依序：關閉、清除篩選、清除選取',
  back: '上一頁、下一頁',
  singleOff: '單鍵快速鍵已關閉。',
  singleOffLink: '設定',
};
