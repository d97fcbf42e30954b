// Room renderer/i18n: the texts of adding and removing tags in Traditional Chinese.
import type { tagging as english } from '../en/tagging.ts';
import type { Twin } from '../twin.ts';

export const tagging: Twin<typeof english> = {
  added: '已將 {{tag}} 加到 {{digest}}',
  moved: '已將 {{tag}} 從 {{from}} 移至 {{digest}}',
  removed: '已取消標籤 {{tag}}。成品仍保留。',
  add: {
    title: '新增標籤',
    reference: '存放庫與標籤',
    hint: '也可以是其他存放庫；不會複製任何內容。',
    moves: '此標籤目前指向 {{digest}}。標籤會移動；另一個成品仍保留。',
    same: '此成品已有這個標籤。',
    invalid: '標籤最多 128 個字母、數字、句點、連字號與底線，且以字母、數字或底線開頭。',
    needed: '請提供存放庫與標籤，例如 {{example}}。',
    add: '新增標籤',
    move: '移動標籤',
  },
  remove: { title: '要取消哪個標籤？', text: '只移除名稱，成品仍保留。', act: '取消標籤 {{tag}}' },
};
