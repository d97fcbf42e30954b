// Room renderer/app: the frame every screen stands in: title bar, sidebar, content; settings of look applied to the document; the
// banner of a lost host; the place of toasts and of features that lie over everything.
import { CloudAlert } from 'lucide-react';
import { useEffect } from 'react';
import { I18nProvider } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { sentencesInRow } from '../format/gap.ts';
import { useHost } from '../host/host-provider.tsx';
import { useSettings } from '../host/use-settings.ts';
import { languageOf, switchLanguage } from '../i18n/languages.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/note.tsx';
import { Sentence } from '../ui/sentence.tsx';
import { Toasts } from '../ui/toast.tsx';
import { useCommands } from './commands.ts';
import css from './frame.module.css';
import { PageBoundary } from './page-boundary.tsx';
import { navigate, routeHref, useRoute } from './router.ts';
import { features } from './routes.tsx';
import { useShortcuts } from './shortcuts.ts';
import { Sidebar } from './sidebar.tsx';
import { TitleBar } from './title-bar.tsx';

export function Frame() {
  const { t, i18n } = useTranslation('words');
  const route = useRoute();
  const { connection } = useHost();
  useLook();
  useShortcuts();
  useCommands([
    {
      id: 'frame.back',
      group: t('product'),
      label: t('frame.back'),
      keys: 'alt+ArrowLeft',
      isHidden: true,
      run: () => window.history.back(),
    },
    {
      id: 'frame.forward',
      group: t('product'),
      label: t('frame.forward'),
      keys: 'alt+ArrowRight',
      isHidden: true,
      run: () => window.history.forward(),
    },
  ]);
  useEffect(() => {
    if (route.area === '') navigate(routeHref('library'), { replace: true });
  }, [route.area]);
  const Page = features.find(({ area }) => area === route.area)?.Page;
  return (
    <I18nProvider locale={i18n.language === 'zh-Hant' ? 'zh-TW' : 'en-US'}>
      <div className={css.frame}>
        <TitleBar route={route} />
        <Sidebar route={route} />
        <main className={css.content}>
          {connection !== 'connected' && (
            <div className={css.banner} role="alert">
              <CloudAlert size={16} strokeWidth={1.9} aria-hidden />
              {connection === 'lost' ? (
                t('frame.hostGone')
              ) : (
                <span>
                  <Sentence text={sentencesInRow(i18n.language, [t('error.sessionEnded'), t('error.sessionEndedRemedy')])} />
                </span>
              )}
            </div>
          )}
          {features.map(({ Banner }, index) => Banner !== undefined && <Banner key={index} />)}
          <div className={css.page}>
            <PageBoundary key={route.area}>
              {Page !== undefined && <Page route={route} />}
              {Page === undefined && route.area !== '' && (
                <EmptyState
                  title={t('frame.notFound')}
                  actions={<Button onPress={() => navigate(routeHref('library'))}>{t('frame.toLibrary')}</Button>}
                />
              )}
            </PageBoundary>
          </div>
        </main>
      </div>
      {features.map(({ Overlay, area, nav }, index) => Overlay !== undefined && <Overlay key={nav?.href ?? (area || index)} />)}
      <Toasts />
    </I18nProvider>
  );
}

/** Language, theme, density, motion and palette of the settings, put where the styles look for them. */
function useLook(): void {
  const { language, theme, density, motion, diffPalette } = useSettings();
  useEffect(() => void switchLanguage(languageOf(language)), [language]);
  useEffect(() => {
    const { dataset } = document.documentElement;
    mark(dataset, 'theme', theme, 'system');
    mark(dataset, 'density', density, 'comfortable');
    mark(dataset, 'motion', motion, 'system');
    mark(dataset, 'diff', diffPalette, 'green-rose');
  }, [theme, density, motion, diffPalette]);
}

function mark(dataset: DOMStringMap, name: string, value: string, usual: string): void {
  if (value === usual) delete dataset[name];
  else dataset[name] = value;
}
