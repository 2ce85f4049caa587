import {
  Alert,
  Button,
  ErrorState,
  Input,
  LoadingButton,
  LoadingSpinner,
  MultiSelect,
  SearchInput,
  Select,
  TextArea,
  ToggleGroup,
} from '@hubspot/ui-extensions';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ScriptsPage } from '../../app-extensions/ui/scripts/ScriptsPage.tsx';
import type { Script } from '../../src/domain/policy/policy.ts';
import { UNAVAILABLE } from './answers.ts';
import { later, PORTAL, stage, stageFunctions, textOf } from './stage.ts';

afterEach(() => vi.unstubAllGlobals());

const SCRIPT: Script = {
  id: 'quarterly',
  version: 2,
  opening: [{ zh: '{{name}}您好', en: 'Hello {{name}}' }],
  questions: [
    {
      id: 'well',
      goal: 'care',
      text: { zh: '运行正常吗？', en: 'Is it running well?' },
      answers: [
        { id: 'yes', text: { zh: '正常', en: 'Yes, well' } },
        { id: 'no', text: { zh: '不正常', en: 'No, badly' }, fills: { feedback: 'problem' } },
      ],
    },
    { id: 'since', goal: 'care', text: { zh: '从什么时候起？', en: 'Since when?' }, after: ['well=no'] },
  ],
  closing: [{ zh: '谢谢', en: 'Thank you' }],
};
const ROW = {
  id: 'quarterly',
  version: 2,
  rules: [{ id: 'P08', name: { zh: '季度回访', en: 'Quarterly visit' } }],
  draft: { revision: 5, savedBy: '王敏', savedAt: '2026-02-01T03:00:00Z' },
};
const LIST = {
  ok: true,
  scripts: [ROW, { id: 'renewal', version: 1, rules: [] }],
  script: null,
  inForce: null,
  after: 5,
  facts: null,
};
const one = (script: Script, inForce = script.version) => ({ ...LIST, scripts: [], script, inForce });
const CHANGED = {
  ok: false,
  reason: 'script_changed',
  message: { zh: '王敏改了这份话术，没有覆盖。', en: '王敏 changed this script; nothing was overwritten.' },
};

/** `open_scripts` as the function answers it: the list, a script, or what is known of a contact. */
function opening(answers: { readonly script?: readonly unknown[]; readonly facts?: unknown } = {}) {
  const scripts = [...(answers.script ?? [one(SCRIPT)])];
  return ({ options }: { readonly options: { readonly parameters?: unknown } }) => {
    const { scriptId, contactId } = (options.parameters ?? {}) as { scriptId?: string; contactId?: string };
    if (contactId) return { ...LIST, scripts: [], facts: answers.facts ?? null };
    if (!scriptId) return LIST;
    return scripts.length > 1 ? scripts.shift() : scripts[0];
  };
}

async function editing(
  language: 'zh' | 'en',
  functions: { readonly open?: ReturnType<typeof opening>; readonly save?: readonly unknown[] } = {},
) {
  const calls = stageFunctions({ open_scripts: [functions.open ?? opening()], save_script: functions.save ?? [] });
  searchAnswers([
    { objectId: 51, properties: { firstname: '建国', lastname: '王', email: 'wang@example.cn', company: '华东机械' } },
  ]);
  const page = stage('pages', language);
  page.mocks.context.user.firstName = 'Tom';
  page.mocks.context.user.lastName = 'Reed';
  page.render(<ScriptsPage />);
  await vi.waitFor(() => expect(page.maybeFind(Select, ({ props }) => props.name === 'script')).not.toBeNull());
  const field = (name: string) => {
    const area = page.maybeFind(TextArea, ({ props }) => props.name === name);
    return area ?? page.find(Input, ({ props }) => props.name === name);
  };
  const pick = (name: string, value: string) =>
    page.find(Select, ({ props }) => props.name === name).trigger('onChange', value as never);
  pick('script', 'quarterly');
  await vi.waitFor(() => expect(page.maybeFind(TextArea)).not.toBeNull());
  return {
    page,
    calls,
    pick,
    type: (name: string, text: string) => field(name).trigger('onInput', text as never),
    typed: (name: string) => field(name).props.value,
    wrong: (name: string) => field(name).props.validationMessage,
    press: (label: string) => page.find(Button, ({ text }) => text === label).trigger('onClick'),
    save: () => page.find(LoadingButton).trigger('onClick'),
    text: () => textOf(page.getRootNode()),
    sent: () => calls.filter(({ name }) => name === 'save_script').map(({ options }) => options.parameters),
  };
}

