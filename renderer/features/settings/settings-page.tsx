// Feature settings: the page: its sections beside the one that is open.
import { Accessibility, Archive, Info, RadioTower, SlidersHorizontal } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type Route, routeHref } from '../../app/router.ts';
import text from '../../styles/text.module.css';
import { cx } from '../../ui/cx.ts';
import { Pane } from '../../ui/panes.tsx';
import { AboutSection } from './about-section.tsx';
import { AccessibilitySection } from './accessibility-section.tsx';
import { GeneralSection } from './general-section.tsx';
import { RegistrySection } from './registry-section.tsx';
import { sectionOf, sections } from './sections.ts';
import css from './settings.module.css';
import { StoreSection } from './store-section.tsx';

const icons = {
  general: SlidersHorizontal,
  store: Archive,
  registry: RadioTower,
  accessibility: Accessibility,
  about: Info,
} as const;
const bodies = {
  general: GeneralSection,
  store: StoreSection,
  registry: RegistrySection,
  accessibility: AccessibilitySection,
  about: AboutSection,
} as const;

export function SettingsPage({ route }: Readonly<{ route: Route }>) {
  const { t } = useTranslation('settings');
  const open = sectionOf(route.rest);
  const Body = bodies[open];
  return (
    <>
      <Pane as="nav" side="start" label={t('title')} className={cx(css.sections)}>
        <h1 className={cx(text.strong, css.heading)}>{t('title')}</h1>
        {sections.map((section) => {
          const Icon = icons[section];
          return (
            <a
              key={section}
              className={css.section}
              href={routeHref('settings', section)}
              {...(section === open ? { 'aria-current': 'page' as const } : {})}
            >
              <Icon size={16} strokeWidth={1.9} aria-hidden />
              {t(`sections.${section}`)}
            </a>
          );
        })}
      </Pane>
      <Pane label={t('pane', { section: t(`sections.${open}`) })} className={cx(css.body)}>
        <div className={css.sheet}>
          <header className={css.top}>
            <h2 className={text.title}>{t(`sections.${open}`)}</h2>
            {open !== 'about' && open !== 'store' && <p className={text.muted}>{t('atOnce')}</p>}
          </header>
          <Body />
        </div>
      </Pane>
    </>
  );
}
