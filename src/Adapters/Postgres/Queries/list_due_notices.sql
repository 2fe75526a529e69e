-- $1 network, $2 now, $3 agencies of which somebody tells readers, $4 most: the oldest first
select agency_id, notice_id
from reader_notice
where network_id = $1 and due_at <= $2 and handed_at is null and told_at is null and agency_id = any ($3)
order by due_at, notice_id
limit $4
