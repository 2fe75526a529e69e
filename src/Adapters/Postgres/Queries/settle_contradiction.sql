-- $1 contradiction, $2 at
update contradiction set settled_at = $2 where contradiction_id = $1 and settled_at is null
