// Room renderer/app: what a feature gives the frame. Each feature makes one and is listed in routes.tsx.
import type { LucideIcon } from 'lucide-react';
import type { ComponentType } from 'react';
import type { Route } from './router.ts';

export interface NavEntry {
  readonly href: string;
  readonly icon: LucideIcon;
  /** The entry's text, as a component so that it follows the language. */
  readonly Label: ComponentType;
  /** Live state at the end of the line. */
  readonly End?: ComponentType;
  /** Lines below it. */
  readonly Sub?: ComponentType<{ readonly route: Route }>;
  /** Other areas whose pages belong to it. */
  readonly areas?: readonly string[];
  /** True on its own page; without it, on every page of its areas. */
  readonly isCurrent?: (route: Route) => boolean;
  readonly place: 'top' | 'bottom';
}

export interface Feature {
  /** The area of its routes; empty for a feature without pages. */
  readonly area: string;
  readonly Page?: ComponentType<{ readonly route: Route }>;
  /** The trail in the title bar, built of `Crumb`. */
  readonly Crumbs?: ComponentType<{ readonly route: Route }>;
  readonly nav?: NavEntry;
  /** What stands in the sidebar above its last entries. */
  readonly Card?: ComponentType;
  /** Said above every page while there is something to say. */
  readonly Banner?: ComponentType;
  /** Always mounted: dialogs, drop target, palette; answers intents and registers commands. */
  readonly Overlay?: ComponentType;
}
