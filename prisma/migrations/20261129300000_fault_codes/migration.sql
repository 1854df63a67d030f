-- Why a message could not be worked off, as a code (app/inbox/message-fault.ts): its page words the code, and the error is for
-- whoever runs the app. Null for what failed before; a release that does not know the column writes none.
ALTER TABLE webhook_inbox ADD COLUMN fault text;
