-- $1 network: readers to whom the ledger owes something else than their payments over gateways say
select 'reader ' || coalesce(l.reader_id, o.reader_id) || ' is owed ' || coalesce(l.minor, 0) || ' minor units, and ' || coalesce(o.minor, 0) || ' by the payments'
from (select split_part(account, '/', 2)::uuid as reader_id, -sum(amount_minor) as minor
      from posting where network_id = $1 and account like 'refunds-due/%' group by 1) l
full join (select p.reader_id,
                  sum(coalesce((select sum(r.rest_minor) from online_receipt r where r.network_id = $1 and r.payment_id = p.payment_id), 0)
                    + coalesce((select sum(b.amount_minor - b.of_rest_minor) from online_refund b where b.network_id = $1 and b.payment_id = p.payment_id), 0)
                    - coalesce((select sum(b.amount_minor) from online_refund b where b.network_id = $1 and b.payment_id = p.payment_id and b.sent_at is not null), 0)) as minor
           from online_payment p where p.network_id = $1 group by 1) o on o.reader_id = l.reader_id
where coalesce(l.minor, 0) <> coalesce(o.minor, 0)
limit 100
