-- Which limit of which application runs up to when: written in the transaction of the events that start, move or end it,
-- so that a timer is neither lost nor left over. No instance of a version before may run beside it: its appends would
-- leave no row here.
create table deadline (
    application_id uuid        primary key,
    due_at         timestamptz not null, -- the instant at which the limit's last day ends
    fire_at        timestamptz not null  -- when the timer looks at it next
);
create index deadline_by_fire_at on deadline (fire_at);

grant select, insert, update, delete on deadline to dossier_command;

-- Applications from before this table: the last event that started or ended a limit says what runs.
insert into deadline (application_id, due_at, fire_at)
select application_id, (due_on + 1)::timestamp at time zone 'Asia/Shanghai',
       greatest((due_on + 1)::timestamp at time zone 'Asia/Shanghai', now())
  from (select distinct on (application_id) application_id,
               case type when 'CardIssued' then ((fact ->> 'issuedOn')::date + interval '1 year')::date
                         when 'PaymentRecorded' then null
                         else (fact ->> 'dueOn')::date end as due_on
          from (select application_id, sequence, type, convert_from(payload, 'UTF8')::jsonb as fact from event) known
         where type in ('ApplicationSubmitted', 'SupplementRequested', 'SupplementSubmitted', 'ReviewApproved',
                        'ReviewRejected', 'CardIssued', 'ApplicationWithdrawn')
            or (type = 'PaymentRecorded' and (fact ->> 'outstanding')::numeric = 0)
         order by application_id, sequence desc) last
 where due_on is not null;
