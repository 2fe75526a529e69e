-- $1 network: wallets whose held money is not the sum of their open holds
select 'wallet of ' || w.reader_id || ' holds ' || w.held_minor || ', its open holds ' || coalesce(h.held, 0)
from wallet w
left join (select reader_id, sum(amount_minor) as held from money_hold where network_id = $1 and state = 'open' group by reader_id) h on h.reader_id = w.reader_id
where w.network_id = $1 and w.held_minor <> coalesce(h.held, 0)
limit 100
