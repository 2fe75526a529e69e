-- $1 network
select block, after_number, last_number, entries, hash from ledger_seal where network_id = $1 order by block
