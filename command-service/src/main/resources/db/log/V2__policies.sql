-- Every policy that a case is bound to, as it was resolved from the regions' files on the day of the first such case.
create table policy (
    digest       text primary key, -- SHA-256 of the content, lower-case hex
    version      text not null,    -- <region>@<effectiveFrom> of the nearest file
    resolved_for date,             -- null: not from files, so that no start compares it with them
    content      text not null     -- canonical JSON
);

grant select, insert on policy to dossier_command;

-- Logs from before regions had files name this one policy, by a digest of another spelling.
insert into policy (digest, version, content)
select '73664fec89d18b1cbd802c12fcd2969cb2f482ae3b208f5781b4dca8572a980f', '000000@2020-01-01', (jsonb '{
    "policyVersion": "000000@2020-01-01",
    "cardFee": "20.00",
    "contributionBase": {"floor": "4000.00", "ceiling": "25000.00"},
    "rates": {"employer": "0.08", "employee": "0.02", "flexible": "0.10", "retireeMakeUp": "0.08"},
    "requiredYears": {"male": 25, "female": 20},
    "backPayableGapMonths": 3,
    "waitingMonths": {"EMPLOYEE": 3, "FLEXIBLE": 6, "RETIREE": 0, "UNEMPLOYED": 0},
    "timeLimits": {"review": 10, "supplement": 15, "payment": 30, "appeal": 60, "reimbursement": 30},
    "maxReviewExtension": 10,
    "materials": [{"type": "IDENTITY_DOCUMENT", "requiredFor": ["EMPLOYEE", "FLEXIBLE", "RETIREE", "UNEMPLOYED"],
                   "legalBasis": "Handling Regulation Art. 31: identity documents need no further basis"}]}'
    || jsonb_build_object('sources', (select jsonb_object_agg(member, jsonb '{"policyVersion": "000000@2020-01-01",
                                             "legalBasis": "the national default from before regions had files"}')
         from unnest(array['cardFee', 'contributionBase.floor', 'contributionBase.ceiling', 'rates.employer',
                           'rates.employee', 'rates.flexible', 'rates.retireeMakeUp', 'requiredYears.male',
                           'requiredYears.female', 'backPayableGapMonths', 'waitingMonths.EMPLOYEE',
                           'waitingMonths.FLEXIBLE', 'waitingMonths.RETIREE', 'waitingMonths.UNEMPLOYED',
                           'timeLimits.review', 'timeLimits.supplement', 'timeLimits.payment', 'timeLimits.appeal',
                           'timeLimits.reimbursement', 'maxReviewExtension', 'materials']) member)))::text;
