import {
  Flex,
  Heading,
  hubspot,
  SearchInput,
  Select,
  Text,
  ToggleGroup,
  useCrmSearch,
  useDebounce,
} from '@hubspot/ui-extensions';
import { useState } from 'react';
import type { OpenScriptsAnswer } from '../../../src/contract/open-scripts.ts';
import type { Script } from '../../../src/domain/policy/policy.ts';
import type { Chosen } from '../../../src/domain/script/flow.ts';
import { personalise, type ScriptFacts } from '../../../src/domain/script/personalise.ts';
import { asJson, ask, type Failure } from '../common/ask.ts';
import type { Format } from '../common/format.ts';
import { HelpOn } from '../common/states.tsx';
import { usePortal } from '../common/use-portal.ts';
import { type Language, VISIT } from '../common/words.ts';
import { ScriptSegments } from './ScriptSegments.tsx';
import { SCRIPTS } from './script-words.ts';

/** The script as a rep would read it to one contact, with its branches; nothing is written. */
export function ScriptPreview({
  script,
  theirs,
  format,
}: {
  readonly script: Script;
  /** Somebody else's version in force, to compare with. */
  readonly theirs: Script | null;
  readonly format: Format;
}) {
  const words = SCRIPTS[format.language];
  const [language, setLanguage] = useState<Language>(format.language);
  const [which, setWhich] = useState<'mine' | 'theirs'>('mine');
  const [chosen, setChosen] = useState<Chosen>({});
  const [facts, setFacts] = useState<ScriptFacts>({});
  const shown = which === 'theirs' && theirs ? theirs : script;
  return (
    <Flex direction="column" gap="small">
      <Heading>{words.preview}</Heading>
      <ContactChoice onFacts={setFacts} format={format} />
      <ToggleGroup
        toggleType="radioButtonList"
        name="preview.language"
        label={VISIT[format.language].showIn}
        inline={true}
        value={language}
        options={(['zh', 'en'] as const).map((value) => ({ value, label: VISIT[format.language].languages[value] }))}
        onChange={(value: string) => setLanguage(value === 'zh' ? 'zh' : 'en')}
      />
      {theirs && (
        <ToggleGroup
          toggleType="radioButtonList"
          name="preview.which"
          label={words.previewOf}
          inline={true}
          value={which}
          options={[
            { value: 'mine', label: words.mine },
            { value: 'theirs', label: words.theirs(theirs.version) },
          ]}
          onChange={(value: string) => setWhich(value === 'theirs' ? 'theirs' : 'mine')}
        />
      )}
      <ScriptSegments
        script={personalise(shown, facts)}
        language={language}
        chosen={chosen}
        onAnswer={(questionId, answer) => setChosen({ ...chosen, [questionId]: answer.id })}
        format={format}
      />
    </Flex>
  );
}

const NAMED = ['firstname', 'lastname', 'email', 'company'];
const SHOWN = 10;

/** Contacts are searched with the reader's own permissions; the function says only what a script may name of one. */
function ContactChoice({
  onFacts,
  format,
}: {
  readonly onFacts: (facts: ScriptFacts) => void;
  readonly format: Format;
}) {
  const portal = usePortal();
  const words = SCRIPTS[format.language];
  const [text, setText] = useState('');
  const [contactId, setContactId] = useState('');
  const [failure, setFailure] = useState<Failure | null>(null);
  const query = useDebounce(text.trim(), 400);
  const { results, isLoading } = useCrmSearch({
    objectType: '0-1',
    properties: NAMED,
    pageLength: SHOWN,
    ...(query ? { query } : {}),
  });
  const choose = async (id: string) => {
    setContactId(id);
    const answer = await ask(() =>
      hubspot.serverless<OpenScriptsAnswer>('open_scripts', { parameters: asJson({ portal, contactId: id }) }),
    );
    setFailure(answer.ok ? null : answer);
    if (answer.ok) onFacts(answer.facts ?? {});
  };
  return (
    <Flex direction="column" gap="extra-small">
      <SearchInput
        name="preview.search"
        label={words.search}
        placeholder={words.searchHint}
        clearable={true}
        value={text}
        onInput={setText}
        onChange={setText}
      />
      {isLoading && results.length === 0 && <Text variant="microcopy">{words.searching}</Text>}
      {!isLoading && results.length === 0 && <Text variant="microcopy">{words.noContact}</Text>}
      {results.length > 0 && (
        <Select
          name="preview.contact"
          label={words.contact}
          value={contactId}
          options={results.map(({ objectId, properties }) => ({ value: String(objectId), label: labelOf(properties) }))}
          onChange={(value) => void choose(String(value))}
        />
      )}
      <Text variant="microcopy">{failure ? format.say(failure.message) : words.general}</Text>
      {failure && <HelpOn failure={failure} format={format} />}
    </Flex>
  );
}

function labelOf({ firstname, lastname, email, company }: { readonly [name: string]: string | null }): string {
  const han = /\p{Script=Han}/u.test(`${firstname ?? ''}${lastname ?? ''}`);
  const name = han ? `${lastname ?? ''}${firstname ?? ''}` : [firstname, lastname].filter(Boolean).join(' ');
  return [name, company, email].filter(Boolean).join(', ');
}
