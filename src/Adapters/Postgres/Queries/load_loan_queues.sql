-- $1 network, $2 card number: copies and titles the reader has on loan, their versions, and how many others wait for each title
select l.item_id, i.title_id,
       coalesce((select max(j.version) from journal j where j.network_id = $1 and j.stream = 'item/' || l.item_id), 0),
       coalesce((select max(j.version) from journal j where j.network_id = $1 and j.stream = 'title/' || i.title_id), 0),
       (select count(*)::int from hold h
        where h.network_id = $1 and h.title_id = i.title_id and h.state = 'waiting' and h.reader_id <> l.reader_id)
from loan l
join item i on i.network_id = l.network_id and i.item_id = l.item_id
where l.network_id = $1 and l.ended_at is null
  and l.reader_id = (select c.reader_id from card c where c.network_id = $1 and c.card_number = $2)
