// Room renderer/i18n: the words that every screen shares, in Traditional Chinese.
import type { words as english } from '../en/words.ts';
import type { Twin } from '../twin.ts';

export const words: Twin<typeof english> = {
  product: 'Stowage',
  actions: {
    cancel: '取消',
    close: '關閉',
    copy: '複製',
    copied: '已複製',
    undo: '復原',
    retry: '重試',
    clearFilter: '清除篩選',
    more: '更多',
    dismiss: '關閉通知',
  },
  frame: {
    back: '上一頁',
    forward: '下一頁',
    breadcrumb: '導覽路徑',
    main: '主要',
    find: '前往、搜尋或執行…',
    import: '匯入…',
    store: '存放區',
    freeOf: '可用 {{free}}，共 {{total}}',
    diskUse: '此存放區使用 {{own}}，其他檔案使用 {{other}}，可用 {{free}}',
    readOnly: '唯讀',
    hostGone: 'Stowage 主機沒有回應。正在重試…',
    notFound: '此位址沒有內容。',
    toLibrary: '開啟成品庫',
    notices: '通知',
  },
  time: {
    now: '剛剛',
    minutes_other: '{{count}} 分鐘前',
    hours_other: '{{count}} 小時前',
  },
  duration: {
    seconds: '{{seconds}} 秒',
    minutes: '{{minutes}} 分 {{seconds}} 秒',
    hours: '{{hours}} 小時 {{minutes}} 分',
  },
  error: {
    title: '無法載入',
    details: '詳細資料',
    hostLost: 'Stowage 主機沒有回應。',
    hostLostRemedy: '畫面內容可能已過時；每秒會再詢問一次。',
    sessionEnded: '此頁面的位址已失效。',
    sessionEndedRemedy: '請開啟 `stowage serve --ui` 顯示的新位址。',
  },
  grid: {
    selectAll: '全部選取',
    loading: '載入中…',
  },
  size: {
    uniqueOf: '{{size}} 中有 {{unique}} 為獨有',
  },
  keys: {
    space: 'Space',
    enter: 'Enter',
    escape: 'Esc',
    delete: 'Delete',
    backspace: 'Backspace',
    shift: 'Shift',
    control: 'Ctrl',
    alt: 'Alt',
  },
};
