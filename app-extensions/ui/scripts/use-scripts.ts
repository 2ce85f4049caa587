import { hubspot, type JsonValue, useExtensionActions, useExtensionContext } from '@hubspot/ui-extensions';
import { useRef, useState } from 'react';
import type { OpenScriptsAnswer, OpenScriptsInput, ScriptRow } from '../../../src/contract/open-scripts.ts';
import type { SaveScriptAnswer, SaveScriptInput } from '../../../src/contract/save-script.ts';
import type { Script } from '../../../src/domain/policy/policy.ts';
import { faultsOfScript, type ScriptFaultKind } from '../../../src/domain/script/check.ts';
import { asJson, ask, type Failure } from '../common/ask.ts';
import type { Format } from '../common/format.ts';
import { newSubmissionId } from '../common/submission.ts';
import { type Reading, useAnswer } from '../common/use-answer.ts';
import { usePortal } from '../common/use-portal.ts';
import { SCRIPTS } from './script-words.ts';

type Listed = Extract<OpenScriptsAnswer, { readonly ok: true }>;

/** One script being changed. It stays while another one is looked at. */
export interface Editing {
  readonly script: Script;
  /** The version in force that it changes, and the policy draft that a save goes after. */
  readonly basedOn: number;
  readonly after: number;
  /** As it was read; what is typed differs from it or not. */
  readonly read: Script;
  /** What somebody else made of it, to look at beside. */
  readonly theirs: Script | null;
  /** Path of a field → what is wrong with it. */
  readonly faults: { readonly [path: string]: ScriptFaultKind };
  readonly saving: boolean;
  readonly notSaved: Failure | null;
}

export interface ScriptsScreen {
  readonly list: Reading<Listed>;
  readonly reload: () => void;
  readonly chosen: ScriptRow | null;
  readonly choose: (id: string) => void;
  /** Null while it is read, or when that failed. */
  readonly editing: Editing | null;
  readonly failure: Failure | null;
  readonly showVersion: (version: number) => void;
  readonly change: (script: Script) => void;
  readonly discard: () => void;
  readonly lookAtTheirs: () => void;
  readonly save: () => void;
}

