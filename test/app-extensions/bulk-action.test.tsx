import {
  Alert,
  Button,
  DateInput,
  ErrorState,
  Form,
  LoadingSpinner,
  ProgressBar,
  Select,
  TableRow,
  TextArea,
  ToggleGroup,
} from '@hubspot/ui-extensions';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { BulkAction } from '../../app-extensions/actions/BulkAction.tsx';
import type { BulkJob, BulkLine } from '../../src/contract/bulk-action.ts';
import { UNAVAILABLE } from './answers.ts';
import { later, PORTAL, stage, stageFunctions, textOf } from './stage.ts';

afterEach(() => vi.unstubAllGlobals());

const OWNERS = [
  { id: '1001', name: '王敏' },
  { id: '1002', name: '李强' },
];
const opened = (job: BulkJob | null = null) => ({ ok: true, step: 'open', today: '2026-11-23', owners: OWNERS, job });
const preview = (lines: readonly BulkLine[]) => ({ ok: true, step: 'preview', lines });

function line(contactId: number, more: Partial<BulkLine> = {}): BulkLine {
  return {
    contactId: String(contactId),
    name: `Customer ${contactId}`,
    outcome: 'changes',
    why: null,
    visits: { opened: 0, moved: 1, withdrawn: 0 },
    next: { from: '2026-11-25', to: '2026-11-27' },
    ...more,
  };
}

function job(done: number, more: Partial<BulkJob> = {}): BulkJob {
  return {
    id: 'job-00001',
    wish: { kind: 'plan' },
    total: 3,
    done,
    later: 0,
    visits: { opened: done, moved: 0, withdrawn: 0 },
    failed: 0,
    failures: [],
    finished: done === 3,
    secondsLeft: done === 0 ? null : 20,
    ...more,
  };
}
const worked = (given: BulkJob) => ({ ok: true, step: 'job', job: given });

async function shown(language: 'zh' | 'en', answers: readonly unknown[], objectIds: readonly number[] = [1, 2, 3]) {
  const calls = stageFunctions({ bulk_action: answers });
  const panel = stage('crm.bulkActions', language);
  panel.mocks.context.crm.objectIds = [...objectIds];
  panel.mocks.context.user.id = 77;
  panel.render(<BulkAction />);
  await vi.waitFor(() => expect(panel.maybeFind(LoadingSpinner)).toBeNull());
  return {
    panel,
    asked: () => calls.map(({ options }) => options.parameters),
    text: () => textOf(panel.getRootNode()),
    press: (label: string) => panel.find(Button, (button) => button.text === label).trigger('onClick'),
    choose: (kind: string) =>
      panel.find(ToggleGroup, ({ props }) => props.name === 'bulk.kind').trigger('onChange', kind as never),
    look: () => panel.find(Form).trigger('onSubmit'),
  };
}

