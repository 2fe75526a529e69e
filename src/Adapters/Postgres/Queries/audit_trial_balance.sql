-- $1 network: currencies whose postings do not sum to zero
select currency || ' is off by ' || sum(amount_minor) || ' minor units' from posting where network_id = $1 group by currency having sum(amount_minor) <> 0