/** The scripts page: reads, changes and saves scripts; what is typed stays until it is saved or given up. */
export function useScripts(format: Format): ScriptsScreen {
  const actions = useExtensionActions<'pages'>();
  const portal = usePortal();
  const { user } = useExtensionContext<'pages'>();
  const { reading, reload } = useAnswer<OpenScriptsAnswer>(read);
  const [id, setId] = useState<string | null>(null);
  const [edits, setEdits] = useState<{ readonly [id: string]: Editing }>({});
  const [failure, setFailure] = useState<Failure | null>(null);
  /** Kept until it is saved or changed: pressing again after a lost answer makes no second version. */
  const submission = useRef<{ readonly what: string; readonly id: string } | null>(null);
  const onItsWay = useRef(false);
  const words = SCRIPTS[format.language];

  const set = (of: string, part: Partial<Editing>) =>
    setEdits((before) => {
      const known = before[of];
      return known ? { ...before, [of]: { ...known, ...part } } : before;
    });

  const fetch = async (input: OpenScriptsInput) => {
    const answer = await ask(() => read(asJson({ ...input, portal })));
    setFailure(answer.ok ? null : answer);
    return answer.ok && answer.script && answer.inForce !== null
      ? { script: answer.script, inForce: answer.inForce, after: answer.after }
      : null;
  };

  const open = async (scriptId: string, version?: number) => {
    const answer = await fetch({ scriptId, ...(version === undefined ? {} : { version }) });
    if (!answer) return;
    const { script, inForce, after } = answer;
    const fresh: Editing = {
      script,
      basedOn: inForce,
      after,
      read: script,
      theirs: null,
      faults: {},
      saving: false,
      notSaved: null,
    };
    setEdits((before) => ({ ...before, [scriptId]: fresh }));
  };

  const editing = id === null ? null : (edits[id] ?? null);

  const save = async () => {
    if (!editing || id === null || onItsWay.current) return;
    const faults = faultsOfScript({ ...editing.script, version: editing.basedOn + 1 });
    if (faults.length > 0) {
      set(id, { faults: Object.fromEntries(faults.map(({ path, fault }) => [path, fault])), notSaved: null });
      return;
    }
    onItsWay.current = true;
    set(id, { saving: true, notSaved: null, faults: {} });
    const { version: _, ...script } = editing.script;
    const { basedOn, after } = editing;
    const what = JSON.stringify({ script, basedOn, after });
    if (submission.current?.what !== what) submission.current = { what, id: newSubmissionId() };
    const input = {
      portal,
      basedOn,
      after,
      submissionId: submission.current.id,
      savedBy: [user.firstName, user.lastName].filter(Boolean).join(' ') || user.email,
      script,
    };
    const answer = await ask(() =>
      hubspot.serverless<SaveScriptAnswer>('save_script', { parameters: asJson(input satisfies Sent) }),
    );
    onItsWay.current = false;
    if (!answer.ok) {
      set(id, {
        saving: false,
        notSaved: answer,
        faults: Object.fromEntries(
          answer.fields.flatMap(({ path, message }) => (isFault(message) ? [[path, message]] : [])),
        ),
      });
      return;
    }
    submission.current = null;
    const { version, revision } = answer;
    const saved = { ...editing.script, version };
    // What was typed while it was on its way stays; it goes after the draft just saved.
    setEdits((before) => {
      const known = before[id];
      if (!known) return before;
      const untouched = known.script === editing.script;
      const next = { ...known, after: revision, read: saved, theirs: null, saving: false };
      return { ...before, [id]: { ...next, script: untouched ? saved : { ...known.script, version } } };
    });
    actions.addAlert({
      type: 'success',
      message: answer.repeated ? words.savedBefore(revision) : words.saved(revision),
    });
    reload();
  };

  const rows = reading.status === 'ready' ? reading.answer.scripts : [];
  return {
    list: reading,
    reload,
    chosen: rows.find((row) => row.id === id) ?? null,
    choose: (next) => {
      setId(next);
      setFailure(null);
      if (!edits[next]) void open(next);
    },
    editing,
    failure,
    showVersion: (version) => {
      if (id !== null) void open(id, version);
    },
    change: (script) => {
      if (id !== null && editing) set(id, { script, faults: faultsWhileTyping(script, editing) });
    },
    discard: () => {
      if (id !== null && editing) set(id, { script: editing.read, faults: {}, notSaved: null });
    },
    lookAtTheirs: () => {
      if (id === null) return;
      void fetch({ scriptId: id }).then((answer) => {
        if (answer) set(id, { theirs: answer.script, basedOn: answer.inForce, after: answer.after, notSaved: null });
      });
    },
    save: () => void save(),
  };
}

type Sent = Omit<SaveScriptInput, 'script'> & { readonly script: Omit<Script, 'version'> };

/** What is still empty is only said once somebody tried to save. */
function faultsWhileTyping(script: Script, { basedOn, faults }: Editing): Editing['faults'] {
  const found = faultsOfScript({ ...script, version: basedOn + 1 });
  const isSaid = ({ path, fault }: (typeof found)[number]) => fault !== 'missing' || faults[path] === fault;
  return Object.fromEntries(found.filter(isSaid).map(({ path, fault }) => [path, fault]));
}

const FAULTS: { readonly [fault in ScriptFaultKind]: true } = {
  missing: true,
  html: true,
  too_long: true,
  token: true,
  dangling: true,
  twice: true,
  bad_id: true,
  no_lines: true,
  too_many: true,
  too_big: true,
};

function isFault(text: string): text is ScriptFaultKind {
  return Object.hasOwn(FAULTS, text);
}

function read(parameters: JsonValue) {
  return hubspot.serverless<OpenScriptsAnswer>('open_scripts', { parameters });
}
