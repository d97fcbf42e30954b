// Room preload/contract: the Traditional Chinese sentence of every failure and warning code. Windows show these, so remedies
// name what a window offers; the command line speaks English. A code without its sentence does not type-check.
import type { Failure, FailureParams, Warning, WarningParams } from './failure.ts';
import { type Sentence, type SentenceFormat, type Sentences, sentence } from './sentences.ts';

const again = '請重新取得封存檔再重試：已儲存的內容會略過。';
const askMaker = '請用原本的工具重新製作封存檔；若再次發生，請回報。';

const failures: Sentences<FailureParams> = {
  'archive-not-found': (p) => [`${p.archive}：沒有這個檔案或資料夾。`, '請檢查路徑。'],
  'archive-unreadable': (p) => [`無法讀取 ${p.archive}（${p.reason}）。`, '請檢查權限與所在的儲存媒體。'],
  'archive-changed': (p) => [`${p.archive} 在讀取期間變更或消失。`, '請等檔案完全寫入後再匯入。'],
  'archive-empty': (p) => [`${p.archive} 是空的（0 個位元組）。`, '儲存失敗會留下這種檔案：請重新儲存映像。'],
  'archive-not-tar': (p) => [`${p.archive} 不是 tar 封存檔。`, '請選擇 `docker save`、`podman save` 或類似命令寫出的檔案。'],
  'archive-is-zip': (p) => [`${p.archive} 是 ZIP 檔案，不是 tar 封存檔。`, '請先解壓縮，再匯入其中的資料夾或 tar。'],
  'archive-is-utf16': (p) => [
    `${p.archive} 因轉換為 UTF-16 文字而損壞，PowerShell 的 > 會如此。`,
    '請用 `docker save -o FILE` 重新儲存，不要重新導向。',
  ],
  'archive-is-root-filesystem': (p) => [
    `${p.archive} 內是根檔案系統（\`docker export\` 的輸出），不是映像。`,
    '請用 `docker save` 儲存映像，或先用 `docker import` 建立映像。',
  ],
  'archive-is-layer': (p) => [`${p.archive} 看來是單獨的圖層：有檔案，但沒有資訊清單。`, '請選擇完整的映像封存檔。'],
  'archive-is-legacy-v1': (p) => [
    `${p.archive} 由 1.10 之前的 Docker 儲存：沒有 manifest.json。`,
    '請載入目前版本的 Docker 後重新儲存。',
  ],
  'archive-is-chart': (p) => [
    `${p.archive} 是 Helm chart 套件，不是映像封存檔。`,
    '請以 `helm push` 推送至 `stowage serve` 或其他登錄。',
  ],
  'archive-holds-archives': (p) => [
    `${p.archive} 本身沒有映像，只含其他封存檔，例如 ${p.entry}。`,
    '請匯入那些封存檔；若它們在檔案內，請先取出。',
  ],
  'archive-without-images': (p) => [
    `${p.archive} 內沒有映像：其中的 index.json 與 manifest.json 未列出任何映像，或兩者皆不存在。`,
    '請選擇映像封存檔。',
  ],
  'folder-without-layout': (p) => [
    `${p.archive} 不是映像配置：沒有 index.json，也沒有 manifest.json。`,
    '請選擇含有 `oci-layout` 的資料夾。',
  ],
  'layout-version-unsupported': (p) => [`${p.archive} 的映像配置版本為 ${p.version}；目前只支援 1.0.0。`, '請更新 Stowage。'],
  'archive-truncated': (p, f) => [
    `${p.archive} 提早在 ${f.bytes(p.atBytes)} 處結束${p.entry === '' ? '' : `，位於 ${p.entry} 之內`}。`,
    again,
  ],
  'header-damaged': (p) => [`${p.archive} 在第 ${p.atBytes} 個位元組處的 tar 標頭已損壞。`, again],
  'compression-damaged': (p) => [`無法解壓縮 ${p.archive}（${p.compression}：${p.reason}）。`, again],
  'compression-unsupported': (p) => [
    `無法讀取 ${p.archive} 的壓縮方式（${p.compression}：${p.reason}）。`,
    '請先用其工具解壓縮，再匯入未壓縮的 tar。',
  ],
  'decompression-bomb': (p) => [
    `${p.archive} 解壓縮後超過原大小的 ${p.limitRatio} 倍。`,
    '若您信任它，請自行解壓縮，再匯入未壓縮的 tar。',
  ],
  'too-many-entries': (p) => [`${p.archive} 有超過 ${p.limit} 個項目。`, '請分成數個封存檔。'],
  'too-many-descriptors': (p) => [`${p.archive} 列出超過 ${p.limit} 個描述元。`, '請分成數個封存檔。'],
  'json-invalid': (p) => [`${p.archive} 中的 ${p.entry} 不是有效的 JSON（${p.reason}）。`, askMaker],
  'json-too-large': (p, f) => [
    `${p.archive} 中的 ${p.entry} 大小為 ${f.bytes(p.sizeBytes)}；上限是 ${f.bytes(p.limitBytes)}。`,
    askMaker,
  ],
  'document-invalid': (p) => [`${p.archive} 中的 ${p.entry} 無效：${p.reason}。`, askMaker],
  'index-too-deep': (p) => [`${p.archive} 的索引巢狀超過 ${p.limit} 層。`, askMaker],
  'digest-mismatch': (p) => [`${p.archive} 中的 ${p.entry} 與摘要不符：應為 ${p.expected}，實際為 ${p.actual}。`, again],
  'size-mismatch': (p) => [
    `${p.archive} 中的 ${p.entry} 有 ${p.actualBytes} 個位元組；描述元記載為 ${p.expectedBytes} 個。`,
    again,
  ],
  'diff-id-mismatch': (p) => [`${p.archive} 中的 ${p.entry} 與 diff ID 不符：應為 ${p.expected}，實際為 ${p.actual}。`, again],
  'blob-missing': (p) => [`${p.archive} 缺少 ${p.image} 需要的 ${p.digest}。`, '請連同所有圖層重新匯出映像。'],
  'entry-missing': (p) => [`${p.archive} 缺少 ${p.image} 需要的項目 ${p.entry}。`, '請重新儲存映像。'],
  'entry-sparse': (p) => [
    `${p.archive} 中的 ${p.entry} 以稀疏檔案儲存，省略了其中的空洞。`,
    '請不使用 `--sparse`（`-S`）重新製作 tar。',
  ],
  'link-escapes': (p) => [
    `${p.archive} 中的 ${p.entry} 是指向封存檔之外的連結（至 ${p.target}）。`,
    '除非知道製作者是誰，否則請勿使用此封存檔。',
  ],
  'link-loop': (p) => [`${p.archive} 中的 ${p.entry} 是繞回自己的連結。`, askMaker],
  'reference-invalid': (p) => [
    `「${p.reference}」不是有效的參考：${p.reason}。`,
    '參考的形式為 [registry/]repository[:tag][@digest]。',
  ],
  'reference-not-found': (p) => [`存放區中沒有 ${p.reference}。`, '請在成品庫中查看現有內容。'],
  'reference-ambiguous': (p) => [`${p.reference} 符合多個：${p.matches}。`, '請提供更長的摘要，或在前面加上存放庫。'],
  'tag-needed': (p) => [`${p.reference} 沒有標籤。`, '請提供含標籤的參考，例如 name:tag。'],
  'repository-not-found': (p) => [`存放區中沒有存放庫 ${p.repository}。`, '請在成品庫中查看現有的存放庫。'],
  'platform-invalid': (p) => [`「${p.platform}」不是平台。`, '平台的形式為 linux/amd64 或 linux/arm64/v8。'],
  'platform-not-found': (p) => [`${p.reference} 沒有平台 ${p.platform}。`, p.present === '' ? '' : `它有 ${p.present}。`],
  'nothing-selected': (p) => [`${p.archive} 中沒有符合 ${p.select} 的內容。`, '請在匯入計畫中查看內容。'],
  'name-ambiguous': (p) => [
    `${p.archive} 有 ${p.count} 個映像；名稱 ${p.name} 只適合一個。`,
    '請只選擇一個，或提供不含標籤的存放庫。',
  ],
  'tag-conflict': (p) => [
    `${p.reference} 已指向 ${p.current}；封存檔中是 ${p.incoming}。`,
    '請在匯入計畫中選擇移動、保留，或換用其他名稱。',
  ],
  'image-refused': (p) => [`${p.archive} 中有 ${p.count} 個映像無法匯入，因此全部都未匯入。`, '請只選擇其他映像。'],
  'blob-not-found': (p) => [`存放區中沒有 ${p.digest}。`, ''],
  'not-an-image': (p) => [`${p.reference} 不是映像（${p.kind}）。`, ''],
  'artifact-incomplete': (p) => [
    `${p.reference} 不完整：有 ${p.count} 個 Blob 不在存放區中（第一個是 ${p.digest}）。`,
    '請只匯出一個平台、先匯入其餘部分，或允許缺少內容。',
  ],
  'blob-damaged': (p) => [`磁碟上的 ${p.digest} 已損壞：其內容的雜湊為 ${p.actual}。`, '請執行檢查，再以含有它的封存檔修復。'],
  'artifact-damaged': (p) => [
    `${p.reference} 已損壞：${p.digest} 遺失，或與其摘要不符。`,
    '請以含有它的封存檔修復：儲存空間 › 檢查與修復；或重新提取。',
  ],
  'pattern-invalid': (p) => [`「${p.pattern}」不是規則運算式（${p.reason}）。`, '標籤必須完全符合它，例如 v1\\..*。'],
  locked: (p) => [
    `${p.reference} 已鎖定，無法${{ delete: '刪除', write: '變更', read: '讀取' }[p.action]}（鎖定於 ${p.by}）。`,
    `若不再需要，請解除 ${p.by} 的鎖定。`,
  ],
  'index-needs-it': (p) => [
    `${p.reference} 是 ${p.index} 的一部分，刪除會使其缺少內容。`,
    '請只取消標籤、刪除該索引，或強制刪除。',
  ],
  'plan-outdated': () => ['此計畫產生後存放區已變更；未刪除任何內容。', '請重新預覽。'],
  'cleanup-blocked': (p) => [
    `未刪除任何內容：無法讀取資訊清單 ${p.digest}（${p.reason}），因此無法得知它需要什麼。`,
    '請檢查存放區，然後修復或刪除該資訊清單。',
  ],
  'nothing-to-undo': () => ['沒有可復原的刪除。', ''],
  'undo-gone': (p) => [`此次刪除已無法復原：磁碟上已沒有 ${p.digest}。`, '請由來源重新匯入。'],
  'undo-conflict': (p) => [`${p.reference} 之後已變更：現在是 ${p.current}。`, '請先移除或移動該標籤。'],
  'target-not-empty': (p) => [`${p.target} 是非空的資料夾。`, '請選擇新的資料夾。'],
  'target-needs-file': (p) => [`無法將 ${p.profile} 格式寫入 ${p.target}。`, '請選擇其他目標。'],
  'store-not-found': (p) => [`${p.store} 沒有存放區。`, '匯入封存檔即可建立。'],
  'store-not-a-layout': (p) => [`${p.store} 不是 OCI 映像配置：${p.reason}。`, '請改用空資料夾或映像配置作為存放區。'],
  'store-read-only': (p) => [`無法寫入存放區 ${p.store}。`, '請檢查權限，以及磁碟是否以唯讀方式掛載。'],
  'store-busy': (p) => [`存放區 ${p.store} 忙碌中：另一個程式占用過久。`, '請待其完成後再試。'],
  'store-newer': (p) => [`存放區 ${p.store} 由較新的 Stowage 寫入（目錄版本 ${p.version}）。`, '請更新 Stowage。'],
  'store-exists': (p) => [`${p.store} 已有存放區。`, '請開啟它，或選擇其他資料夾。'],
  'store-in-use': (p) => [`存放區 ${p.store} 使用中：有 ${p.jobCount} 個工作正在執行。`, '請等待完成，或取消它們。'],
  'store-cannot-lock': (p) => [
    `存放區 ${p.store} 所在的檔案系統無法可靠地鎖定檔案（${p.fileSystem}），因此不予變更。`,
    '請以唯讀方式開啟，或移至本機磁碟。',
  ],
  'store-inside-store': (p) => [`${p.target} 位於存放區 ${p.store} 之內。`, '請選擇存放區以外的資料夾。'],
  'store-damaged': (p) => [`存放區 ${p.store} 已損壞：${p.reason}。`, '請執行 `stowage rebuild`，或還原所指的檔案。'],
  'no-space': (p, f) => [
    p.neededBytes === 0
      ? `${p.path} 的磁碟已滿。`
      : `空間不足：約需 ${f.bytes(p.neededBytes)}，${p.path} 可用 ${f.bytes(p.freeBytes)}。`,
    '請釋放空間，或使用其他磁碟上的存放區。',
  ],
  'file-system': (p) => [`${p.path}：${p.operation} 失敗（${p.errno}）。`, '請檢查磁碟與權限。'],
  'too-many-files': (p) => [`開啟的檔案過多（位於 ${p.path}）。`, '請以 `ulimit -n` 提高上限，或關閉其他程式。'],
  'port-in-use': (p) => [`連接埠 ${p.port} 已由其他程式使用。`, `請改用其他連接埠，例如 ${p.port + 1}。`],
  'address-unusable': (p) => [
    `無法使用位址 ${p.host}:${p.port}（${p.errno}）。`,
    '請提供這部電腦的位址，以及大於 1023 的連接埠。',
  ],
  'registry-needs-tls': (p) => [`登錄將可由 ${p.host} 存取，超出這部電腦，但沒有憑證。`, '請提供憑證，或讓 Stowage 建立一個。'],
  'registry-needs-user': (p) => [`登錄將可由 ${p.host} 存取，超出這部電腦，任何人都能使用。`, '請先新增使用者與密碼。'],
  'certificate-unusable': (p) => [`${p.path} 無法作為憑證或金鑰（${p.reason}）。`, '請提供 PEM 檔案。'],
  'users-unreadable': (p) => [`無法將 ${p.path} 讀取為使用者清單（${p.reason}）。`, '請提供使用 bcrypt 密碼的 htpasswd 檔案。'],
  'remote-unreachable': (p) => [`無法連線至 ${p.registry}（${p.reason}）。`, '請檢查其位址與網路。'],
  'remote-untrusted': (p) => [`${p.registry} 的憑證不受信任（${p.reason}）。`, '請在此登錄的設定中提供其憑證授權單位。'],
  'remote-insecure': (p) => [
    `${p.registry} 以純 HTTP 回應，途中任何人都能讀取與竄改。`,
    '若確實要如此，請在此登錄的設定中允許。',
  ],
  'remote-sign-in': (p) => [
    p.user === '' ? `${p.registry} 需要使用者名稱與密碼。` : `${p.registry} 不接受 ${p.user} 的密碼。`,
    '請登入此登錄。',
  ],
  'remote-denied': (p) => [`${p.registry} 不允許 ${p.what}${p.reason === '' ? '' : `：${p.reason}`}。`, '請洽詢管理者。'],
  'remote-not-found': (p) => [`找不到 ${p.reference}，或您沒有權限。`, '請檢查名稱以及是否已登入。'],
  'remote-limit': (p) => [
    `${p.registry} 目前不再接受要求。`,
    p.retryAfterSeconds === 0 ? '請稍後再試。' : `請於 ${p.retryAfterSeconds} 秒後再試。`,
  ],
  'remote-error': (p) => [
    `${p.registry} 發生錯誤（狀態 ${p.status}${p.reason === '' ? '' : `：${p.reason}`}）。`,
    '請稍後再試；已傳輸的內容會保留。',
  ],
  'remote-unknown': (p) => [`沒有名為 ${p.name} 的遠端登錄。`, ''],
  'credentials-unusable': (p) => [`無法使用 ${p.registry} 已儲存的認證（${p.reason}）。`, '請重新登入。'],
  usage: (p) => [p.reason, ''],
  'pick-unknown': () => ['已無法辨識所選的檔案。', '請重新選擇。'],
  'job-unknown': () => ['已無法辨識此工作。', ''],
  'operation-unknown': (p) => [`沒有操作 ${p.operation}。`, ''],
  'input-invalid': (p) => [`${p.operation} 的要求不正確：${p.reason}。`, ''],
  cancelled: (p) => [`已取消 ${p.what}。`, '存放區維持原狀。'],
  internal: (p) => [`Stowage 內部發生問題：${p.message}`, '存放區是安全的。請附上詳細資料回報。'],
};

