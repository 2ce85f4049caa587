import { hubspot, type JsonValue, useExtensionActions, useExtensionContext } from '@hubspot/ui-extensions';
import { useEffect, useMemo, useRef, useState } from 'react';
import type {
  PublishPolicyAnswer,
  RollBackPolicyAnswer,
  SaveDraftPolicyAnswer,
} from '../../../src/contract/change-policy.ts';
import type { OpenPolicyAnswer, ShownDraft } from '../../../src/contract/open-policy.ts';
import { checkPolicy } from '../../../src/domain/policy/check.ts';
import { differences, type PolicyDifference, rebase, withValue } from '../../../src/domain/policy/difference.ts';
import type { Policy } from '../../../src/domain/policy/policy.ts';
import { checkSize } from '../../../src/domain/policy/size.ts';
import { asJson, ask, type Failure } from '../common/ask.ts';
import type { Format } from '../common/format.ts';
import { newSubmissionId } from '../common/submission.ts';
import { type Reading, useAnswer } from '../common/use-answer.ts';
import { usePortal } from '../common/use-portal.ts';
import { ADMIN } from './admin-words.ts';

type Opened = Extract<OpenPolicyAnswer, { readonly ok: true }>;

/** The draft being changed. */
export interface Edit {
  readonly policy: Policy;
  /** As it was read: what was changed here is the difference. */
  readonly read: Policy;
  /** The version in force that it changes, and the draft that a save goes after. */
  readonly base: number;
  readonly after: number;
  readonly note: string;
  /** Where somebody else changed the same; theirs stands. */
  readonly conflicts: readonly PolicyDifference[];
}

export interface PolicyScreen {
  readonly reading: Reading<Opened>;
  readonly reload: () => void;
  readonly edit: Edit | null;
  /** The newest draft; null: there is none, or the one that was just saved is being read. */
  readonly draft: ShownDraft | null;
  readonly readingDraft: boolean;
  /** Path of a field → what is wrong with it. */
  readonly problems: ReadonlyMap<string, string>;
  /** What is typed and is no value yet, by path. */
  readonly typed: { readonly [path: string]: string };
  readonly changed: boolean;
  readonly busy: 'saving' | 'publishing' | 'going_back' | null;
  readonly failure: Failure | null;
  readonly change: (policy: Policy) => void;
  readonly set: (path: string, value: unknown) => void;
  /** What is typed into a field; without a value it cannot be read yet, and is kept as typed. */
  readonly type: (path: string, text: string, value?: { readonly to: string; readonly value: unknown }) => void;
  readonly note: (text: string) => void;
  readonly discard: () => void;
  readonly save: () => void;
  readonly takeOver: () => void;
  readonly publish: () => void;
  readonly goBack: (version: number) => void;
  readonly restoring: Extract<RollBackPolicyAnswer, { readonly ok: true }> | null;
  readonly lookAt: (of: { readonly version?: number; readonly onDay?: string }) => void;
}

