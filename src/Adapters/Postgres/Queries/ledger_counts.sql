-- $1 network: how much there is to look at
select count(*) from ledger_entry where network_id = $1
