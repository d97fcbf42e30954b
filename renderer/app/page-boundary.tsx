// Room renderer/app: keeps a page that throws from taking the frame with it, and shows what was thrown.
import { Component, type ReactNode } from 'react';
import { ErrorNote } from '../ui/note.tsx';
import css from './frame.module.css';

interface BoundaryState {
  readonly error: unknown;
}

export class PageBoundary extends Component<Readonly<{ children: ReactNode }>, BoundaryState> {
  override readonly state: BoundaryState = { error: null };

  static getDerivedStateFromError(error: unknown): BoundaryState {
    return { error };
  }

  override render(): ReactNode {
    if (this.state.error === null) return this.props.children;
    return (
      <div className={css.failed}>
        <ErrorNote error={this.state.error} onRetry={() => this.setState({ error: null })} />
      </div>
    );
  }
}
