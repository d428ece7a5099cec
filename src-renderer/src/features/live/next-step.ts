import type { StandingAlert } from '$contract/ipc.ts';
import type { LiveStatus } from '$contract/live.ts';
import type { PenAddress, PenInformation } from '$contract/pens.ts';

export type StepAction =
  'choose-pen' | 'simulate' | 'replay-again' | 'write-again' | 'choose-model';

/** What the window says about the pen at one glance, and what to do next. */
export interface NextStep {
  readonly tone: 'good' | 'waiting' | 'attention' | 'failure';
  readonly headline: string;
  readonly detail: string;
  readonly actions: readonly StepAction[];
}

/**
 * @param alerts standing alerts, worst first
 * @param pauseMs the pause that ends a piece of writing, ms
 */
export function nextStep(
  status: LiveStatus,
  alerts: readonly StandingAlert[],
  pauseMs: number,
): NextStep {
  const pen = penTitle(status.address, status.pen);
  const urgent = alerts.find((alert) => alert.severity !== 'information');
  if (urgent !== undefined) {
    return {
      tone: urgent.severity === 'error' ? 'failure' : 'attention',
      headline: urgent.message,
      detail: urgent.remedy,
      actions: status.address === undefined ? ['choose-pen', 'simulate'] : ['choose-pen'],
    };
  }
  if (status.address === undefined) {
    return {
      tone: 'waiting',
      headline: 'No pen is connected.',
      detail: 'Plug one in and choose it, or let the simulated pen write.',
      actions: ['choose-pen', 'simulate'],
    };
  }
  switch (status.presence) {
    case 'connecting':
      return waiting(`Connecting to ${lowerFirst(pen)} …`, 'This takes a moment.');
    case 'absent':
      return {
        ...waiting(`${pen} is not there.`, 'Plug it in; writing goes on as soon as it is back.'),
        actions: ['choose-pen'],
      };
    case 'closed':
      return {
        ...waiting(`${pen} is closed.`, 'Choose it again to go on.'),
        actions: ['choose-pen'],
      };
    case 'ended':
      return status.address.kind === 'simulated'
        ? {
            ...waiting(
              `${pen} has written its text.`,
              'Let it write again, or choose your own pen.',
            ),
            actions: ['write-again', 'choose-pen'],
          }
        : {
            ...waiting(
              `${pen} has come to its end.`,
              'Its text stays. Replay it, or choose another pen.',
            ),
            actions: ['replay-again', 'choose-pen'],
          };
    case 'connected':
      return connected(status, pen, pauseMs);
  }
}

function connected(status: LiveStatus, pen: string, pauseMs: number): NextStep {
  if (status.model === '') {
    return {
      tone: 'attention',
      headline: `${pen} is connected, but no model reads it.`,
      detail: 'Choose a model to get text.',
      actions: ['choose-model'],
    };
  }
  if (status.samplesPerSecond === 0) {
    return waiting(
      `${pen} is connected.`,
      'Waiting for its first samples: switch it on or move it.',
    );
  }
  const pause = `${(pauseMs / 1000).toLocaleString('en', { maximumFractionDigits: 1 })} s`;
  const simulated = status.address?.kind === 'simulated';
  return {
    tone: 'good',
    headline: status.writing ? `${pen} is writing.` : `${pen} is ready.`,
    detail: simulated
      ? 'It shows what a pen would send. Choose your own to write yourself.'
      : status.writing
        ? `Rest for ${pause} and the text is kept.`
        : 'Write on paper: the text appears here.',
    actions: [],
  };
}

function waiting(headline: string, detail: string): NextStep {
  return { tone: 'waiting', headline, detail, actions: [] };
}

export function penTitle(address: PenAddress | undefined, pen: PenInformation): string {
  switch (address?.kind) {
    case undefined:
      return 'No pen';
    case 'simulated':
      return 'Simulated pen';
    case 'replay':
      return `Recording ${fileName(address.file)}`;
    case 'serial':
      return pen.name ?? `Pen on ${fileName(address.path)}`;
    case 'ble':
      return pen.name ?? address.name;
  }
}

export function fileName(path: string): string {
  return path.split(/[\\/]/).findLast((part) => part !== '') ?? path;
}

function lowerFirst(text: string): string {
  return /^(Simulated|Recording|Pen) /.test(text)
    ? `the ${text[0]!.toLowerCase()}${text.slice(1)}`
    : text;
}
