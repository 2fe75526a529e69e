-- $1 network, $2 barcode: when something was done with the copy, oldest first
select a.at from (
    select (j.body ->> 'at')::timestamptz as at
    from journal j
    where j.network_id = $1 and j.body is not null and j.body ->> 'kind' <> 'TakenBack'
      and j.stream = 'item/' || (select i.item_id from item i where i.network_id = $1 and i.barcode = $2 and i.withdrawn_at is null)
    order by j.version desc limit 50) a
order by a.at
