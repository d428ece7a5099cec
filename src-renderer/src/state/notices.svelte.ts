import { UserError } from '$contract/alerts.ts';

export interface Notice {
  readonly id: number;
  readonly tone: 'plain' | 'error';
  readonly text: string;
  readonly remedy?: string;
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** How long a notice that needs no answer stays, ms; one that can be undone stays longer. */
const stay = { plain: 5000, undo: 12_000 } as const;

/** Short messages about what was just done; errors stay until they are put away. */
export class NoticeState {
  list = $state.raw<readonly Notice[]>([]);
  #id = 0;

  say(text: string, action?: Notice['action']): void {
    const id = this.#add({ tone: 'plain', text, ...(action === undefined ? {} : { action }) });
    setTimeout(() => this.dismiss(id), action === undefined ? stay.plain : stay.undo);
  }

  fail(error: unknown): void {
    if (error instanceof UserError) {
      this.#add({ tone: 'error', text: error.message, remedy: error.remedy });
    } else {
      this.#add({ tone: 'error', text: error instanceof Error ? error.message : String(error) });
    }
  }

  /** Runs what may fail; a failure is shown. @returns its value, undefined after a failure */
  async attempt<T>(work: Promise<T>): Promise<T | undefined> {
    try {
      return await work;
    } catch (error) {
      this.fail(error);
      return undefined;
    }
  }

  dismiss(id: number): void {
    this.list = this.list.filter((notice) => notice.id !== id);
  }

  #add(notice: Omit<Notice, 'id'>): number {
    const id = this.#id++;
    // The same message twice says no more than once; four fill the corner.
    this.list = [...this.list.filter(({ text }) => text !== notice.text), { ...notice, id }].slice(
      -4,
    );
    return id;
  }
}
