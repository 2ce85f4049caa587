import type { ImportSopAnswer } from '../../contract/import-sop.ts';
import { parsePolicy } from '../../contract/policy.ts';
import { parseSop } from '../../domain/sop/parse-sop.ts';
import { policyOfDrafts } from '../../domain/sop/policy-of-drafts.ts';

/** What a procedure asks for, as rules of a draft, with what it left open and where it contradicts itself. */
export function importSop({ text, policy }: { readonly text: string; readonly policy?: unknown }): ImportSopAnswer {
  const base = parsePolicy(policy);
  if (!base.ok)
    return {
      ok: false,
      reason: 'bad_policy',
      message: {
        zh: '草稿里还有标出的错误：请先修改，再导入。',
        en: 'The draft still has marked problems: correct them before the import.',
      },
      fields: base.problems,
    };
  const { drafts, notUnderstood, contradictions } = parseSop(text.replace(/^\uFEFF/, ''));
  // Rules of an import before stay; the new ones are numbered after them.
  const drafted = policyOfDrafts(drafts, base.policy);
  const lines = new Map(drafted.rules.map((rule) => [rule.id, Number(rule.source.slice('SOP:'.length))]));
  return {
    ok: true,
    policy: drafted.policy,
    rules: drafted.rules.map(({ id, name, on }) => ({
      id,
      line: lines.get(id) ?? 0,
      name,
      on,
      assumed: drafts.find(({ line }) => line === lines.get(id))?.assumed ?? [],
    })),
    left: drafted.left.map(({ draft, why }) => ({ line: draft.line, text: draft.quote, why })),
    notUnderstood,
    contradictions: contradictions.map((each) => ({
      lines: each.lines,
      what: each.what,
      resolution: each.resolution.why,
    })),
  };
}
