-- How many members a segment held when it was counted the last time, how many of them could be mailed, and when that was: the
-- list shows them with their time instead of counting each segment at every view. They are of the rules as they are when the
-- segment has not been changed since; a release that does not know the columns writes none.
ALTER TABLE segments ADD COLUMN members int, ADD COLUMN reachable int, ADD COLUMN counted_at timestamptz;