/** The policy page: reads, changes, saves, publishes and goes back. What is typed stays until it is saved or given up. */
export function usePolicy(format: Format): PolicyScreen {
  const actions = useExtensionActions<'pages'>();
  const portal = usePortal();
  const { user } = useExtensionContext<'pages'>();
  const { reading, reload, change: patch } = useAnswer<OpenPolicyAnswer>(open);
  const [edit, setEdit] = useState<Edit | null>(null);
  const [typed, setTyped] = useState<{ readonly [path: string]: string }>({});
  const [busy, setBusy] = useState<PolicyScreen['busy']>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [refused, setRefused] = useState<ReadonlyMap<string, string>>(new Map());
  const [restoring, setRestoring] = useState<PolicyScreen['restoring']>(null);
  const submission = useRef<{ readonly what: string; readonly id: string } | null>(null);
  const words = ADMIN[format.language];
  const claimed = [user.firstName, user.lastName].filter(Boolean).join(' ') || user.email;

  const answer = reading.status === 'ready' ? reading.answer : null;
  useEffect(() => {
    if (answer) setEdit((before) => before ?? editOf(answer));
  }, [answer]);

  const problems = useMemo(() => {
    const found = new Map(refused);
    if (edit) {
      for (const { path, message } of [...checkPolicy(edit.policy), ...checkSize(edit.policy)])
        found.set(path, message);
    }
    for (const path of Object.keys(typed)) found.set(path, NOT_A_VALUE);
    return found;
  }, [edit, refused, typed]);

  // An answer from before the save names an older draft, which is neither to be rehearsed nor approved nor published.
  const readingDraft = answer !== null && edit !== null && answer.lastRevision < edit.after;
  const draft = readingDraft ? null : (answer?.draft ?? null);
  const changed = edit !== null && (edit.policy !== edit.read || Object.keys(typed).length > 0);
  const change = (policy: Policy) => {
    setRefused(new Map());
    setEdit((before) => (before ? { ...before, policy } : before));
  };

  /** The saved revision; null: it was not saved. */
  const save = async (): Promise<number | null> => {
    if (!edit || busy !== null || problems.size > 0) return null;
    setBusy('saving');
    setFailure(null);
    const what = JSON.stringify([edit.policy, edit.base, edit.after, edit.note]);
    if (submission.current?.what !== what) submission.current = { what, id: newSubmissionId() };
    const parameters = asJson({
      portal,
      after: edit.after,
      base: edit.base,
      submissionId: submission.current.id,
      savedBy: claimed,
      note: edit.note,
      policy: edit.policy,
    });
    const saved = await ask(() => hubspot.serverless<SaveDraftPolicyAnswer>('save_draft_policy', { parameters }));
    setBusy(null);
    if (!saved.ok) {
      setFailure(saved);
      setRefused(new Map(saved.fields.map(({ path, message }) => [path, message])));
      return null;
    }
    submission.current = null;
    setEdit((before) => (before ? { ...before, read: edit.policy, after: saved.revision, conflicts: [] } : before));
    actions.addAlert({ type: 'success', message: words.draftSaved(saved.revision) });
    reload();
    return saved.revision;
  };

  const publish = async () => {
    if (!draft || busy !== null) return;
    setBusy('publishing');
    setFailure(null);
    const parameters = asJson({ portal, revision: draft.revision, claimedBy: claimed });
    const published = await ask(() => hubspot.serverless<PublishPolicyAnswer>('publish_policy', { parameters }));
    setBusy(null);
    if (!published.ok) {
      setFailure(published);
      reload();
      return;
    }
    actions.addAlert({ type: 'success', message: words.published(published.version) });
    setEdit(null);
    reload();
  };

  const goBack = async (version: number) => {
    if (busy !== null) return;
    setBusy('going_back');
    setFailure(null);
    for (;;) {
      const parameters = asJson({ portal, version, claimedBy: claimed });
      const step = await ask(() => hubspot.serverless<RollBackPolicyAnswer>('roll_back_policy', { parameters }));
      if (!step.ok) {
        setFailure(step);
        break;
      }
      setRestoring(step);
      if (!step.done) continue;
      actions.addAlert({ type: 'success', message: words.wentBack(version) });
      setEdit(null);
      break;
    }
    setBusy(null);
    reload();
  };

  /** What was changed here is put onto what somebody else saved or published. */
  const takeOver = async () => {
    if (!edit) return;
    const theirs = await ask(() => open(asJson({ portal })));
    if (!theirs.ok) {
      setFailure(theirs);
      return;
    }
    patch(() => theirs);
    const fresh = editOf(theirs);
    const { policy, conflicts } = rebase(edit.read, edit.policy, fresh.read);
    setEdit({ ...fresh, policy, conflicts, note: edit.note });
    setFailure(null);
  };

  return {
    reading,
    reload,
    edit,
    draft,
    readingDraft,
    problems,
    typed,
    changed,
    busy,
    failure,
    change,
    set: (path, value) => {
      setTyped(({ [path]: _, ...others }) => others);
      if (edit) change(withValue(whole(edit.policy, path), path, value) as Policy);
    },
    type: (path, text, value) => {
      if (value === undefined) setTyped((before) => ({ ...before, [path]: text }));
      else {
        setTyped(({ [path]: _, ...others }) => others);
        if (edit) change(withValue(edit.policy, value.to, value.value) as Policy);
      }
    },
    note: (text) => setEdit((before) => (before ? { ...before, note: text } : before)),
    discard: () => {
      setTyped({});
      setRefused(new Map());
      setFailure(null);
      setEdit(answer ? editOf(answer) : null);
    },
    save: () => void save(),
    takeOver: () => void takeOver(),
    publish: () => void publish(),
    goBack: (version) => void goBack(version),
    restoring,
    lookAt: async (of) => {
      const past = await ask(() => open(asJson({ portal, ...of })));
      if (past.ok) patch((shown) => ({ ...shown, past: past.past }));
      else setFailure(past);
    },
  };
}

/** A part that is absent means its defaults; one of its settings cannot stand alone. */
function whole(policy: Policy, path: string): Policy {
  if (!path.startsWith('company.') || policy.company) return policy;
  return { ...policy, company: { visits: 'lead', sharesBudget: false } };
}

/** Said of what is typed and cannot be read. */
export const NOT_A_VALUE = 'not a value';

function editOf(answer: Opened): Edit {
  const policy = answer.draft?.policy ?? answer.inForce;
  return {
    policy,
    read: policy,
    base: answer.draft?.base ?? answer.inForce.version,
    after: answer.lastRevision,
    note: answer.draft?.note ?? '',
    conflicts: [],
  };
}

/** What a draft has differently from the policy in force. */
export function changesOf(answer: Opened, edit: Edit): readonly PolicyDifference[] {
  return differences(answer.inForce, edit.policy);
}

function open(parameters: JsonValue) {
  return hubspot.serverless<OpenPolicyAnswer>('open_policy', { parameters });
}
