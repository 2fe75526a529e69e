-- $1 network, $2 barcode: what a cancel takes back, and whether money has come in for it since; with money in it, the version of the reader
-- who might be paying just now
select j.body,
       exists (select from posting made
               join ledger_entry m on m.network_id = made.network_id and m.entry_id = made.entry_id
               join posting since on since.network_id = made.network_id and since.charge_id = made.charge_id
               join ledger_entry s on s.network_id = since.network_id and s.entry_id = since.entry_id and s.number > m.number
               where made.network_id = $1
                 and made.entry_id in (select e::uuid from jsonb_array_elements_text(j.body -> 'entries') e)
                 and since.entry_id not in (select e::uuid from jsonb_array_elements_text(j.body -> 'entries') e)),
       j.body ->> 'reader',
       case when jsonb_array_length(j.body -> 'entries') > 0
            then coalesce((select max(r.version) from journal r where r.network_id = $1 and r.stream = 'reader/' || (j.body ->> 'reader')), 0) end
from journal j
where j.network_id = $1 and j.body is not null
  and j.stream = 'item/' || (select i.item_id from item i where i.network_id = $1 and i.barcode = $2 and i.withdrawn_at is null)
order by j.version desc
limit 1
