// Room renderer/ui: tabs over one panel. The chosen tab lives in the address, so a tab is a place one can come back to.
import type { ReactNode } from 'react';
import { Tabs as AriaTabs, Tab, TabList, TabPanel } from 'react-aria-components';
import { cx } from './cx.ts';
import css from './tabs.module.css';

interface TabsProps<Value extends string> {
  readonly label: string;
  readonly value: Value;
  readonly onChange: (value: Value) => void;
  readonly tabs: readonly { readonly value: Value; readonly label: string; readonly count?: string }[];
  /** The panel of the chosen tab. */
  readonly children: ReactNode;
}

export function Tabs<Value extends string>({ label, value, onChange, tabs, children }: TabsProps<Value>) {
  return (
    <AriaTabs className={cx(css.tabs)} selectedKey={value} onSelectionChange={(key) => onChange(key as Value)}>
      <TabList className={cx(css.list)} aria-label={label}>
        {tabs.map((tab) => (
          <Tab key={tab.value} id={tab.value} className={cx(css.tab)}>
            {tab.label}
            {tab.count !== undefined && <span className={css.count}>{tab.count}</span>}
          </Tab>
        ))}
      </TabList>
      <TabPanel key={value} id={value} className={cx(css.panel)}>
        {children}
      </TabPanel>
    </AriaTabs>
  );
}
