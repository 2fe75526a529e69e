-- $1 network, $2 notice: with the reader's newest card and the copy it is about
select n.notice_id, n.reader_id, n.kind, n.body, n.barcode, n.due_at, n.handed_at, n.told_at,
       c.card_number, r.category, r.language, r.email, r.phone, r.address,
       t.title_id, t.record_number, t.name, t.author, t.media_type,
       coalesce((select max(j.version) from journal j where j.network_id = $1 and j.stream = 'notice/' || n.notice_id), 0)
from reader_notice n
join reader r on r.network_id = n.network_id and r.reader_id = n.reader_id
join lateral (select k.card_number from card k
              where k.network_id = n.network_id and k.reader_id = n.reader_id
              order by k.superseded_by is not null, k.issued_at desc limit 1) c on true
left join item i on i.network_id = n.network_id and i.barcode = n.barcode and i.withdrawn_at is null
left join title t on t.network_id = i.network_id and t.title_id = i.title_id
where n.network_id = $1 and n.notice_id = $2
