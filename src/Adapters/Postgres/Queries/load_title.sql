-- $1 network, $2 record number or name (null where a barcode is named), $3 barcode, $4 whether versions are wanted
select t.title_id, t.record_number, t.name, t.author, t.media_type,
       (select count(*)::int from item i
        where i.network_id = t.network_id and i.title_id = t.title_id and i.withdrawn_at is null and i.status in ('available', 'reshelving')
          and not exists (select from loan l where l.network_id = i.network_id and l.item_id = i.item_id and l.ended_at is null)
          and not exists (select from hold h where h.network_id = i.network_id and h.captured_item_id = i.item_id
                          and h.state in ('in-transit', 'ready'))),
       case when $4 then coalesce((select max(j.version) from journal j
            where j.network_id = $1 and j.stream = 'title/' || t.title_id), 0) end
from title t
where t.network_id = $1
  and t.title_id = coalesce(
      (select i.title_id from item i where i.network_id = $1 and i.barcode = $3 and i.withdrawn_at is null),
      (select n.title_id from title n where n.network_id = $1 and n.record_number = $2),
      (select n.title_id from title n where n.network_id = $1 and n.name = $2 order by n.record_number limit 1))
