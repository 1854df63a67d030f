import { Form } from '@remix-run/react'
import { Button, TextField } from '@shopify/polaris'
import { useState } from 'react'

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
        autoComplete="off"
        maxLength={100}
        connectedRight={<Button submit>Find</Button>}
      />
    </Form>
  )
}