describe('the bulk action panel', () => {
  it('shows what would happen, with names and reasons, before anything is written', async () => {
    const lines = [
      line(1, { name: '李雷' }),
      line(2, { outcome: 'same', why: { en: 'Planned already.', zh: '已经安排好了。' } }),
      line(3, { name: '', outcome: 'cannot', why: { en: 'It may have been deleted.', zh: '可能已被删除。' } }),
    ];
    const { panel, asked, text, look } = await shown('en', [opened(), preview(lines)]);
    expect(text()).toContain('Selected: 3 contacts');
    look();
    await vi.waitFor(() => expect(text()).toContain('1 contact would change'));
    expect(text()).toContain('1 contact stay as they are');
    expect(text()).toContain('1 contact cannot be done');
    expect(text()).toContain('Visits: 0 opened, 1 changed or moved, 0 withdrawn.');
    expect(text()).toContain('Nothing is written yet.');
    expect(panel.findAll(TableRow).map(textOf)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/李雷 Nov 25, 2026 Nov 27, 2026/),
        expect.stringContaining('Contact 3'),
      ]),
    );
    expect(asked()).toEqual([
      { step: 'open', portal: { id: panel.mocks.context.portal.id, timeZone: PORTAL.timeZone }, userId: 77 },
      expect.objectContaining({ step: 'preview', wish: { kind: 'plan' }, contactIds: [1, 2, 3] }),
    ]);
  });

  it('does it for those who would change, part by part, with the time left, and says what was done', async () => {
    const second = later();
    const { panel, asked, text, look, press } = await shown('en', [
      opened(),
      preview([line(1), line(2), line(3, { outcome: 'same' })]),
      worked(job(0)),
      worked(job(1)),
      () => second.answer,
    ]);
    look();
    await vi.waitFor(() => expect(text()).toContain('Do it for 2 contacts'));
    press('Do it for 2 contacts');
    await vi.waitFor(() => expect(panel.find(ProgressBar).props.value).toBe(1));
    expect(text()).toContain('1 of 3 contacts done');
    expect(text()).toContain('About 20 s left.');
    expect(text()).toContain('opened again, it goes on where it stopped');
    second.arrive(worked(job(3)));
    await vi.waitFor(() => expect(panel.find(Alert).props.title).toBe('Done'));
    const [, , begin, goOn] = asked() as { step: string; jobId?: string; contactIds?: number[] }[];
    expect(begin).toMatchObject({ step: 'begin', userId: 77, contactIds: [1, 2], wish: { kind: 'plan' } });
    expect(begin?.jobId?.length).toBeGreaterThan(8);
    expect(goOn).toMatchObject({ step: 'go_on', userId: 77, jobId: 'job-00001' });
    press('Close');
    expect(panel.mocks.actions.closeOverlay.called).toBe(true);
  });

  it('asks for a day and a reason before it looks at a pause', async () => {
    const { panel, asked, text, look, choose } = await shown('zh', [opened(), preview([line(1)])]);
    choose('pause');
    look();
    expect(text()).toContain('请选今天或以后的日期。');
    expect(text()).toContain('请填写原因。');
    expect(asked()).toHaveLength(1);
    panel.find(DateInput).trigger('onChange', { year: 2027, month: 2, date: 1 } as never);
    panel.find(TextArea).trigger('onInput', ' 搬迁 ' as never);
    look();
    await vi.waitFor(() => expect(text()).toContain('1 位联系人会变化'));
    expect(asked()[1]).toMatchObject({ wish: { kind: 'pause', until: '2027-03-01', because: '搬迁' } });
    expect(text()).toContain('尚未写入任何内容');
    expect(text()).not.toMatch(/[Cc]ontact|[Vv]isit/);
  });

  it('hands over to somebody who is chosen, in a role', async () => {
    const { panel, asked, text, look, choose } = await shown('en', [opened(), preview([line(1)])]);
    choose('hand_over');
    look();
    expect(text()).toContain('Choose somebody.');
    panel.find(Select, ({ props }) => props.name === 'bulk.role').trigger('onChange', 'service_engineer' as never);
    panel.find(Select, ({ props }) => props.name === 'bulk.owner').trigger('onChange', '1002' as never);
    look();
    await vi.waitFor(() => expect(text()).toContain('Service engineer becomes 李强'));
    expect(asked()[1]).toMatchObject({ wish: { kind: 'hand_over', role: 'service_engineer', ownerId: '1002' } });
  });

  it('goes on with what was left unfinished, or leaves the rest undone', async () => {
    const unfinished = await shown('en', [opened(job(1)), worked(job(3))]);
    expect(unfinished.text()).toContain('You have an unfinished bulk action');
    expect(unfinished.panel.find(ProgressBar).props.value).toBe(1);
    unfinished.press('Go on');
    await vi.waitFor(() => expect(unfinished.panel.find(Alert).props.title).toBe('Done'));

    const dropped = await shown('en', [opened(job(1)), worked(job(1))]);
    dropped.press('Leave the rest undone');
    await vi.waitFor(() => expect(dropped.panel.maybeFind(Form)).not.toBeNull());
    expect(dropped.asked()[1]).toMatchObject({ step: 'drop', jobId: 'job-00001' });
  });

  it('stops at trouble with what was done, and goes on from there', async () => {
    const { panel, text, look, press } = await shown('en', [
      opened(),
      preview([line(1), line(2), line(3)]),
      worked(job(0)),
      worked(job(1)),
      UNAVAILABLE,
      worked(job(3)),
    ]);
    look();
    await vi.waitFor(() => expect(text()).toContain('Do it for 3 contacts'));
    press('Do it for 3 contacts');
    await vi.waitFor(() => expect(text()).toContain('HubSpot does not answer.'));
    expect(panel.find(ProgressBar).props.value).toBe(1);
    press('Go on');
    await vi.waitFor(() => expect(panel.find(Alert).props.title).toBe('Done'));
  });

  it('names those who could not be done', async () => {
    const failures = [{ contactId: '2', name: '韩梅梅', message: 'PROPERTY_DOESNT_EXIST' }];
    const { text } = await shown('zh', [opened(job(1, { failed: 1, failures, later: 0 }))]);
    expect(text()).toContain('1 位联系人未能处理');
    expect(text()).toContain('韩梅梅: PROPERTY_DOESNT_EXIST');
  });

  it('looks at hundreds in parts of a hundred', async () => {
    const ids = Array.from({ length: 230 }, (_, index) => index + 1);
    const part = (from: number, to: number) => preview(ids.slice(from, to).map((id) => line(id)));
    const { asked, text, look, panel } = await shown(
      'en',
      [opened(), part(0, 100), part(100, 200), part(200, 230)],
      ids,
    );
    look();
    await vi.waitFor(() => expect(text()).toContain('230 contacts would change'));
    expect(
      asked()
        .slice(1)
        .map((call) => (call as { contactIds: number[] }).contactIds.length),
    ).toEqual([100, 100, 30]);
    // Examples, not all of them.
    expect(panel.findAll(TableRow).length).toBeLessThan(20);
  });

  it('says so when nobody is selected, too many are, or the app does not answer', async () => {
    expect((await shown('en', [opened()], [])).text()).toContain('Nobody is selected');
    const many = Array.from({ length: 2_001 }, (_, index) => index + 1);
    expect((await shown('en', [opened()], many)).text()).toContain('At most 2,000 contacts at once');
    const failed = await shown('zh', [UNAVAILABLE, opened()]);
    expect(textOf(failed.panel.find(ErrorState))).toContain('HubSpot 没有响应');
    failed.press('重试');
    await vi.waitFor(() => expect(failed.panel.maybeFind(Form)).not.toBeNull());
  });

  it('shows what the app says of a wish it refuses', async () => {
    const refused = {
      ...UNAVAILABLE,
      reason: 'bad_input',
      message: { en: 'That person cannot be found.', zh: '找不到' },
    };
    const { text, look, panel } = await shown('en', [opened(), refused]);
    look();
    await vi.waitFor(() => expect(text()).toContain('That person cannot be found.'));
    expect(panel.maybeFind(Form)).not.toBeNull();
  });
});
