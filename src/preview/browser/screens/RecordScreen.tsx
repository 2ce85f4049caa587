import { useEffect, useState } from 'react';
import type { PropertyDefinition, RecordForm } from '../../protocol.ts';
import { ownerName } from '../format.ts';
import { usePreview } from '../preview-context.ts';
import { serverApi } from '../server-api.ts';
import { showToast } from '../toasts.tsx';
import { shownOf, useLoaded } from '../use-loaded.ts';
import { Problem } from './Shell.tsx';

/** Longer texts get room for more than a line. */
const LONG = 120;

/** Stands in for HubSpot's own form of a custom object's record, changed as the user that the visitor acts as. */
export function RecordScreen({ objectType, id }: { readonly objectType: string; readonly id: number }) {
  const { boot, say, epoch } = usePreview();
  const { loaded, reload } = useLoaded(`record/${objectType}/${id}/${epoch}`, () =>
    serverApi.recordForm(objectType, id),
  );
  const form = shownOf(loaded);
  useEffect(() => {
    document.title = `${form?.title ?? say('record')} · ${boot.app.name}`;
  }, [form?.title, say, boot.app.name]);
  return (
    <div className="screen">
      <button type="button" className="ui-button secondary size-sm" onClick={() => history.back()}>
        ‹ {say('back')}
      </button>
      <h1>{form ? `${form.typeLabel}: ${form.title}` : say('record')}</h1>
      {loaded.state === 'failed' && <Problem title="loadFailed" message={loaded.message} onRetry={reload} />}
      {loaded.state === 'loading' && !form && <p role="status">{say('loading')}</p>}
      {form && <Fields form={form} objectType={objectType} id={id} onSaved={reload} />}
    </div>
  );
}

function Fields({
  form,
  objectType,
  id,
  onSaved,
}: {
  readonly form: RecordForm;
  readonly objectType: string;
  readonly id: number;
  readonly onSaved: () => void;
}) {
  const { boot, say, actingAs } = usePreview();
  const [changed, setChanged] = useState<Readonly<Record<string, string>>>({});
  const [saving, setSaving] = useState(false);
  const canSave = boot.canEditRecords && actingAs !== null;

  async function save() {
    if (!actingAs) return;
    setSaving(true);
    try {
      await serverApi.editRecord(objectType, id, { properties: changed, userId: actingAs.userId });
      setChanged({});
      showToast({ type: 'success', message: say('recordSaved') });
      onSaved();
    } catch (error) {
      showToast({ type: 'danger', message: error instanceof Error ? error.message : String(error) });
    }
    setSaving(false);
  }

  return (
    <form
      className="card record-form"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      <p>{canSave ? say('recordHint', { name: ownerName(boot.owners, actingAs.id) }) : say('recordNotHere')}</p>
      {form.fields.map(({ definition, value }) => (
        <div key={definition.name} className="ui-field">
          <label htmlFor={definition.name}>{definition.label}</label>
          <Control
            definition={definition}
            value={changed[definition.name] ?? value}
            onChange={(next) => {
              const { [definition.name]: _, ...others } = changed;
              setChanged(next === value ? others : { ...others, [definition.name]: next });
            }}
          />
        </div>
      ))}
      {canSave && (
        <button
          type="submit"
          className="ui-button primary size-md"
          disabled={saving || Object.keys(changed).length === 0}
        >
          {say('save')}
        </button>
      )}
    </form>
  );
}

function Control({
  definition: { name, options },
  value,
  onChange,
}: {
  readonly definition: PropertyDefinition;
  readonly value: string;
  readonly onChange: (value: string) => void;
}) {
  const { say } = usePreview();
  const field = {
    className: 'ui-control',
    id: name,
    name,
    value,
    onChange: (event: { readonly target: { readonly value: string } }) => onChange(event.target.value),
  };
  if (options.length > 0)
    return (
      <select {...field}>
        <option value="">{say('noValue')}</option>
        {options.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    );
  return value.length > LONG ? <textarea {...field} rows={3} /> : <input {...field} />;
}
