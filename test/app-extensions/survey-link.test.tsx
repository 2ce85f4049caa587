import { LoadingButton } from '@hubspot/ui-extensions';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { formatFor } from '../../app-extensions/ui/common/format.ts';
import { AskByLink } from '../../app-extensions/ui/survey/AskByLink.tsx';
import type { PastVisit } from '../../src/contract/open-contact.ts';
import { stage, stageFunctions } from './stage.ts';

afterEach(() => vi.unstubAllGlobals());

const held = (more: Partial<PastVisit> = {}): PastVisit => ({
  key: '501:2',
  on: '2026-02-10',
  outcome: 'reached',
  channel: 'phone',
  scores: {},
  ...more,
});

const offered = (language: 'zh' | 'en', visits: readonly PastVisit[]) => {
  stageFunctions({});
  const card = stage('crm.record.tab', language);
  card.render(<AskByLink visits={visits} format={formatFor({ language })} />);
  return card.findAll(LoadingButton).map(({ text }) => text);
};

describe('a link after a talk', () => {
  it('asks for what was not asked in it, and for nothing that has its answer', () => {
    expect(offered('en', [held()])).toEqual(['Link to the satisfaction survey']);
    expect(offered('zh', [held()])).toEqual(['满意度问卷链接']);
    expect(offered('en', [held({ scores: { service_quality: 4 } })])).toEqual(['Link to the recommendation question']);
    expect(offered('en', [held({ scores: { service_quality: 4 }, nps: 0 })])).toEqual([]);
  });

  it('is about the newest talk alone, and an attempt in vain is none', () => {
    expect(offered('en', [held({ outcome: 'no_answer', key: '501:3' }), held({ scores: { a: 1 }, nps: 9 })])).toEqual(
      [],
    );
    expect(offered('en', [held({ scores: { a: 1 }, nps: 9 }), held({ key: '501:1' })])).toEqual([]);
    expect(offered('en', [])).toEqual([]);
  });
});
