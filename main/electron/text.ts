// Room electron: what the system shows for us, menus, dialogs and notifications, in both languages. Everything inside the window
// has its sentences in the renderer.
import type { Settings } from '../../preload/contract/host-model.ts';

export type Language = Exclude<Settings['language'], 'system'>;

const en = {
  file: 'File',
  import: 'Import…',
  importFolder: 'Import folder…',
  settings: 'Settings…',
  quit: 'Quit',
  edit: 'Edit',
  undo: 'Undo',
  redo: 'Redo',
  cut: 'Cut',
  copy: 'Copy',
  paste: 'Paste',
  selectAll: 'Select all',
  view: 'View',
  actualSize: 'Actual size',
  zoomIn: 'Zoom in',
  zoomOut: 'Zoom out',
  fullScreen: 'Full screen',
  go: 'Go',
  back: 'Back',
  forward: 'Forward',
  library: 'Library',
  storage: 'Storage',
  transfers: 'Transfers',
  palette: 'Command palette…',
  window: 'Window',
  minimize: 'Minimize',
  closeWindow: 'Close window',
  archives: 'Image archives',
  allFiles: 'All files',
  quitQuestion: 'A transfer is running',
  quitEffect: 'Quitting cancels it. Artifacts that are complete stay in the store.',
  quitNow: 'Cancel it and quit',
  keepRunning: 'Keep running',
  finished: 'Finished',
  stopped: 'Stopped',
};

export type TextKey = keyof typeof en;
export type Texts = Readonly<Record<TextKey, string>>;

const zhHant: Texts = {
  file: '檔案',
  import: '匯入…',
  importFolder: '匯入資料夾…',
  settings: '設定…',
  quit: '結束',
  edit: '編輯',
  undo: '復原',
  redo: '重做',
  cut: '剪下',
  copy: '複製',
  paste: '貼上',
  selectAll: '全選',
  view: '檢視',
  actualSize: '實際大小',
  zoomIn: '放大',
  zoomOut: '縮小',
  fullScreen: '全螢幕',
  go: '前往',
  back: '上一頁',
  forward: '下一頁',
  library: '成品庫',
  storage: '儲存空間',
  transfers: '傳輸',
  palette: '命令選擇區…',
  window: '視窗',
  minimize: '最小化',
  closeWindow: '關閉視窗',
  archives: '映像封存檔',
  allFiles: '所有檔案',
  quitQuestion: '有傳輸正在進行',
  quitEffect: '結束會取消這項傳輸。已完成的成品會留在存放區。',
  quitNow: '取消傳輸並結束',
  keepRunning: '繼續進行',
  finished: '已完成',
  stopped: '已停止',
};

const texts: Readonly<Record<Language, Texts>> = { en, 'zh-Hant': zhHant };

export function textsIn(language: Language): Texts {
  return texts[language];
}

/** The language of a setting; `system` is Traditional Chinese where the system's first language of the two is. */
export function languageOf(setting: Settings['language'], systemLanguages: readonly string[]): Language {
  if (setting !== 'system') return setting;
  const first = systemLanguages
    .map((tag) => new Intl.Locale(tag).maximize())
    .find(({ language }) => language === 'en' || language === 'zh');
  return first?.language === 'zh' && first.script === 'Hant' ? 'zh-Hant' : 'en';
}
