import {
  Button,
  DateInput,
  ErrorState,
  Input,
  Link,
  LoadingButton,
  LoadingSpinner,
  Select,
  TextArea,
} from '@hubspot/ui-extensions';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { PolicyPage } from '../../app-extensions/ui/admin/PolicyPage.tsx';
import { DEFAULT_POLICY } from '../../src/domain/policy/default-policy.ts';
import type { Policy } from '../../src/domain/policy/policy.ts';
import { charactersOf, MOST_CHARACTERS } from '../../src/domain/policy/size.ts';
import { UNAVAILABLE } from './answers.ts';
import { later, stage, stageFunctions, textOf } from './stage.ts';

afterEach(() => vi.unstubAllGlobals());

const POLICY: Policy = { ...DEFAULT_POLICY, version: 3, goLiveOn: '2026-01-05' };
const OPENED = {
  ok: true,
  today: '2026-11-23',
  inForce: POLICY,
  newest: 3,
  draft: null,
  lastRevision: 0,
  changes: [],
  people: [
    { id: '71', name: '王敏', userId: '5071' },
    { id: '72', name: 'Grace Miller', userId: '5072' },
  ],
  counted: null,
  past: null,
  goBackTo: null,
};
const draftOf = (policy: Policy, revision = 4) => ({
  ...OPENED,
  lastRevision: revision,
  draft: {
    revision,
    base: 3,
    policy,
    note: '',
    savedBy: 'Tom Reed',
    savedAt: '2026-11-23T01:00:00Z',
    record: { objectType: 'p123_rv_policy', id: '901' },
    approval: 'none',
  },
});
const placeOf = (id: string) => `rules.${POLICY.rules.findIndex((rule) => rule.id === id)}`;

async function desk(
  language: 'zh' | 'en',
  functions: { readonly open?: readonly unknown[]; readonly save?: readonly unknown[] } = {},
) {
  const calls = stageFunctions({ open_policy: functions.open ?? [OPENED], save_draft_policy: functions.save ?? [] });
  const page = stage('pages', language);
  page.mocks.context.user.firstName = 'Tom';
  page.mocks.context.user.lastName = 'Reed';
  page.render(<PolicyPage />);
  await vi.waitFor(() => expect(page.maybeFind(Select, ({ props }) => props.name === 'part')).not.toBeNull());
  const field = (name: string) => {
    const area = page.maybeFind(TextArea, ({ props }) => props.name === name);
    return area ?? page.find(Input, ({ props }) => props.name === name);
  };
  const button = (label: string) => page.find(Button, ({ text }) => text === label);
  const save = () => page.find(LoadingButton, ({ props }) => props.variant === 'primary');
  return {
    page,
    calls,
    part: (name: string) => page.find(Select, ({ props }) => props.name === 'part').trigger('onChange', name as never),
    type: (name: string, text: string) => field(name).trigger('onInput', text as never),
    typed: (name: string) => field(name).props.value,
    wrong: (name: string) => field(name).props.validationMessage,
    button,
    press: (label: string) => button(label).trigger('onClick'),
    save,
    text: () => textOf(page.getRootNode()),
    sent: () => calls.filter(({ name }) => name === 'save_draft_policy').map(({ options }) => options.parameters),
  };
}

