-- $1 most rows: the latest reports
select network_id, day, at, is_clean, findings::text from reconciliation order by day desc, network_id limit $1
