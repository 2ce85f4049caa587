import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import type { Words } from '../domain/planning/plan.ts';
import { DEFAULT_POLICY } from '../domain/policy/default-policy.ts';
import type { Contradiction, DraftRule, SopLength, SopReading } from '../domain/sop/draft.ts';
import { parseSop } from '../domain/sop/parse-sop.ts';
import { type DraftedPolicy, policyOfDrafts } from '../domain/sop/policy-of-drafts.ts';
import { command, Failure, UsageError } from './words.ts';

const USAGE = 'npm run sop -- FILE.txt [--json] [--policy OUT.json]';

await command(async () => {
  const { file, json, policy } = words();
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw new Failure(`the procedure cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  const reading = parseSop(text.replace(/^\uFEFF/, ''));
  if (json) console.log(JSON.stringify(reading));
  // The report is in the language of the procedure.
  else for (const line of report(reading, languageOf(text))) console.log(line);
  if (policy !== undefined) {
    const drafted = policyOfDrafts(reading.drafts, DEFAULT_POLICY);
    await writeFile(policy, `${JSON.stringify(drafted.policy, null, 2)}\n`);
    // Beside the JSON on standard output there is nothing else.
    if (!json) for (const line of draftedLines(drafted, policy, languageOf(text))) console.log(line);
  }
  return 0;
});

function words(): { readonly file: string; readonly json: boolean; readonly policy: string | undefined } {
  let given: { positionals: string[]; values: { json?: boolean; policy?: string } };
  try {
    given = parseArgs({
      options: { json: { type: 'boolean' }, policy: { type: 'string' } },
      strict: true,
      allowPositionals: true,
    });
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}. Usage: ${USAGE}`);
  }
  const [file, ...more] = given.positionals;
  if (file === undefined || more.length > 0) throw new UsageError(`name one procedure, a text file. Usage: ${USAGE}`);
  return { file, json: given.values.json ?? false, policy: given.values.policy };
}

function languageOf(text: string): Language {
  return /\p{Script=Han}/u.test(text) ? 'zh' : 'en';
}

function draftedLines({ rules, left }: DraftedPolicy, file: string, language: Language): string[] {
  const on = rules.filter((rule) => rule.on).length;
  const said: Words = {
    zh: `已写入 ${file}：启用 ${on} 条，未启用 ${rules.length - on} 条，不成规则 ${left.length} 条`,
    en: `written to ${file}: ${on} rules on, ${rules.length - on} off, ${left.length} drafts that are no rule`,
  };
  return [
    said[language],
    ...rules.map(
      (rule) =>
        `  ${rule.id} ${rule.on ? '' : `${{ zh: '（未启用）', en: '(off) ' }[language]}`}${rule.name[language]}`,
    ),
    ...left.map(({ draft, why }) => `  ${draft.line}: ${why[language]}`),
  ];
}

type Language = keyof Words;

function report({ drafts, ignored, notUnderstood, contradictions }: SopReading, language: Language): string[] {
  const titles: { readonly [part: string]: Words } = {
    drafts: { zh: `规则草稿 ${drafts.length} 条`, en: `${drafts.length} draft rules` },
    contradictions: { zh: `矛盾 ${contradictions.length} 处`, en: `${contradictions.length} contradictions` },
    notUnderstood: { zh: `未理解 ${notUnderstood.length} 句`, en: `${notUnderstood.length} sentences not understood` },
    ignored: { zh: `标题等 ${ignored.length} 行`, en: `${ignored.length} headings and rules` },
  };
  const part = (name: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : [(titles[name] as Words)[language], ...lines, ''];
  return [
    ...part(
      'drafts',
      drafts.flatMap((draft, i) => draftLines(draft, i + 1, language)),
    ),
    ...part(
      'contradictions',
      contradictions.flatMap((each) => contradictionLines(each, language)),
    ),
    ...part(
      'notUnderstood',
      notUnderstood.map(({ line, text }) => `  ${line}: ${text}`),
    ),
    ...part(
      'ignored',
      ignored.map(({ line, text }) => `  ${line}: ${text}`),
    ),
    titles.drafts?.[language] ?? '',
  ];
}

function draftLines(draft: DraftRule, number: number, language: Language): string[] {
  const { tiers, stages, flags } = draft.segment;
  const whom = [...tiers, ...stages, ...flags].join(' ') || { zh: '所有客户', en: 'everybody' }[language];
  const { earliest, target, latest } = draft.window;
  const facts = [
    draft.kind,
    whom,
    triggerText(draft),
    `${lengthText(earliest)} ‹ ${lengthText(target)} › ${lengthText(latest)}`,
    draft.channels.join(' '),
    draft.owners.map(({ words, role }) => `${words} (${role})`).join(' '),
  ].filter(Boolean);
  return [
    `  ${number}. ${draft.line}: ${draft.quote}`,
    `     ${facts.join(' · ')}`,
    ...draft.assumed.map((assumed) => `     ${{ zh: '假定：', en: 'assumed: ' }[language]}${assumed[language]}`),
  ];
}

function triggerText({ trigger }: DraftRule): string {
  if (trigger.type !== 'recurring') return `${trigger.type} ${trigger.anchor ?? '?'}`;
  const { n, unit } = trigger.every;
  return `${trigger.floor ? '≥ ' : ''}${trigger.times} × / ${n === 1 ? '' : `${n} `}${unit}`;
}

function lengthText({ n, unit }: SopLength): string {
  return `${n} ${unit}`;
}

function contradictionLines({ what, resolution }: Contradiction, language: Language): string[] {
  return [`  ${what[language]}`, `     → ${resolution.why[language]}`];
}
