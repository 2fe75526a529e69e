-- $1 network, $2 day, $3 at, $4 clean, $5 findings: a day's report is written once
insert into reconciliation (network_id, day, at, is_clean, findings) values ($1, $2, $3, $4, $5::jsonb) on conflict do nothing
