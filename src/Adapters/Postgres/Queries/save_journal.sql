-- $1 network, $2 streams, $3 versions, $4 at, $5 events, $6 terminal, $7 bodies
insert into journal (network_id, stream, version, at, events, terminal, body)
select $1, s.stream, s.version, $4, $5, $6, s.body::jsonb
from unnest($2::text[], $3::int[], $7::text[]) as s (stream, version, body)
