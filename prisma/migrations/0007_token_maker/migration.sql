-- Who made a token on a page of the site; null where a command did, or an earlier release. Like set_by, it outlives the account.
ALTER TABLE token ADD COLUMN made_by uuid;