describe('the policy page', () => {
  it('says that it is loading, then why it cannot be shown, and can be tried again', async () => {
    const { answer, arrive } = later();
    stageFunctions({ open_policy: [() => answer, OPENED] });
    const page = stage('pages', 'zh');
    page.render(<PolicyPage />);
    expect(page.find(LoadingSpinner).props.label).toBe('加载中…');
    arrive(UNAVAILABLE);
    await vi.waitFor(() => expect(page.maybeFind(ErrorState)).not.toBeNull());
    page.find(Button, ({ text }) => text === '重试').trigger('onClick');
    await vi.waitFor(() => expect(textOf(page.getRootNode())).toContain('第 3 版生效中。'));
  });

  it('keeps what was typed when saving fails, and sends it again as the same save', async () => {
    const { type, typed, press, save, sent, text, page } = await desk('en', {
      save: [UNAVAILABLE, { ok: true, revision: 1, repeated: false }],
    });
    press('Edit P11');
    type(`${placeOf('P11')}.window.latest.n`, '33');
    type('note', 'two days more');
    save().trigger('onClick');
    await vi.waitFor(() => expect(text()).toContain('What you typed is still here'));
    expect(typed(`${placeOf('P11')}.window.latest.n`)).toBe('33');
    expect(typed('note')).toBe('two days more');
    save().trigger('onClick');
    await vi.waitFor(() => expect(page.mocks.actions.addAlert.callCount).toBe(1));
    const [first, second] = sent() as { readonly submissionId: string }[];
    expect(first).toMatchObject({ after: 0, base: 3, savedBy: 'Tom Reed', note: 'two days more' });
    expect(second).toEqual(first);
    expect(text()).toContain('Everything is saved.');
  });

  it('rehearses, shows for approval and publishes no older draft while the one just saved is being read', async () => {
    const { answer, arrive } = later();
    const older = draftOf(POLICY);
    const { part, press, type, save, text, page } = await desk('en', {
      open: [older, () => answer],
      save: [{ ok: true, revision: 5, repeated: false }],
    });
    const publish = () => page.maybeFind(LoadingButton, ({ text: label }) => label === 'Publish');
    const records = () => page.findAll(Link).map(({ props }) => (props.href as { readonly url: string }).url);
    const rehearse = () => page.find(LoadingButton, ({ text: label }) => label === 'Rehearse');
    part('publish');
    expect(publish()?.props.disabled).toBe(false);
    expect(records()).toEqual([expect.stringContaining('/p123_rv_policy/901')]);
    part('rules');
    press('Edit P11');
    type(`${placeOf('P11')}.window.latest.n`, '33');
    save().trigger('onClick');
    await vi.waitFor(() => expect(text()).toContain('Everything is saved.'));
    part('publish');
    expect([publish(), records()]).toEqual([null, []]);
    expect(text()).not.toContain('There is no saved draft to publish.');
    part('rehearse');
    expect(rehearse().props.disabled).toBe(true);

    const newer = draftOf(POLICY, 5);
    arrive({ ...newer, draft: { ...newer.draft, record: { objectType: 'p123_rv_policy', id: '902' } } });
    await vi.waitFor(() => expect(rehearse().props.disabled).toBe(false));
    part('publish');
    expect(publish()?.props.disabled).toBe(false);
    expect(records()).toEqual([expect.stringContaining('/p123_rv_policy/902')]);
  });

  it.each([
    ['en', 'the sixth rule is refused'],
    ['zh', '每个周期至少一次'],
  ] as const)('shows in %s what the function refuses at the field, with what was typed', async (language, said) => {
    const path = `${placeOf('P11')}.trigger.guard.times`;
    const message = language === 'zh' ? 'at least once a period' : said;
    const { type, typed, wrong, press, save, text } = await desk(language, {
      save: [
        {
          ok: false,
          reason: 'bad_input',
          message: { zh: '请修改标出的地方后再保存。', en: 'Correct the marked places and save again.' },
          fields: [{ path, message }],
        },
      ],
    });
    press(language === 'zh' ? '编辑 P11' : 'Edit P11');
    type(path, '2');
    save().trigger('onClick');
    await vi.waitFor(() => expect(wrong(path)).toBe(said));
    expect(typed(path)).toBe('2');
    expect(text()).toContain(language === 'zh' ? '请修改标出的地方后再保存。' : 'Correct the marked places');
  });

  it('tells the second of two admins, and takes over what does not collide', async () => {
    const theirs = draftOf({ ...POLICY, leadDays: 9, attempts: 4 });
    const { type, typed, press, save, part, text, page } = await desk('en', {
      open: [OPENED, theirs],
      save: [
        {
          ok: false,
          reason: 'draft_changed',
          message: { zh: '李强保存了另一份草稿。', en: '李强 saved another draft; nothing was overwritten.' },
        },
        { ok: true, revision: 5, repeated: false },
      ],
    });
    part('limits');
    type('leadDays', '5');
    type('taskDueAt', '08:30');
    save().trigger('onClick');
    await vi.waitFor(() => expect(text()).toContain('李强 saved another draft'));
    press('Take my changes over into theirs');
    await vi.waitFor(() => expect(typed('attempts')).toBe('4'));
    // Both changed the lead days: theirs stands, and mine is told.
    expect([typed('leadDays'), typed('taskDueAt')]).toEqual(['9', '08:30']);
    expect(text()).toContain('Days ahead that a task is made 9 5');
    save().trigger('onClick');
    await vi.waitFor(() => expect(page.mocks.actions.addAlert.callCount).toBe(1));
  });
});

describe('who is left out of the book', () => {
  it('is added, counted by HubSpot and saved', async () => {
    const { part, press, type, wrong, page, text, save, sent, calls } = await desk('en', {
      open: [OPENED, { ...OPENED, counted: { contacts: 1_200, excluded: [14] } }, OPENED],
      save: [{ ok: true, revision: 1, repeated: false }],
    });
    part('scope');
    press('Leave out more');
    expect(wrong('scope.exclude.0.values')).toBe('name at least one, or nearly everybody is left out');
    type('scope.exclude.0.values', 'returnvisits');
    expect(wrong('scope.exclude.0.values')).toBe('what stands after the @, such as example.com');
    type('scope.exclude.0.values', 'returnvisits.example,');
    page.find(LoadingButton, ({ text: label }) => label === 'Count them').trigger('onClick');
    await vi.waitFor(() => expect(text()).toContain('leaves out 14'));
    expect(text()).toContain('1,200 contacts would be in the book without exclusions.');
    const exclude = [{ field: 'email_domain', values: ['returnvisits.example'] }];
    expect(calls.at(-1)?.options.parameters).toMatchObject({ count: { ...POLICY.scope, exclude } });
    save().trigger('onClick');
    await vi.waitFor(() => expect(sent()).toMatchObject([{ policy: { scope: { exclude } } }]));
    press('Remove exclusion 1');
    expect(text()).not.toContain('leaves out 14');
  });
});

