// Feature palette: the field and its list. The focus stays in the field; arrows move the highlighted line, Enter runs it, Tab lists
// what can be done with it.
import { Search } from 'lucide-react';
import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { Dialog, Modal, ModalOverlay } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import type { SearchHit } from '../../../preload/contract/model.ts';
import text from '../../styles/text.module.css';
import { cx } from '../../ui/cx.ts';
import { Keys } from '../../ui/keys.tsx';
import { useViewState } from '../../ui/view-state.ts';
import css from './palette.module.css';
import { PaletteFoot } from './palette-foot.tsx';
import { type PaletteItem, type Recent, readQuery, termsOf, withRecent } from './palette-items.ts';
import { PaletteLine } from './palette-line.tsx';
import { useHitActions } from './use-hit-actions.ts';
import { usePaletteGroups } from './use-palette-groups.ts';

const placeholders = { all: 'placeholder', digest: 'placeholderDigest', commands: 'placeholderCommand' } as const;

export function PaletteDialog({ initialQuery, onClose }: Readonly<{ initialQuery: string; onClose: () => void }>) {
  const { t } = useTranslation('palette');
  const [typed, setTyped] = useState(initialQuery);
  const [at, setAt] = useState(0);
  /** The hit whose actions are listed instead of results. */
  const [subject, setSubject] = useState<SearchHit | null>(null);
  const [recent, setRecent] = useViewState<readonly Recent[]>('palette.recent', []);
  const query = readQuery(typed);
  const found = usePaletteGroups(query, recent);
  const actionsOf = useHitActions();
  const groups = subject === null ? found : [{ title: t('actionsFor', { name: subject.title }), items: actionsOf(subject) }];
  const items = groups.flatMap((group) => group.items);
  const place = Math.min(at, Math.max(0, items.length - 1));
  const current = items[place];
  const terms = subject === null ? termsOf(query) : [];
  const listId = useId();
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }, [place, typed, subject]);

  function type(next: string): void {
    setTyped(next);
    setSubject(null);
    setAt(0);
  }
  function run(item: PaletteItem): void {
    const hit = item.hit ?? subject;
    if (hit !== null) setRecent((now) => withRecent(now, { hit }));
    else if (item.command !== undefined) setRecent((now) => withRecent(now, { command: item.command ?? '' }));
    onClose();
    // The palette gives the focus back first: what runs may open a dialog that takes it.
    setTimeout(item.run);
  }
  function back(): void {
    setSubject(null);
    setAt(0);
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing) return;
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: place + 1,
      ArrowUp: place - 1,
      PageDown: place + 8,
      PageUp: place - 8,
    };
    const to = moves[event.key];
    if (to !== undefined) setAt(Math.max(0, Math.min(items.length - 1, to)));
    else if (event.key === 'Enter' && current !== undefined) run(current);
    else if (event.key === 'Tab') {
      if (event.shiftKey) back();
      else if (subject === null && current?.hit !== undefined) {
        setSubject(current.hit);
        setAt(0);
      }
    } else if (subject !== null && (event.key === 'Escape' || (event.key === 'Backspace' && typed === ''))) back();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  let index = -1;
  return (
    <ModalOverlay className={cx(css.scrim)} isOpen isDismissable onOpenChange={(open) => !open && onClose()}>
      <Modal className={cx(css.modal)}>
        <Dialog className={cx(css.dialog)} aria-label={t('title')}>
          {/* Keys are taken on their way down: the overlay must not close at an Escape that only leads back. */}
          <div className={css.frame} onKeyDownCapture={onKeyDown}>
            <div className={css.field}>
              <Search size={18} strokeWidth={1.9} aria-hidden />
              <input
                className={css.input}
                role="combobox"
                aria-label={t('title')}
                aria-expanded
                aria-controls={listId}
                aria-autocomplete="list"
                {...(current === undefined ? {} : { 'aria-activedescendant': `${listId}-${place}` })}
                value={typed}
                onChange={(event) => type(event.target.value)}
                placeholder={t(placeholders[query.kind])}
                spellCheck={false}
                autoComplete="off"
                // biome-ignore lint: the palette exists to be typed into
                autoFocus
              />
              <Keys keys="Escape" />
            </div>
            <div ref={list} id={listId} role="listbox" aria-label={t('title')} className={css.list}>
              {groups.map((group) => (
                <div key={group.title} role="group" aria-label={group.title}>
                  <div className={css.groupTitle} aria-hidden>
                    {group.title}
                  </div>
                  {group.items.map((item) => {
                    index += 1;
                    const own = index;
                    return (
                      <PaletteLine
                        key={item.id}
                        id={`${listId}-${own}`}
                        item={item}
                        terms={terms}
                        isCurrent={own === place}
                        onPoint={() => setAt(own)}
                        onRun={() => run(item)}
                      />
                    );
                  })}
                </div>
              ))}
            </div>
            {items.length === 0 && (
              <p className={css.none}>{query.text === '' ? t('typeDigest') : t('noHits', { query: query.text })}</p>
            )}
            <div className={text.hidden} role="status">
              {t('results', { count: items.length })}
            </div>
            <PaletteFoot
              hasActions={subject === null && current?.hit !== undefined}
              isInActions={subject !== null}
              onType={type}
            />
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
