import { useSearchParams } from '@remix-run/react'
import { memberName } from '#app/members/core/names.ts'
import { tidySearch } from '#app/members/list/query/list.ts'
import { useDownload } from '#app/ui/actions/useDownload.ts'
import { Button } from '#app/ui/actions/Button.tsx'
import { Banner } from '#app/ui/feedback/Banner.tsx'
import { formatCount } from '#app/ui/format/format.ts'
import { Select } from '#app/ui/forms/Select.tsx'
import { TextField } from '#app/ui/forms/TextField.tsx'
import { type HistoryStep, useTyped } from '#app/ui/forms/useTyped.ts'
import { Box } from '#app/ui/layout/Box.tsx'
import { Card } from '#app/ui/layout/Card.tsx'
import { Grid } from '#app/ui/layout/Grid.tsx'
import { Inline } from '#app/ui/layout/Inline.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { pageParameters } from '#app/ui/tables/keyset-page.ts'
import { ListPages } from '#app/ui/tables/ListPages.tsx'
import { RowLink } from '#app/ui/tables/RowLink.tsx'
import { type Column, Table } from '#app/ui/tables/Table.tsx'
import type { Pages } from '#app/ui/tables/useKeysetPages.ts'
import { Badge } from '#app/ui/text/Badge.tsx'
import { Heading } from '#app/ui/text/Heading.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { Text } from '#app/ui/text/Text.tsx'
import { PEOPLE_LIST } from './people-filter.ts'

type PersonRow = {
  memberId: string
  firstName: string | null
  lastName: string | null
  email: string | null
  /** In words; null for who can be mailed. */
  reason: string | null
}

export type People = {
  segmentId: number
  rows: PersonRow[]
  pages: Pages
  /** Why some can not be mailed, and how many. */
  reasons: { reason: string; words: string; count: number }[]
  reachable: number
  search: string
  reason: string
}

/** The people of a segment, with a search, a file of them, and why some can not be mailed. */
export function PeopleCard({ people }: { people: People }) {
  const { segmentId, rows, pages } = people
  const [search] = useSearchParams()
  const file = useDownload()
  const download = () => file.start(`/app/segments/${segmentId}/export?${search}`, `segment-${segmentId}.csv`)
  return (
    <Card padding="none">
      <Box padding="large">
        <Stack gap="small">
          <Inline justify="between" align="center" gap="small">
            <Heading>People</Heading>
            <Button loading={file.busy} accessibilityLabel="Export people as CSV" onClick={download}>
              Export CSV
            </Button>
          </Inline>
          {file.error ? <Banner tone="critical">{file.error}</Banner> : null}
          <Filters people={people} />
        </Stack>
      </Box>
      <Table
        of={['person', 'people']}
        columns={COLUMNS}
        rows={rows}
        idOf={({ memberId }) => memberId}
        Phone={PhoneRow}
        empty={<Nobody />}
      />
      <Box padding="base">
        <ListPages pages={pages} list={PEOPLE_LIST} />
      </Box>
    </Card>
  )
}

function Filters({ people: { reasons, reachable, search, reason } }: { people: People }) {
  const [, setSearch] = useSearchParams()
  const show = (name: string, value: string, step: HistoryStep) =>
    setSearch(
      (parameters) => {
        for (const place of Object.values(pageParameters(PEOPLE_LIST))) parameters.delete(place)
        if (value) parameters.set(name, value)
        else parameters.delete(name)
        return parameters
      },
      { preventScrollReset: true, replace: step === 'replace' },
    )
  const { typed, setTyped } = useTyped({
    value: search,
    show: (value) => value,
    read: tidySearch,
    onRest: (value, step) => show('search', value, step),
  })
  return (
    <Grid columns={{ phone: 1, tablet: '3fr 2fr' }} gap="small">
      <TextField
        label="Search people"
        labelHidden
        type="search"
        placeholder="Search by name or email"
        value={typed}
        maxLength={255}
        onChange={setTyped}
      />
      <Select
        label="Can be emailed"
        labelHidden
        options={[
          { value: '', label: 'Everyone' },
          { value: 'reachable', label: `Can be emailed (${formatCount(reachable)})` },
          ...reasons.map(({ reason: value, words, count }) => ({ value, label: `${words} (${formatCount(count)})` })),
        ]}
        value={reason}
        onChange={(value) => show('reason', value, 'push')}
      />
    </Grid>
  )
}

const COLUMNS: Column<PersonRow>[] = [
  { title: 'Name', cell: (row) => <Name row={row} /> },
  { title: 'Email', cell: ({ email }) => <Text breakWord>{email ?? '—'}</Text> },
  { title: 'Can be emailed', cell: ({ reason }) => <Reason reason={reason} /> },
]

function PhoneRow({ row }: { row: PersonRow }) {
  return (
    <Stack gap="tight">
      <Name row={row} />
      {row.email ? (
        <Text size="small" tone="subdued" breakWord>
          {row.email}
        </Text>
      ) : null}
      <Inline>{row.reason ? <Reason reason={row.reason} /> : <Badge tone="success">Can be emailed</Badge>}</Inline>
    </Stack>
  )
}

function Name({ row }: { row: PersonRow }) {
  return (
    <RowLink to={`/app/members/${row.memberId}`} look="name">
      {memberName(row)}
    </RowLink>
  )
}

function Reason({ reason }: { reason: string | null }) {
  return reason ? <Badge tone="attention">{reason}</Badge> : <Badge tone="success">Yes</Badge>
}

function Nobody() {
  return (
    <Box padding="large">
      <Paragraph tone="subdued">Nobody here right now.</Paragraph>
    </Box>
  )
}
