-- $1 network, $2 notice, $3 at
update reader_notice set told_at = $3, handed_at = coalesce(handed_at, $3) where network_id = $1 and notice_id = $2
