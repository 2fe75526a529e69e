-- $1 network, $2 after this number, $3 how many at most: the last number of the next block
select max(number) from (
    select number from ledger_entry where network_id = $1 and number > $2 order by number limit $3) next
