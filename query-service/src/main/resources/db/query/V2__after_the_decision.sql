-- What was folded before does not hold what the views show now, so it is thrown away: with no offset left, the service
-- folds the topic anew from its start. No instance of the version before may still run: it would fold as it did.
truncate application, name_token, history, consumer_offset, parked_record;

-- When a case passed each stage for the first time: what lead times are taken from.
alter table application
    add column verified_at timestamptz,
    add column decided_at  timestamptz, -- approved or rejected
    add column approved_at timestamptz, -- null also when nothing was due
    add column paid_at     timestamptz,
    add column issued_at   timestamptz,
    add column overdue_at  timestamptz; -- the review was found overdue