describe('bad input on the policy page is shown at its field while it is typed, and cannot be saved', () => {
  it.each([
    ['en', 'the latest day is before the target', 'the target is before the earliest day'],
    ['zh', '最迟日早于目标日', '目标日早于最早日'],
  ] as const)('a rule that contradicts itself, in %s', async (language, latest, target) => {
    const { type, wrong, press, save, sent } = await desk(language);
    press(language === 'zh' ? '编辑 P11' : 'Edit P11');
    type(`${placeOf('P11')}.window.latest.n`, '3');
    expect(wrong(`${placeOf('P11')}.window.latest.n`)).toBe(latest);
    expect(save().props.disabled).toBe(true);
    type(`${placeOf('P11')}.window.latest.n`, '31');
    type(`${placeOf('P11')}.window.earliest.n`, '29');
    expect(wrong(`${placeOf('P11')}.window.target.n`)).toBe(target);
    save().trigger('onClick');
    expect(sent()).toEqual([]);
  });

  it('minutes below zero, minutes that are none, and leave that ends before it begins', async () => {
    const { part, type, typed, wrong, save, text } = await desk('zh');
    part('team');
    type('capacity.minutesPerDay', '−30');
    expect(wrong('capacity.minutesPerDay')).toMatch(/每天至少要能打一通电话/);
    type('capacity.minutesPerDay', '120');
    expect(wrong('capacity.minutesPerDay')).toBeUndefined();
    type('capacity.byOwner.72', '很多');
    expect([typed('capacity.byOwner.72'), wrong('capacity.byOwner.72')]).toEqual(['很多', '请输入有效的值']);
    expect(save().props.disabled).toBe(true);
    type('capacity.byOwner.72', '');
    type('team.users.71.shifts', '09:00-12:00, 11:00-18:00');
    expect(wrong('team.users.71.shifts')).toBe('开始早于上一段结束');
    expect(text()).toContain('保存前需修改 1 处');
  });

  it('a holiday file of another year, and one whose year nobody said', async () => {
    const { part, type, wrong, button, press, text, sent } = await desk('en');
    part('calendar');
    type('holidayFile', '2026-02-17, off, Spring Festival\n2027-02-18, 休, 春节\n2027-02-30, off');
    expect(wrong('holidayYear')).toBe('Type the four figures of the year first.');
    type('holidayYear', '2027');
    expect(wrong('holidayFile')).toBe('Line 1 is of another year. Line 3 is no day.');
    expect(button('Take the days over').props.disabled).toBe(true);
    type('holidayFile', '2027-02-18, 休, 春节');
    press('Take the days over');
    expect(text()).toContain('Feb 18, 2027');
    expect(sent()).toEqual([]);
  });

  it.each([
    ['limits', 'taskDueAt', '9 Uhr', 'a time of day as HH:MM'],
    ['limits', 'callingHours.pauses.0.to', '', 'a time of day as HH:MM, up to 24:00'],
    ['limits', 'budget.calls.most', '0', 'at least one, or nobody would ever be called'],
    ['limits', 'optionalFields.age.keepMonths', '500', 'must be between 1 and 120'],
    ['limits', 'incentive.name.en', ' ', 'a text in both languages is needed'],
    ['tiers', 'tiers.A.value', '7', 'must be between 1 and 5'],
    ['calendar', 'calendar.country', 'China', 'a country as two letters (ISO 3166), such as CN, or none'],
    ['clocks', 'loops.lowNps.value', '11', 'must be between -1 and 10'],
  ])('in %s, %s: %j', async (where, name, text, said) => {
    const { part, type, typed, wrong, save } = await desk('en');
    part(where);
    type(name, text);
    expect([typed(name), wrong(name)]).toEqual([text, said]);
    expect(save().props.disabled).toBe(true);
  });

  it('a policy past what one property of HubSpot holds', async () => {
    const room = MOST_CHARACTERS - charactersOf(POLICY);
    const name = 'x'.repeat(room - 200);
    const nearly = {
      ...POLICY,
      calendar: { ...POLICY.calendar, exceptions: [{ on: '2027-05-04', working: false, name }] },
    };
    const { part, page, type, press, save, text } = await desk('zh', { open: [draftOf(nearly)] });
    part('calendar');
    expect(text()).not.toContain('最多 65536 个字符');
    page.find(DateInput).trigger('onChange', { year: 2027, month: 4, date: 5 } as never);
    type('exceptionName', '公司日'.repeat(80));
    press('添加日期');
    expect(text()).toContain('最多 65536 个字符');
    expect(save().props.disabled).toBe(true);
  });
});
