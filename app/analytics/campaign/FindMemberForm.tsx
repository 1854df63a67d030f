import { Form } from '@remix-run/react'
import { useState } from 'react'
import { Button } from '#app/ui/actions/Button.tsx'
import { TextField } from '#app/ui/forms/TextField.tsx'

/** Asks for a member by name or address, to explain what became of a campaign for them. */
export function FindMemberForm({ campaignId, search = '' }: { campaignId: number; search?: string }) {
  const [words, setWords] = useState(search)
  return (
    <Form action={`/app/campaigns/${campaignId}/explain`}>
      <TextField
        label="Name or email address"
        name="q"
        type="search"
        value={words}
        onChange={setWords}
        maxLength={100}
        button={<Button submit>Find</Button>}
      />
    </Form>
  )
}