const loaderLimits = {
  'zstd-layers': 'zstd 圖層需要 docker 23、containerd 1.5 或 podman 4 以上版本',
  'docker-media-types': '1.22 之前的 skopeo 與 umoci 無法讀取 OCI 配置中的 Docker 媒體類型',
  'not-an-image': 'docker 只能載入映像；其他工具可從配置中讀取此成品',
} as const;

const warnings: Sentences<WarningParams> = {
  'platform-absent': (p) => [`${p.image}：列有平台 ${p.platform}，但不在封存檔中。`, ''],
  'layer-not-distributed': (p) => [`${p.image}：圖層 ${p.digest} 不隨映像散發，也不在封存檔中。`, ''],
  'name-invalid': (p) => [`名稱「${p.name}」（${p.evidence}）不是有效的參考，已略去。`, ''],
  'name-tag-only': (p) => [`「${p.name}」只有標籤，沒有存放庫：${p.digest} 以未標籤匯入。`, '請在匯入計畫中指定存放庫。'],
  'name-by-digest': (p) => [`「${p.name}」是摘要，不是標籤：以未標籤匯入。`, ''],
  'names-disagree': (p) => [`${p.archive} 的 index.json 與 manifest.json 所列的映像不一致：${p.detail}。全部都已讀取。`, ''],
  'layout-file-missing': (p) => [`${p.archive} 有 index.json，但沒有 oci-layout 檔案。`, ''],
  'entry-duplicate': (p) => [`${p.archive} 中有多個 ${p.entry}；以最後一個為準。`, ''],
  'entry-unsafe': (p) => [`${p.archive} 中的項目 ${p.entry} 指向封存檔之外，已略過。`, ''],
  'archive-tail-missing': (p) => [`${p.archive} 缺少結尾標記；之前的內容都完整。`, ''],
  'layer-recompressed': (p) => [`${p.image}：以 ${p.compression} 壓縮的圖層沒有 OCI 媒體類型，以解壓縮形式保存。`, ''],
  'media-type-unknown': (p) => [`${p.image}：媒體類型 ${p.mediaType} 未知；照原樣保存。`, ''],
  'tag-moved': (p) => [`${p.reference} 從 ${p.from} 移至 ${p.to}。`, ''],
  'tag-kept': (p) => [`${p.reference} 保留在 ${p.kept}；${p.incoming} 匯入時不含此標籤。`, ''],
  'referrer-left-out': (p) => [`${p.image}：關聯成品 ${p.digest} 未包含在內。`, ''],
  'index-pruned': (p) => [`${p.reference}：索引已縮減為所選平台；摘要由 ${p.from} 變為 ${p.to}。`, ''],
  'loader-limits': (p) => [`${p.reference}：${loaderLimits[p.reason]}。`, ''],
  'blob-absent': (p) => [`${p.reference}：${p.digest} 不在存放區中，未包含在內。`, ''],
  'document-unreadable': (p) => [`無法將 ${p.digest} 讀作資訊清單：${p.reason}。`, ''],
};

/** The sentence of a failure. Values are inserted raw, as in English. */
export function failureSentenceZhHant(failure: Failure, format: SentenceFormat): Sentence {
  return sentence(failures, failure, format);
}

/** The sentence of a warning. */
export function warningSentenceZhHant(warning: Warning, format: SentenceFormat): Sentence {
  return sentence(warnings, warning, format);
}