/** HubSpot's renderer leaves the search hook to the worker. */
function searchAnswers(results: readonly { readonly objectId: number; readonly properties: object }[]): void {
  const { self } = globalThis as unknown as { self: { [name: string]: unknown } };
  self.__HUBSPOT_EXTENSION_WORKER__ = true;
  self.hsWorkerAPI = {
    fetchCrmSearch: async () => ({
      ok: true,
      json: async () => ({ data: { results, total: results.length, hasMore: false } }),
    }),
  };
}

describe('the scripts page', () => {
  it.each([
    ['en', 'Loading…'],
    ['zh', '加载中…'],
  ] as const)('says in %s that it is loading', async (language, label) => {
    const { answer, arrive } = later();
    stageFunctions({ open_scripts: [() => answer] });
    const page = stage('pages', language);
    page.render(<ScriptsPage />);
    expect(page.find(LoadingSpinner).props.label).toBe(label);
    arrive(LIST);
    await vi.waitFor(() => expect(page.maybeFind(LoadingSpinner)).toBeNull());
  });

  it('says why it cannot be shown, and can be tried again', async () => {
    stageFunctions({ open_scripts: [UNAVAILABLE, LIST] });
    const page = stage('pages', 'en');
    page.render(<ScriptsPage />);
    await vi.waitFor(() => expect(page.maybeFind(ErrorState)).not.toBeNull());
    page.find(Button, ({ text }) => text === 'Try again').trigger('onClick');
    await vi.waitFor(() => expect(page.maybeFind(Select)).not.toBeNull());
    expect(textOf(page.getRootNode())).toContain('Choose a script to read or change it.');
  });

  it('lists the scripts with version and rules, and says who saved the one that is open', async () => {
    const { page, text } = await editing('en');
    expect(page.find(Select, ({ props }) => props.name === 'script').props.options).toEqual([
      { value: 'quarterly', label: 'quarterly, version 2 (P08)' },
      { value: 'renewal', label: 'renewal, version 1' },
    ]);
    expect(text()).toContain('Used by: Quarterly visit (P08)');
    expect(text()).toContain('Changed in draft 5 of the policy, saved by 王敏 (as the page was told), Feb 1, 2026');
  });

  it('saves every text, question, branch and answer as typed, once however often it is pressed', async () => {
    const { answer, arrive } = later();
    const { type, press, pick, save, sent, page, text } = await editing('en', { save: [() => answer] });
    type('opening.0.zh', '{{name}}早上好');
    press('Add a question');
    type('questions.2.text.zh', '还有别的吗？');
    type('questions.2.text.en', 'Anything else?');
    pick('questions.2.goal', 'need');
    page
      .find(MultiSelect, ({ props }) => props.name === 'questions.2.after')
      .trigger('onChange', ['well=yes'] as never);
    press('Add an answer to question 3');
    type('questions.2.answers.0.text.zh', '有');
    type('questions.2.answers.0.text.en', 'Yes');
    pick('questions.2.answers.0.feedback', 'need');
    pick('questions.2.answers.0.score', 'response_speed=4');
    save();
    save();
    await vi.waitFor(() => expect(page.find(LoadingButton).props.disabled).toBe(true));
    save();
    arrive({ ok: true, version: 3, revision: 6, repeated: false });
    await vi.waitFor(() => expect(page.mocks.actions.addAlert.callCount).toBe(1));
    expect(page.mocks.actions.addAlert.calls[0]).toEqual([
      {
        type: 'success',
        message:
          'Saved in draft 6 of the policy. It comes into force when that draft is approved and published on the page Policy.',
      },
    ]);
    expect(text()).toContain('As saved');
    const { version: _, ...script } = SCRIPT;
    expect(sent()).toEqual([
      {
        portal: PORTAL,
        basedOn: 2,
        after: 5,
        submissionId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        savedBy: 'Tom Reed',
        script: {
          ...script,
          opening: [{ zh: '{{name}}早上好', en: 'Hello {{name}}' }],
          questions: [
            ...script.questions,
            {
              id: 'question_3',
              goal: 'need',
              text: { zh: '还有别的吗？', en: 'Anything else?' },
              after: ['well=yes'],
              answers: [
                {
                  id: 'answer_1',
                  text: { zh: '有', en: 'Yes' },
                  fills: { feedback: 'need', score: { dimension: 'response_speed', value: 4 } },
                },
              ],
            },
          ],
        },
      },
    ]);
  });

  it('marks what cannot be saved at its field, and asks no function', async () => {
    const { type, press, save, wrong, sent, page, text } = await editing('en');
    type('opening.0.en', '<b>Hello</b>');
    type('closing.0.zh', '');
    press('Move up: Question 2');
    save();
    await vi.waitFor(() => expect(wrong('opening.0.en')).toBe('Plain text only: no tags, no &codes;.'));
    expect(wrong('closing.0.zh')).toBe('Both languages are needed.');
    expect(page.find(MultiSelect, ({ props }) => props.name === 'questions.0.after').props.validationMessage).toBe(
      'It hangs on an answer that no earlier question has.',
    );
    expect(text()).toContain('Some places need attention; they are marked.');
    expect(sent()).toEqual([]);
  });

  it.each([
    ['en', 'Only {{name}}, {{company}}, {{product}} and {{rep}} can be filled in.'],
    ['zh', '只能填入 {{name}}、{{company}}、{{product}}、{{rep}}。'],
  ] as const)(
    'marks in %s what no customer has while it is typed; what is empty only once it is saved',
    async (language, said) => {
      const { type, wrong, sent } = await editing(language);
      type('opening.0.zh', '{{nickname}}您好');
      expect(wrong('opening.0.zh')).toBe(said);
      type('opening.0.zh', '{{name}}您好');
      type('opening.0.en', '');
      expect([wrong('opening.0.zh'), wrong('opening.0.en')]).toEqual([undefined, undefined]);
      expect(sent()).toEqual([]);
    },
  );

  it('marks what the function refused at its field too', async () => {
    const refusal = {
      ok: false,
      reason: 'bad_input',
      message: { zh: '请修改', en: 'Correct the marked places.' },
      fields: [{ path: 'questions.0.text.en', message: 'too_long' }],
    };
    const { type, save, wrong } = await editing('zh', { save: [refusal] });
    type('opening.0.zh', '您好');
    save();
    await vi.waitFor(() => expect(wrong('questions.0.text.en')).toBe('最多 600 个字符。'));
  });

  it.each([
    ['a function that fails', () => Promise.reject(new Error('500')), 'The app did not answer.'],
    ['HubSpot out of reach', UNAVAILABLE, 'HubSpot does not answer.'],
  ])('keeps everything typed at %s, and is the same save the next time', async (_, answer, said) => {
    const { type, save, typed, text, sent, page } = await editing('en', {
      save: [answer, { ok: true, version: 3, revision: 6, repeated: true }],
    });
    type('closing.0.en', 'See you 🙂 soon');
    save();
    await vi.waitFor(() => expect(text()).toContain(said));
    expect(page.find(Alert, ({ props }) => props.variant === 'error').props.title).toBe('Not saved yet');
    expect(typed('closing.0.en')).toBe('See you 🙂 soon');
    save();
    await vi.waitFor(() => expect(text()).toContain('As saved'));
    const [first, second] = sent();
    expect(second).toEqual(first);
    expect(page.mocks.actions.addAlert.calls[0]).toEqual([
      { type: 'success', message: 'This had been saved before, in draft 6 of the policy.' },
    ]);
  });

  it('tells the second of two admins, shows the other’s version, and goes on from it with what was typed', async () => {
    const theirs: Script = { ...SCRIPT, version: 3, opening: [{ zh: '他们的', en: 'Theirs' }] };
    const { type, typed, save, press, text, sent, page } = await editing('en', {
      open: opening({ script: [one(SCRIPT), { ...one(theirs), after: 6 }] }),
      save: [CHANGED, { ok: true, version: 4, revision: 7, repeated: false }],
    });
    type('opening.0.en', 'Mine');
    save();
    await vi.waitFor(() => expect(text()).toContain('王敏 changed this script; nothing was overwritten.'));
    press('Look at what it says now');
    await vi.waitFor(() => expect(text()).toContain('What it says now is shown beside yours.'));
    expect(typed('opening.0.en')).toBe('Mine');
    page.find(ToggleGroup, ({ props }) => props.name === 'preview.which').trigger('onChange', 'theirs' as never);
    expect(text()).toContain('Theirs');
    save();
    await vi.waitFor(() => expect(page.mocks.actions.addAlert.callCount).toBe(1));
    expect(sent()).toMatchObject([
      { basedOn: 2, after: 5 },
      { basedOn: 3, after: 6 },
    ]);
  });

  it('keeps what was typed in one script while another one is looked at', async () => {
    const { type, typed, pick, page } = await editing('en', {
      open: opening({ script: [one(SCRIPT), one({ ...SCRIPT, id: 'renewal', version: 1 })] }),
    });
    type('opening.0.en', 'Half done');
    pick('script', 'renewal');
    await vi.waitFor(() => expect(typed('opening.0.en')).toBe('Hello {{name}}'));
    pick('script', 'quarterly');
    await vi.waitFor(() => expect(typed('opening.0.en')).toBe('Half done'));
    expect(page.find(Button, ({ text }) => text === 'Discard the changes')).toBeTruthy();
  });

  it('shows an older version, which can be saved again as the newest', async () => {
    const first: Script = { ...SCRIPT, version: 1, opening: [{ zh: '第一版', en: 'The first' }] };
    const { pick, typed, save, sent, calls } = await editing('en', {
      open: opening({ script: [one(SCRIPT), one(first, 2)] }),
      save: [{ ok: true, version: 3, revision: 6, repeated: false }],
    });
    pick('version', '1');
    await vi.waitFor(() => expect(typed('opening.0.en')).toBe('The first'));
    expect(calls.at(-1)?.options.parameters).toEqual({ portal: PORTAL, scriptId: 'quarterly', version: 1 });
    save();
    await vi.waitFor(() => expect(sent()).toHaveLength(1));
    expect(sent()[0]).toMatchObject({ basedOn: 2, script: { opening: first.opening } });
  });

  it('reads what is typed to a contact, as the card would, along the branch that is answered', async () => {
    const facts = { name: '王建国', company: '华东机械', product: '打印机', rep: '王敏' };
    const { page, pick, type, text } = await editing('zh', { open: opening({ facts }) });
    type('opening.0.zh', '{{name}}您好，我是{{rep}}，{{product}}好用吗？');
    expect(text()).toContain('您好，我是您的客户经理，我们的产品好用吗？');
    page.find(SearchInput).trigger('onInput', '王' as never);
    await vi.waitFor(() =>
      expect(page.find(Select, ({ props }) => props.name === 'preview.contact').props.options).toEqual([
        { value: '51', label: '王建国, 华东机械, wang@example.cn' },
      ]),
    );
    pick('preview.contact', '51');
    await vi.waitFor(() => expect(text()).toContain('王建国您好，我是王敏，打印机好用吗？'));
    const answers = page.find(ToggleGroup, ({ props }) => props.name === 'answer.well');
    const shown = () => page.findAll(ToggleGroup).length + text().split('从什么时候起？').length;
    const before = shown();
    answers.trigger('onChange', 'no' as never);
    await vi.waitFor(() => expect(shown()).toBe(before + 1));
  });
});
