import { useState } from 'react'
import { Dialog } from '#app/ui/actions/Dialog.tsx'
import { Banner } from '#app/ui/feedback/Banner.tsx'
import { ChoiceList } from '#app/ui/forms/ChoiceList.tsx'
import { Form } from '#app/ui/forms/Form.tsx'
import { TextField } from '#app/ui/forms/TextField.tsx'
import { Grid } from '#app/ui/layout/Grid.tsx'
import { Stack } from '#app/ui/layout/Stack.tsx'
import { List, ListItem } from '#app/ui/text/List.tsx'
import { Paragraph } from '#app/ui/text/Paragraph.tsx'
import { useShell } from '#app/ui/hooks/useShell.ts'
import type { WallClock } from '#app/platform/text/wall-clock.ts'
import type { CampaignAnswer } from '../actions.ts'
import { Reason } from '../send/Reason.tsx'
import type { StartTime } from '../start-time.ts'
import { startHint } from './start-hint.ts'

type Props = {
  open: boolean
  scheduling: boolean
  /** What the fields begin with. */
  proposed: WallClock
  /** What keeps the campaign from being sent. */
  problems: string[]
  /** What was said or asked about the time that was asked for last. */
  answer: CampaignAnswer['start']
  onSchedule: (start: StartTime) => void
  onClose: () => void
}

const keyOf = ({ date, time }: WallClock) => `${date} ${time}`

/** Asks for the day and the hour of a start, in the shop's time zone. */
export function ScheduleModal({ open, scheduling, proposed, problems, answer, onSchedule, onClose }: Props) {
  const { timezone } = useShell()
  const [wall, setWall] = useState(proposed)
  const [which, setWhich] = useState<'first' | 'second'>('first')
  const [asked, setAsked] = useState<string | null>(null)
  // What was answered is about the time that was asked for.
  const answered = !scheduling && asked === keyOf(wall) ? answer : undefined
  const twice = answered && 'question' in answered ? answered : null
  const schedule = () => {
    if (scheduling || problems.length > 0) return
    setAsked(keyOf(wall))
    onSchedule(twice ? { ...wall, which } : wall)
  }
  return (
    <Dialog
      open={open}
      onClose={onClose}
      title="Schedule campaign"
      primaryAction={{
        content: 'Schedule',
        onAction: schedule,
        loading: scheduling,
        disabled: problems.length > 0,
      }}
      secondaryActions={[{ content: 'Cancel', onAction: onClose }]}
    >
      <Stack gap="large">
        {problems.length > 0 ? (
          <Banner tone="critical" title="This campaign can’t be scheduled yet">
            <List>
              {problems.map((problem) => (
                <ListItem key={problem}>
                  <Reason text={problem} />
                </ListItem>
              ))}
            </List>
          </Banner>
        ) : null}
        <Form onSubmit={schedule} noValidate>
          <Stack gap="base">
            <Grid columns={{ phone: 1, tablet: 2 }} gap="base">
              <TextField label="Day" type="date" value={wall.date} onChange={(date) => setWall({ ...wall, date })} />
              <TextField
                label="Time"
                type="time"
                value={wall.time}
                error={answered && 'problem' in answered ? answered.problem : undefined}
                onChange={(time) => setWall({ ...wall, time })}
              />
            </Grid>
            <Paragraph tone="subdued">
              In your store’s time zone, {timezone.replaceAll('_', ' ')}. {startHint(wall)}
            </Paragraph>
            <div role="status">{twice ? <Paragraph>{twice.question}</Paragraph> : null}</div>
            {twice ? (
              <ChoiceList
                label={twice.question}
                choices={[
                  { value: 'first', label: twice.first },
                  { value: 'second', label: twice.second },
                ]}
                value={which}
                onChange={(value) => setWhich(value === 'second' ? 'second' : 'first')}
              />
            ) : null}
          </Stack>
        </Form>
        <Paragraph tone="subdued">
          Who’s in the segment, and whether everything is ready, is checked again when it starts. You can change the
          time or edit the campaign until then.
        </Paragraph>
      </Stack>
    </Dialog>
  )
}
